import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { codeName } from '../../../src/runtime/conductorone/error.ts';
import { ConnectorApi } from '../../conductorone/connector-api/connector-api.ts';
import type { Finish, Script, ScriptedTask } from '../../conductorone/connector-api/tasks.ts';
import { built } from '../../peers/built.ts';
import { batonConfluence, binary } from '../../peers/peers.ts';
import { command } from '../../runtime/cli/run.ts';
import { generateSite } from '../../simulator/generate.ts';
import { Simulator } from '../../simulator/simulator.ts';
import type { RoleMode } from '../../simulator/site.ts';
import { temporaryFolder } from '../../support/files.ts';
import { describeWith } from '../../support/programs.ts';

/** How a task ends with the vendor's connector, and how with this one, if that is another way. */
type Row = readonly [what: string, script: Script, theirs: string, ours?: string];

const refused = 'UNIMPLEMENTED, for good';
const noEnd = 'no end';
const malformed = 'UNKNOWN, for good';

/** The kinds of tasks, by the number of the field that holds them; each comes without anything in it. */
const kinds: readonly Row[] = [
  ['create_account', { unknown: 105 }, malformed, refused],
  ['create_resource', { unknown: 106 }, malformed, refused],
  ['delete_resource', { unknown: 107 }, malformed, refused],
  ['rotate_credentials', { unknown: 108 }, malformed, refused],
  ['event_feed', { unknown: 109 }, 'UNKNOWN', refused],
  ['create_ticket_task', { unknown: 110 }, malformed, refused],
  // The vendor's connector leaves it open: ConductorOne waits for it in vain.
  ['list_ticket_schemas', { unknown: 111 }, noEnd, refused],
  ['get_ticket', { unknown: 112 }, malformed, refused],
  ['bulk_create_tickets', { unknown: 113 }, malformed, refused],
  ['bulk_get_tickets', { unknown: 114 }, malformed, refused],
  ['action_list_schemas', { unknown: 115 }, 'ListActionSchemasResponse of 0 bytes'],
  ['action_get_schema', { unknown: 116 }, 'UNKNOWN', refused],
  ['action_invoke', { unknown: 117 }, 'UNKNOWN', refused],
  ['action_status', { unknown: 118 }, 'UNKNOWN', refused],
  ['create_sync_diff', { unknown: 119 }, 'UNKNOWN', refused],
  ['compact_syncs', { unknown: 120 }, 'UNKNOWN', refused],
  ['list_event_feeds', { unknown: 121 }, 'ListEventFeedsResponse of 0 bytes'],
  ['list_events', { unknown: 122 }, noEnd, refused],
  ['issue_credential', { unknown: 123 }, malformed, refused],
  ['a kind of tomorrow', { unknown: 124 }, 'UNKNOWN', refused],
];

const usual = ['user', 'group', 'space'];
const every = [...usual, 'space_role', 'space_role_assignment'];

function syncOf(syncResourceTypeIds: readonly string[]): Script {
  return { syncFull: { storageEngine: 'sqlite', syncResourceTypeIds: [...syncResourceTypeIds] } };
}

const all = 'full: group, space, space_role, space_role_assignment, user';
const types: readonly Row[] = [
  ['no types', syncOf([]), 'full: group, space, space_role, user'],
  ['types that need --use-rbac', syncOf(every), 'full: group, space, space_role, user'],
  ['roles only', syncOf(['space_role']), 'full: space_role'],
  ['a type that is none', syncOf(['user', 'pages']), 'UNKNOWN', 'INVALID_ARGUMENT, for good'],
];

const typesWithRoles: readonly Row[] = [
  ['no types', syncOf([]), all],
  ['every type', syncOf(every), all],
  ['types without roles', syncOf(usual), 'full: group, space, user'],
  ['types without assignments', syncOf([...usual, 'space_role']), 'full: group, space, space_role, user'],
];

/** Settings, the site's mode, and the tasks. */
const scripts: readonly (readonly [
  what: string,
  settings: Readonly<Record<string, string>>,
  mode: RoleMode,
  rows: readonly Row[],
])[] = [
  ['kinds of tasks', {}, 'ROLES', kinds],
  ['resource types', {}, 'ROLES', types],
  ['resource types with --use-rbac', { BATON_USE_RBAC: 'true' }, 'ROLES', typesWithRoles],
  ['a site in transition, with --use-rbac', { BATON_USE_RBAC: 'true' }, 'ROLES_TRANSITION', typesWithRoles],
  [
    'a site before roles, with --use-rbac',
    { BATON_USE_RBAC: 'true' },
    'PRE_ROLES',
    [['every type', syncOf(every), 'FAILED_PRECONDITION', 'UNKNOWN']],
  ],
  ['--skip-full-sync', { BATON_SKIP_FULL_SYNC: 'true' }, 'ROLES', [['no types', syncOf([]), 'full: ']]],
];

describeWith([built(batonConfluence)], 'tasks of ConductorOne, beside the vendor’s own connector', () => {
  test.each(scripts)('%s', async (_, settings, mode, rows) => {
    const theirs = rows.map(([what, script, end]) => ({ what, script, end }));
    const ours = rows.map(([what, script, end, other = end]) => ({ what, script, end: other }));
    expect(await ends([binary(batonConfluence)], settings, mode, theirs)).toEqual(theirs);
    expect(await ends([process.execPath, ...command], settings, mode, ours)).toEqual(ours);
  });

  test('the log of a task, where it is wanted, is uploaded after the sync', async () => {
    for (const program of [[binary(batonConfluence)], [process.execPath, ...command]]) {
      await serving(program, {}, 'ROLES', async (api) => {
        const task = api.tasks.push(syncOf([]), { debug: true });
        expect(await task.finished).toMatchObject({ outcome: 'success' });
        expect(await Promise.all(task.uploads.map(contents))).toEqual([
          'full: group, space, space_role, user',
          'no sync',
        ]);
      });
    }
  });
});

/** A task, and how it is to end, or has ended. */
interface Ending {
  readonly what: string;
  readonly script: Script;
  readonly end: string;
}

/** How each task ends with a program that is given all of them at once. */
async function ends(
  program: readonly string[],
  settings: Readonly<Record<string, string>>,
  mode: RoleMode,
  wanted: readonly Ending[],
): Promise<readonly Ending[]> {
  return serving(program, settings, mode, async (api) => {
    const tasks = wanted.map((ending) => ({ ...ending, task: api.tasks.push(ending.script) }));
    await Promise.all(tasks.filter(({ end }) => end !== noEnd).map(({ task }) => task.finished));
    // By then, the others have had their time.
    await api.tasks.push({ hello: {} }).finished;
    return Promise.all(
      tasks.map(async ({ what, script, task }) => ({ what, script, end: await endOf(task) })),
    );
  });
}

async function endOf({ finishes, uploads }: ScriptedTask): Promise<string> {
  const [finish] = finishes;
  if (!finish) return noEnd;
  if (finish.outcome !== 'success') return refusal(finish);
  const [upload] = uploads;
  return upload ? contents(upload) : answerOf(finish);
}

function refusal(finish: Finish): string {
  if (finish.outcome !== 'error') return finish.outcome;
  return `${finish.code === 0 ? 'OK' : codeName(finish.code)}${finish.nonRetryable ? ', for good' : ''}`;
}

function answerOf({ request }: Extract<Finish, { readonly outcome: 'success' }>): string {
  const { finalState } = request;
  const response = finalState.case === 'success' ? finalState.value.response : undefined;
  return `${response?.typeUrl.split('.').at(-1)} of ${response?.value.length} bytes`;
}

/** The type of the sync in a file, and the types of the resources in it. */
async function contents(upload: ScriptedTask['uploads'][number]): Promise<string> {
  const reader = await upload.open().catch(() => undefined);
  if (!reader) return 'no sync';
  try {
    const found = Object.entries(reader.stats().resourcesByType).filter(([, count]) => count > 0);
    return `${reader.run.type}: ${found.map(([type]) => type).join(', ')}`;
  } finally {
    await reader.close();
  }
}

/** Has a program serve a made-up ConductorOne while something is done. */
async function serving<Result>(
  [program = '', ...args]: readonly string[],
  settings: Readonly<Record<string, string>>,
  roleMode: RoleMode,
  work: (api: ConnectorApi) => Promise<Result>,
): Promise<Result> {
  const folder = await temporaryFolder();
  const simulator = await Simulator.start({ site: generateSite({ roleMode }) });
  const api = await ConnectorApi.start({ folder, tenant: 'acme.conductor.one' });
  const connector = execa(program, args, {
    env: {
      ...simulator.environment,
      ...api.environment,
      BATON_HOST_ID: 'host',
      TMPDIR: folder,
      ...settings,
    },
    reject: false,
  });
  try {
    return await work(api);
  } finally {
    connector.kill('SIGKILL');
    await connector;
    await Promise.all([api.stop(), simulator.stop()]);
  }
}
