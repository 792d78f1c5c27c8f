import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BatonServiceHelloRequestSchema } from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { temporaryFolder } from '../../support/files.ts';
import { type ApiClient, connect, greeting, type Part, parts, refusal, upload } from './client.ts';
import { ConnectorApi } from './connector-api.ts';

let api: ConnectorApi;
let client: ApiClient;

beforeAll(async () => {
  api = await ConnectorApi.start({ folder: await temporaryFolder() });
  client = await connect(api);
});
afterAll(() => api.stop());

const long = 'x'.repeat(257);
const noTask = 'x'.repeat(26);
const { buildInfo, osInfo, connectorMetadata } = greeting;
const any = { typeUrl: 'type.googleapis.com/c1.connector.v2.OptInRequired' };
const annotations = Array.from({ length: 17 }, () => any);
const typed = (resourceType: object) => ({
  connectorMetadata: { ...connectorMetadata, capabilities: { resourceTypeCapabilities: [{ resourceType }] } },
});

describe('a Hello', () => {
  test('that is all right is answered, with the longest names too', async () => {
    expect(await refusal(client.hello(greeting))).toBe('OK');
    const hostId = '€'.repeat(256);
    expect(await refusal(client.hello({ ...greeting, hostId }))).toBe('OK');
  });

  test('with too many annotations is refused, though the product’s proto files know none', async () => {
    const $unknown = Array.from({ length: 17 }, () => ({ no: 6, wireType: 2, data: Uint8Array.of(0) }));
    const request = Object.assign(create(BatonServiceHelloRequestSchema, greeting), { $unknown });
    expect(await refusal(client.hello(request))).toBe(
      'InvalidArgument: invalid BatonServiceHelloRequest.annotations: must be no more than 16',
    );
  });

  test.each([
    ['host_id', { hostId: '' }],
    ['host_id', { hostId: long }],
    ['task_id', { taskId: noTask }],
    ['build_info', { buildInfo: undefined }],
    ['build_info.lang_version', { buildInfo: { ...buildInfo, langVersion: '' } }],
    ['build_info.package', { buildInfo: { ...buildInfo, package: long } }],
    ['build_info.package_version', { buildInfo: { ...buildInfo, packageVersion: long } }],
    ['os_info', { osInfo: undefined }],
    ['os_info.hostname', { osInfo: { ...osInfo, hostname: '' } }],
    ['os_info.os', { osInfo: { ...osInfo, os: '' } }],
    ['os_info.platform', { osInfo: { ...osInfo, platform: '' } }],
    ['os_info.platform_version', { osInfo: { ...osInfo, platformVersion: '' } }],
    ['os_info.platform_family', { osInfo: { ...osInfo, platformFamily: '' } }],
    ['os_info.kernel_version', { osInfo: { ...osInfo, kernelVersion: long } }],
    ['os_info.kernel_arch', { osInfo: { ...osInfo, kernelArch: '' } }],
    ['os_info.virtualization_system', { osInfo: { ...osInfo, virtualizationSystem: '' } }],
    ['connector_metadata', { connectorMetadata: undefined }],
    ['connector_metadata.display_name', { connectorMetadata: { displayName: '' } }],
    ['connector_metadata.display_name', { connectorMetadata: { displayName: '€'.repeat(342) } }],
    [
      'connector_metadata.description',
      { connectorMetadata: { ...connectorMetadata, description: 'x'.repeat(4097) } },
    ],
    ['resource_type.id', typed({ id: '' })],
    ['resource_type.display_name', typed({ id: 'user', displayName: 'x'.repeat(1025) })],
    ['resource_type.description', typed({ id: 'user', description: 'x'.repeat(4097) })],
    ['resource_type.traits', typed({ id: 'user', traits: [1, 1] })],
  ])('with a wrong %s is refused', async (field, wrong) => {
    expect(await refusal(client.hello({ ...greeting, ...wrong }))).toMatch(
      new RegExp(`^InvalidArgument: invalid BatonServiceHelloRequest[.](?:.*[.])?${field}: `),
    );
  });
});

describe('another call', () => {
  const task = '2syncFull000000000000000001';
  const ending = { hostId: 'host', taskId: task } as const;
  test.each<[string, () => Promise<unknown>]>([
    ['GetTaskRequest.host_id', () => client.getTask({})],
    ['GetTaskRequest.host_id', () => client.getTask({ hostId: long })],
    ['HeartbeatRequest.host_id', () => client.heartbeat({ taskId: task })],
    ['HeartbeatRequest.task_id', () => client.heartbeat({ hostId: 'host' })],
    ['HeartbeatRequest.task_id', () => client.heartbeat({ hostId: 'host', taskId: `${noTask}-` })],
    ['FinishTaskRequest.host_id', () => client.finishTask({ taskId: task })],
    ['FinishTaskRequest.task_id', () => client.finishTask({ hostId: 'host', taskId: noTask })],
    ['FinishTaskRequest.final_state', () => client.finishTask(ending)],
    [
      'FinishTaskRequest.error.annotations',
      () => client.finishTask({ ...ending, finalState: { case: 'error', value: { annotations } } }),
    ],
    [
      'FinishTaskRequest.success.annotations',
      () => client.finishTask({ ...ending, finalState: { case: 'success', value: { annotations } } }),
    ],
  ])('with a wrong %s is refused', async (field, call) => {
    expect(await refusal(call())).toMatch(new RegExp(`^InvalidArgument: invalid BatonService${field}: `));
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a Hello', () => client.hello({ ...greeting, taskId: '2hello000000000000000000099' })],
    ['a heartbeat', () => client.heartbeat({ hostId: 'host', taskId: '2hello000000000000000000099' })],
    [
      'an end',
      () =>
        client.finishTask({
          hostId: 'host',
          taskId: '2hello000000000000000000099',
          finalState: { case: 'success', value: {} },
        }),
    ],
    ['an upload', () => upload(client, '2hello000000000000000000099')],
  ])('%s for a task that does not run finds nothing', async (_, call) => {
    expect(await refusal(call())).toBe('NotFound: no running task 2hello000000000000000000099');
  });
});

describe('an upload', () => {
  type Parts = ReturnType<typeof parts>;
  const data = (bytes: number): Part => ({ msg: { case: 'data', value: { data: Buffer.alloc(bytes) } } });

  test.each<[string, string, (given: Parts) => readonly Part[]]>([
    ['without anything', 'msg: eof is missing', () => []],
    ['without its end', 'msg: eof is missing', ({ metadata, data }) => [metadata, ...data]],
    ['without metadata', 'msg: metadata must come first, and once', ({ data, eof }) => [...data, eof]],
    [
      'with metadata twice',
      'msg: metadata must come first, and once',
      ({ metadata, data, eof }) => [metadata, metadata, ...data, eof],
    ],
    ['without data', 'msg: data must come before eof', ({ metadata, eof }) => [metadata, eof]],
    [
      'with data after its end',
      'msg: eof must come last',
      ({ metadata, data, eof }) => [metadata, ...data, eof, ...data],
    ],
    [
      'with another checksum',
      'eof.sha256_checksum: is not that of the data',
      ({ metadata, data: sent, eof }) => [metadata, ...sent, data(1), eof],
    ],
    [
      'with a short checksum',
      'eof.sha256_checksum: must be 32 bytes',
      ({ metadata, data }) => [
        metadata,
        ...data,
        { msg: { case: 'eof', value: { sha256Checksum: Buffer.alloc(20) } } },
      ],
    ],
    ['with an empty chunk', 'data.data: must be 1 to 1048576 bytes', ({ metadata }) => [metadata, data(0)]],
    [
      'with a chunk of more than 1 MiB',
      'data.data: must be 1 to 1048576 bytes',
      ({ metadata }) => [metadata, data(1024 ** 2 + 1)],
    ],
    ['with an empty message', 'msg: is required', ({ metadata }) => [metadata, {}]],
    [
      'of no host',
      'metadata.host_id: must be 1 to 256 characters',
      () => [{ msg: { case: 'metadata', value: { taskId: noTask } } }],
    ],
    [
      'of no task',
      'metadata.task_id: must be 27 letters and digits',
      () => [{ msg: { case: 'metadata', value: { hostId: 'host', taskId: noTask } } }],
    ],
  ])('%s is refused', async (_, reason, wrong) => {
    const task = api.tasks.push({ syncFull: {} });
    await client.getTask({ hostId: 'host' });
    expect(await refusal(upload(client, task.id, wrong(parts(task.id))))).toBe(
      `InvalidArgument: invalid BatonServiceUploadAssetRequest.${reason}`,
    );
    expect(task.uploads).toEqual([]);
  });
});
