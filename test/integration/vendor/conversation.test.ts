import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import type { Call } from '../../conductorone/connector-api/conversation.ts';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { command } from '../../runtime/cli/run.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

describeWith([built(batonConfluence)], 'beside the vendor’s own connector', () => {
  test('the same script of tasks makes the same conversation', async () => {
    const simulator = await Simulator.start({ site: generateSite() });
    try {
      const theirs = await conversation(simulator, binary(batonConfluence), []);
      const ours = await conversation(simulator, process.execPath, command);
      expect(ours.map(({ method, task }) => [method, task])).toEqual(
        theirs.map(({ method, task }) => [method, task]),
      );
      expect(ours.map(comparable)).toEqual(theirs.map(comparable));
    } finally {
      await simulator.stop();
    }
  });
});

/** What a connector says while it is given a hello task, a full sync and a task of no kind. */
async function conversation(
  simulator: Simulator,
  program: string,
  args: readonly string[],
): Promise<readonly Call[]> {
  const folder = await temporaryFolder();
  const api = await ConnectorApi.start({ folder, tenant: 'acme.conductor.one' });
  const env = {
    ...simulator.environment,
    ...api.environment,
    BATON_HOST_ID: 'host',
    BATON_TASK_CONCURRENCY: '1',
    TMPDIR: folder,
  };
  const connector = execa(program, args, { env, reject: false });
  try {
    await api.tasks.push({ hello: {} }).finished;
    await api.tasks.push({ syncFull: { storageEngine: 'sqlite' } }).finished;
    await api.tasks.push({ unknown: 'unset' }).finished;
    const { calls } = api.conversation;
    const first = new Map(calls.toReversed().map((call) => [`${call.method} ${call.task}`, call]));
    // How often each asks for tasks while there are none, and says that it still works at one, follows from the clock.
    return calls.filter(
      (call) =>
        (call.method !== 'GetTask' || call.task !== undefined) &&
        (call.method !== 'Heartbeat' || first.get(`Heartbeat ${call.task}`) === call),
    );
  } finally {
    connector.kill('SIGKILL');
    await connector;
    await api.stop();
  }
}

/**
 * The intended differences, each with its reason:
 * - what says which program it is: build, user agent, description, the HTTP client's own headers;
 * - how each finds out about the machine: we read /etc/os-release only;
 * - the file is another one, and so are its chunks;
 * - calls of ours all have a deadline, theirs only FinishTask;
 * - a task of no kind is unsupported for good: theirs says `unknown`, and that trying again may help.
 */
function comparable({ headers, message = {}, ...call }: Call) {
  const { buildInfo, osInfo, connectorMetadata, chunks, status, error, ...same } = message as Message;
  const { description, ...metadata } = connectorMetadata ?? {};
  return {
    ...call,
    authorization: headers['authorization'],
    clientName: call.method === 'token' ? undefined : headers['user-agent']?.split(' ')[0],
    says: [buildInfo, osInfo].map((info) => Object.keys(info ?? {})),
    metadata,
    failed: error !== undefined,
    message: same,
  };
}

interface Message {
  readonly [field: string]: unknown;
  readonly buildInfo?: object;
  readonly osInfo?: object;
  readonly connectorMetadata?: Readonly<Record<string, unknown>>;
}
