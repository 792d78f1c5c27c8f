import { fileOf, type Mistake, token } from './mistake.ts';

/** A file that says in line 7 where Terraform keeps its state. */
const stateOf = (state: string) => `${fileOf({})}state: ${state}\n`;

/** A file whose line 7 has the settings of a backend. */
const settingsOf = (backend: string, settings: string) =>
  stateOf(`{ backend: ${backend}, settings: { ${settings} } }`);

/** Where Terraform keeps its state, in a shape that it cannot have. */
export const stateMistakes: readonly Mistake[] = [
  ['a state that is text', stateOf('s3'), ['7:8 state wrong-type']],
  ['an empty state', stateOf('{}'), ['7:8 state.backend missing', '7:8 state.settings missing']],
  ['a backend that is none any more', settingsOf('etcd', 'path: acme'), ['7:19 state.backend invalid-value']],
  [
    'a misspelt key of the state',
    stateOf('{ backend: s3, setings: {} }'),
    ['7:8 state.settings missing', '7:23 state.setings unknown-key'],
  ],
  [
    'settings that are a list',
    stateOf('{ backend: s3, settings: [bucket] }'),
    ['7:33 state.settings wrong-type'],
  ],
  [
    'settings that are no values',
    settingsOf('s3', 'key: "{connector}", bucket: , tags: [[a]], role: { a: { b: c } }'),
    [
      '7:63 state.settings.bucket invalid-value',
      '7:71 state.settings.tags invalid-value',
      '7:84 state.settings.role invalid-value',
    ],
  ],
  [
    'a setting without a name',
    settingsOf('s3', 'key: "{connector}", "a b": c'),
    ['7:55 state.settings["a b"] invalid-key'],
  ],
  [
    'settings that hold themselves',
    stateOf('{ backend: s3, settings: &all { key: "{connector}", role: *all } }'),
    ['7:66 state.settings.role invalid-value'],
  ],
];

/** What only the rules know about it. */
export const stateRuleMistakes: readonly Mistake[] = [
  [
    'one state for all connectors',
    settingsOf('s3', 'bucket: acme, key: confluence.tfstate'),
    ['7:33 state.settings shared-state'],
  ],
  [
    'a connector’s name where it tells no states apart',
    settingsOf('azurerm', 'key: confluence.tfstate, subscription_id: "{connector}"'),
    ['7:38 state.settings shared-state'],
  ],
  ['no settings', settingsOf('pg', ''), ['7:33 state.settings shared-state']],
  [
    'a backend’s secrets by value',
    settingsOf('s3', 'key: "{connector}", access_key: hunter2, token: 42'),
    ['7:67 state.settings.access_key secret-in-file', '7:83 state.settings.token secret-in-file'],
  ],
  [
    'Terraform Cloud with one workspace, and a token by value',
    settingsOf(
      'cloud',
      'organization: acme, token: hunter2, workspaces: { name: wiki, project: "{connector}" }',
    ),
    ['7:36 state.settings shared-state', '7:65 state.settings.token secret-in-file'],
  ],
  [
    'Terraform Cloud by tags',
    settingsOf('cloud', 'organization: acme, workspaces: { tags: ["{connector}"] }'),
    ['7:36 state.settings shared-state'],
  ],
  [
    'secrets that a backend does not know',
    settingsOf('gcs', 'prefix: "{connector}", secret_key: hunter2, exec: { password: hunter2 }'),
    ['7:71 state.settings.secret_key secret-in-file', '7:98 state.settings.exec.password secret-in-file'],
  ],
  [
    'a password in a connection string',
    settingsOf('pg', 'schema_name: "{connector}", conn_str: "postgres://tf:hunter2@db/state"'),
    ['7:73 state.settings.conn_str secret-in-file'],
  ],
  [
    'a token in an address',
    settingsOf('http', 'address: "https://git.acme.com/{connector}?private_token=hunter2"'),
    ['7:46 state.settings.address secret-in-file'],
  ],
  [
    'an API token as a setting',
    settingsOf('s3', `key: "{connector}", bucket: ${token}`),
    ['7:63 state.settings.bucket secret-in-file'],
  ],
  [
    'expressions as settings',
    settingsOf('s3', `key: "{connector}$\{var.x}", bucket: "%{if x}"`),
    ['7:40 state.settings.key expression-in-setting', '7:71 state.settings.bucket expression-in-setting'],
  ],
  [
    'a file that is not named from the root',
    settingsOf('local', 'path: "state/{connector}.tfstate"'),
    ['7:44 state.settings.path relative-state-path'],
  ],
];
