import { countNames, nouns, resourceTypes, verbs } from '../../config/vocabulary.ts';
import type { ResourceId } from '../sync/scope.ts';
import type { Accepted } from '../sync/shrinkage.ts';

/** How a setting is written, on the command line and in the environment. */
export type SettingKind =
  | 'text'
  | 'list'
  | 'resources'
  | 'counts'
  | 'switch'
  | 'whole'
  | 'percent'
  | 'duration';

/** A setting: a flag, and a variable of the environment. */
export interface Setting {
  /** Of the flag; the variable is BATON_ and the same in capitals, with `_` for `-`. */
  readonly name: string;
  readonly short?: string;
  readonly kind: SettingKind;
  /** For `--help` and `config`. */
  readonly description: string;
  /** Its heading in `--help`. */
  readonly group: 'Confluence' | 'What to sync' | 'The file' | 'Running' | 'Service mode';
  /** What may be written. @default whatever its kind allows */
  readonly choices?: readonly string[];
  /** As it would be written. */
  readonly default?: string;
  /** The least and the most of a whole number. */
  readonly range?: readonly [number, number];
  readonly required?: true;
  readonly secret?: true;
  /** Whether people paste it: it has no quotation marks around it, no blanks and nothing invisible. */
  readonly pasted?: true;
  /** How `config` tells of it, which is what forms are made from; not there where it is for the command line only. */
  readonly form?: ConfigurationField;
}

/** What a form shows of a setting beside its description. */
export interface ConfigurationField {
  readonly displayName?: string;
  readonly placeholder?: string;
  /** What to choose to begin with. */
  readonly suggested?: readonly string[];
  /** Whether it is of those who run the connector, and not of those who set it up. */
  readonly operational?: true;
  /** Whether it tells the range. */
  readonly ranged?: true;
}

/**
 * Every setting: with the names and defaults of the vendor's connector where it has them, so that one can take the
 * other's place.
 */
export const settings = [
  {
    name: 'domain-url',
    kind: 'text',
    description: 'URL of the Confluence Cloud site, or its name on atlassian.net',
    group: 'Confluence',
    required: true,
    form: { displayName: 'Domain URL', placeholder: 'https://example.atlassian.net' },
  },
  {
    name: 'username',
    kind: 'text',
    description: 'E-mail address of the account that the API token belongs to',
    group: 'Confluence',
    required: true,
    pasted: true,
    form: { displayName: 'Username', placeholder: 'user@example.com' },
  },
  {
    name: 'username-file',
    kind: 'text',
    description: 'File with the user name, instead of --username; read again for each sync',
    group: 'Confluence',
  },
  {
    name: 'api-key',
    kind: 'text',
    description: 'API token of a Confluence administrator',
    group: 'Confluence',
    required: true,
    secret: true,
    pasted: true,
    form: { displayName: 'API Key' },
  },
  {
    name: 'api-key-file',
    kind: 'text',
    description:
      'File with the API token, instead of --api-key; read again for each sync, and if Confluence refuses it',
    group: 'Confluence',
  },
  {
    name: 'cloud-id',
    kind: 'text',
    description: 'Cloud id of the site, for a scoped API token; looked up where it is needed and not given',
    group: 'Confluence',
    form: { displayName: 'Cloud ID' },
  },
  {
    name: 'gateway-url',
    kind: 'text',
    description: 'Where Atlassian takes scoped API tokens',
    group: 'Confluence',
    default: 'https://api.atlassian.com/ex/confluence',
  },
  {
    name: 'noun',
    kind: 'list',
    description: 'Targets of space permissions to sync; all of them unless some are named',
    group: 'What to sync',
    choices: nouns,
    form: { displayName: 'Nouns', suggested: ['space'] },
  },
  {
    name: 'verb',
    kind: 'list',
    description: 'Operations of space permissions to sync; all of them unless some are named',
    group: 'What to sync',
    choices: verbs,
    form: {
      displayName: 'Verbs',
      suggested: ['administer', 'create', 'delete', 'export', 'read', 'restrict_content'],
    },
  },
  {
    name: 'skip-personal-spaces',
    kind: 'switch',
    description: 'Leave out personal spaces',
    group: 'What to sync',
    form: { displayName: 'Skip Personal Spaces' },
  },
  {
    name: 'skip-archived-spaces',
    kind: 'switch',
    description: 'Leave out archived spaces',
    group: 'What to sync',
    form: { displayName: 'Skip Archived Spaces' },
  },
  {
    name: 'use-rbac',
    kind: 'switch',
    description: 'Sync space roles and who has them, in place of space permissions',
    group: 'What to sync',
    form: { displayName: 'Use RBAC' },
  },
  {
    name: 'sync-resource-types',
    kind: 'list',
    description: 'Sync these types of resources only, and grants between them',
    group: 'What to sync',
    choices: resourceTypes,
  },
  {
    name: 'sync-resources',
    kind: 'resources',
    description: 'Sync these resources only, by their Baton ids, e.g. bid:r:space/65536',
    group: 'What to sync',
  },
  {
    name: 'skip-entitlements-and-grants',
    kind: 'switch',
    description: 'Sync resources only',
    group: 'What to sync',
  },
  {
    name: 'skip-expand-grants',
    kind: 'switch',
    description: 'Leave it to ConductorOne to grant members what their groups hold',
    group: 'What to sync',
  },
  {
    name: 'file',
    short: 'f',
    kind: 'text',
    description: 'The .c1z file to write',
    group: 'The file',
    default: 'sync.c1z',
  },
  {
    name: 'max-shrink',
    kind: 'percent',
    description: 'By how much users, groups, spaces or grants may be fewer than in the previous file',
    group: 'The file',
    default: '50%',
  },
  {
    name: 'accept-shrinkage',
    kind: 'counts',
    description:
      'Counts that may be this low all the same, e.g. users=120,grants-on-spaces=443; a refusal says which',
    group: 'The file',
    choices: countNames,
  },
  {
    name: 'force',
    kind: 'switch',
    description: 'Replace the previous file however much less there is now, and whatever kind of file it is',
    group: 'The file',
  },
  {
    name: 'storage-engine',
    kind: 'text',
    description: 'How the file holds its objects',
    group: 'The file',
    choices: ['sqlite'],
    default: 'sqlite',
  },
  {
    name: 'log-level',
    kind: 'text',
    description: 'How much to log',
    group: 'Running',
    choices: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    form: { operational: true },
  },
  {
    name: 'log-format',
    kind: 'text',
    description: 'How to log; without it, a terminal shows progress in place of a log',
    group: 'Running',
    choices: ['json', 'console'],
  },
  {
    name: 'http-timeout-seconds',
    kind: 'whole',
    description: 'How long Confluence may take to answer a request before it is repeated, in seconds',
    group: 'Running',
    range: [1, 1800],
    default: '300',
    form: { operational: true, ranged: true },
  },
  {
    name: 'max-wait',
    kind: 'duration',
    description:
      'How long a request waits at most when Confluence asks to come again later, before the sync fails',
    group: 'Running',
    default: '15m',
  },
  {
    name: 'workers',
    kind: 'whole',
    description: 'The most requests to run side by side; 0 or -1 for 16',
    group: 'Running',
    range: [-1, 256],
    default: '0',
  },
  {
    name: 'time-limit',
    kind: 'duration',
    description: 'Give up a sync after a time such as 90s, 10m or 1h',
    group: 'Running',
  },
  {
    name: 'client-id',
    kind: 'text',
    description: 'Client id of the connector in ConductorOne',
    group: 'Service mode',
    pasted: true,
  },
  {
    name: 'client-id-file',
    kind: 'text',
    description: 'File with the client id, instead of --client-id; read again for each login',
    group: 'Service mode',
  },
  {
    name: 'client-secret',
    kind: 'text',
    description: 'Client secret of the connector in ConductorOne',
    group: 'Service mode',
    secret: true,
    pasted: true,
  },
  {
    name: 'client-secret-file',
    kind: 'text',
    description: 'File with the client secret, instead of --client-secret; read again for each login',
    group: 'Service mode',
  },
  {
    name: 'provisioning',
    short: 'p',
    kind: 'switch',
    description: 'Let ConductorOne grant and revoke',
    group: 'Service mode',
  },
  {
    name: 'skip-full-sync',
    kind: 'switch',
    description: 'Take no full syncs',
    group: 'Service mode',
  },
  {
    name: 'upload-partial',
    kind: 'switch',
    description:
      'Upload a sync also if something could not be read; ConductorOne takes what is missing for removed',
    group: 'Service mode',
  },
  {
    name: 'task-concurrency',
    kind: 'whole',
    description: 'The most tasks to work at side by side',
    group: 'Service mode',
    range: [1, 100],
    default: '3',
  },
  {
    name: 'shutdown-grace',
    kind: 'duration',
    description: 'How long running tasks may go on once the service is told to stop',
    group: 'Service mode',
    default: '25s',
  },
  {
    name: 'health-check',
    kind: 'switch',
    description: 'Answer /health, /ready, /live and /metrics over HTTP',
    group: 'Service mode',
    form: { operational: true },
  },
  {
    name: 'health-check-port',
    kind: 'whole',
    description: 'The port of these answers',
    group: 'Service mode',
    range: [1, 65_535],
    default: '8081',
    form: { operational: true },
  },
  {
    name: 'health-check-bind-address',
    kind: 'text',
    description: 'The address that is listened on for them',
    group: 'Service mode',
    default: '127.0.0.1',
    form: { operational: true },
  },
] as const satisfies readonly Setting[];

type Named = (typeof settings)[number];

/** What may also stand in a file, which `<name>-file` names: a Secret that is mounted, or a pipe. */
export const fileSettings = [
  'username',
  'api-key',
  'client-id',
  'client-secret',
] as const satisfies readonly SettingName[];

/** The name of a setting. */
export type SettingName = Named['name'];

interface ValueOf {
  readonly text: string;
  readonly list: readonly string[];
  readonly resources: readonly ResourceId[];
  readonly counts: Accepted;
  readonly switch: boolean;
  readonly whole: number;
  /** As a share, e.g. 0.5. */
  readonly percent: number;
  /** In milliseconds. */
  readonly duration: number;
}

/** Kinds that are something even where nothing is set: nothing chosen, or off. */
type NeverUnset = 'list' | 'resources' | 'counts' | 'switch';

type Value<Each extends Setting> = Each extends {
  readonly kind: 'text';
  readonly choices: infer Choices extends readonly string[];
}
  ? Choices[number]
  : ValueOf[Each['kind']];

type IsSet<Each extends Setting> = Each extends
  | { readonly required: true }
  | { readonly default: string }
  | { readonly kind: NeverUnset }
  ? true
  : false;

/** What every setting is set to: undefined where it is not, and has no default. */
export type Settings = {
  readonly [Each in Named as Each['name']]: IsSet<Each> extends true ? Value<Each> : Value<Each> | undefined;
};

/** What a setting is for, and what may be written. */
export function described({ description, choices }: Setting): string {
  return choices ? `${description}: ${choices.join(', ')}` : description;
}

/** The variable of the environment that sets a setting. */
export function variableOf(name: string): string {
  return `BATON_${name.toUpperCase().replaceAll('-', '_')}`;
}
