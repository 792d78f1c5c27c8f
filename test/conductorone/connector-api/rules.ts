import { Code, ConnectError } from '@connectrpc/connect';
import type { ConnectorMetadata } from '../../../src/runtime/proto/gen/c1/connector/v2/connector_pb.ts';
import type {
  BatonServiceFinishTaskRequest,
  BatonServiceGetTaskRequest,
  BatonServiceHeartbeatRequest,
  BatonServiceHelloRequest,
  BatonServiceUploadAssetRequest,
} from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';

/** A refusal that names the field. */
export function invalid(field: string, reason: string): ConnectError {
  return new ConnectError(`invalid ${field}: ${reason}`, Code.InvalidArgument);
}

/**
 * What the SDK's proto files demand of a greeting, and what its source says of the facts about the system:
 * without one of them a connector is not registered.
 * @throws ConnectError InvalidArgument
 */
export function checkHello(request: BatonServiceHelloRequest): void {
  const at = 'BatonServiceHelloRequest';
  checkHost(at, request.hostId);
  if (request.taskId !== '') checkTaskId(at, request.taskId);
  const { buildInfo, osInfo, connectorMetadata } = request;
  if (!buildInfo) throw invalid(`${at}.build_info`, 'is required');
  for (const field of ['langVersion', 'package', 'packageVersion'] as const)
    checkText(`${at}.build_info.${snake(field)}`, buildInfo[field]);
  if (!osInfo) throw invalid(`${at}.os_info`, 'is required');
  for (const field of systemFacts) checkText(`${at}.os_info.${snake(field)}`, osInfo[field]);
  if (!connectorMetadata) throw invalid(`${at}.connector_metadata`, 'is required');
  checkMetadata(`${at}.connector_metadata`, connectorMetadata);
  checkCount(`${at}.annotations`, unknownCount(request, 6));
}

const systemFacts = [
  'hostname',
  'os',
  'platform',
  'platformVersion',
  'platformFamily',
  'kernelVersion',
  'kernelArch',
  'virtualizationSystem',
] as const;

/** @throws ConnectError InvalidArgument */
export function checkGetTask({ hostId }: BatonServiceGetTaskRequest): void {
  checkHost('BatonServiceGetTaskRequest', hostId);
}

/** @throws ConnectError InvalidArgument */
export function checkHeartbeat(request: BatonServiceHeartbeatRequest): void {
  const at = 'BatonServiceHeartbeatRequest';
  checkHost(at, request.hostId);
  checkTaskId(at, request.taskId);
  checkCount(`${at}.annotations`, unknownCount(request, 3));
}

/** @throws ConnectError InvalidArgument */
export function checkFinishTask({ hostId, taskId, finalState }: BatonServiceFinishTaskRequest): void {
  const at = 'BatonServiceFinishTaskRequest';
  checkHost(at, hostId);
  checkTaskId(at, taskId);
  if (!finalState.case) throw invalid(`${at}.final_state`, 'is required');
  checkCount(`${at}.${finalState.case}.annotations`, finalState.value.annotations.length);
}

/**
 * One message of an upload; their order is another matter.
 * @throws ConnectError InvalidArgument
 */
export function checkUploadAsset({ msg }: BatonServiceUploadAssetRequest): void {
  const at = 'BatonServiceUploadAssetRequest';
  switch (msg.case) {
    case 'metadata':
      checkHost(`${at}.metadata`, msg.value.hostId);
      checkTaskId(`${at}.metadata`, msg.value.taskId);
      checkCount(`${at}.metadata.annotations`, unknownCount(msg.value, 4));
      return;
    case 'data': {
      const { length } = msg.value.data;
      if (length < 1 || length > 1024 ** 2) throw invalid(`${at}.data.data`, 'must be 1 to 1048576 bytes');
      return;
    }
    case 'eof':
      if (msg.value.sha256Checksum.length !== 32)
        throw invalid(`${at}.eof.sha256_checksum`, 'must be 32 bytes');
      checkCount(`${at}.eof.annotations`, unknownCount(msg.value, 2));
      return;
    default:
      throw invalid(`${at}.msg`, 'is required');
  }
}

function checkMetadata(at: string, { displayName, description, capabilities }: ConnectorMetadata): void {
  checkBytes(`${at}.display_name`, displayName, 1, 1024);
  checkBytes(`${at}.description`, description, 0, 4096);
  for (const { resourceType } of capabilities?.resourceTypeCapabilities ?? []) {
    const type = `${at}.capabilities.resource_type_capabilities.resource_type`;
    checkBytes(`${type}.id`, resourceType?.id ?? '', 1, 1024);
    checkBytes(`${type}.display_name`, resourceType?.displayName ?? '', 0, 1024);
    checkBytes(`${type}.description`, resourceType?.description ?? '', 0, 4096);
    const traits = resourceType?.traits ?? [];
    if (new Set(traits).size < traits.length) throw invalid(`${type}.traits`, 'must be unique');
  }
}

function checkHost(at: string, hostId: string): void {
  checkText(`${at}.host_id`, hostId);
}

function checkTaskId(at: string, taskId: string): void {
  if (!/^[a-zA-Z0-9]{27}$/.test(taskId)) throw invalid(`${at}.task_id`, 'must be 27 letters and digits');
}

function checkText(field: string, text: string): void {
  const { length } = [...text];
  if (length < 1 || length > 256) throw invalid(field, 'must be 1 to 256 characters');
}

function checkBytes(field: string, text: string, least: number, most: number): void {
  const length = Buffer.byteLength(text);
  if (length < least || length > most) throw invalid(field, `must be ${least} to ${most} bytes`);
}

function checkCount(field: string, count: number): void {
  if (count > 16) throw invalid(field, 'must be no more than 16');
}

/** How often a message has a field that the product's own proto files leave out. */
function unknownCount({ $unknown = [] }: Unknown, field: number): number {
  return $unknown.filter(({ no }) => no === field).length;
}

interface Unknown {
  readonly $unknown?: readonly { readonly no: number }[];
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
