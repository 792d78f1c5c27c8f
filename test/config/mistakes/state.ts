import { fileOf, type Mistake, token } from './mistake.ts';

/** A file that says in line 7 where Terraform keeps its state. */
const stateOf = (state: string) => `${fileOf({})}state: ${state}\n`;

/** A file whose line 7 has the settings of a backend. */
const settingsOf = (backend: string, settings: string) =>
  stateOf(`{ backend: ${backend}, settings: { ${settings} } }`);

/** Where Terraform keeps its state, in a shape that it cannot have. */
export const stateMistakes: readonly Mistake[] = [
  [
    'a state that is text',
    stateOf('s3'),
    ['connector.yaml:7:8: state: "s3": expected a mapping. Give backend and settings, or leave state out.'],
  ],
  [
    'an empty state',
    stateOf('{}'),
    [
      'connector.yaml:7:8: state.backend: missing. Write azurerm, cloud, consul, cos, gcs, http, kubernetes, local, oss, pg, remote or s3.',
      'connector.yaml:7:8: state.settings: missing. Write a mapping from the backend’s settings to their values.',
    ],
  ],
  [
    'a backend that is none any more',
    settingsOf('etcd', 'path: acme'),
    [
      'connector.yaml:7:19: state.backend: "etcd": unknown value. Write azurerm, cloud, consul, cos, gcs, http, kubernetes, local, oss, pg, remote or s3.',
    ],
  ],
  [
    'a misspelt key of the state',
    stateOf('{ backend: s3, setings: {} }'),
    [
      'connector.yaml:7:8: state.settings: missing. Write a mapping from the backend’s settings to their values.',
      'connector.yaml:7:23: state.setings: unknown key. Did you mean "settings"?',
    ],
  ],
  [
    'settings that are a list',
    stateOf('{ backend: s3, settings: [bucket] }'),
    [
      'connector.yaml:7:33: state.settings: a list: expected a mapping. Write a mapping from the backend’s settings to their values.',
    ],
  ],
  [
    'settings that are no values',
    settingsOf('s3', 'key: "{connector}", bucket: , tags: [[a]], role: { a: { b: c } }'),
    [
      'connector.yaml:7:63: state.settings.bucket: empty: not what a setting can be. Write text, a number, true or false, a list of these, or a mapping to them.',
      'connector.yaml:7:71: state.settings.tags: a list: not what a setting can be. Write text, a number, true or false, a list of these, or a mapping to them.',
      'connector.yaml:7:84: state.settings.role: a mapping: not what a setting can be. Write text, a number, true or false, a list of these, or a mapping to them.',
    ],
  ],
  [
    'a setting without a name',
    settingsOf('s3', 'key: "{connector}", "a b": c'),
    [
      'connector.yaml:7:55: state.settings["a b"]: not the name of a setting. Write a mapping from the backend’s settings to their values.',
    ],
  ],
  [
    'settings that hold themselves',
    stateOf('{ backend: s3, settings: &all { key: "{connector}", role: *all } }'),
    [
      'connector.yaml:7:66: state.settings.role: a mapping: not what a setting can be. Write text, a number, true or false, a list of these, or a mapping to them.',
    ],
  ],
];

/** What only the rules know about it. */
export const stateRuleMistakes: readonly Mistake[] = [
  [
    'one state for all connectors',
    settingsOf('s3', 'bucket: acme, key: confluence.tfstate'),
    [
      'connector.yaml:7:33: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in key or bucket.',
    ],
  ],
  [
    'a connector’s name where it tells no states apart',
    settingsOf('azurerm', 'key: confluence.tfstate, subscription_id: "{connector}"'),
    [
      'connector.yaml:7:38: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in key or container_name or storage_account_name.',
    ],
  ],
  [
    'no settings',
    settingsOf('pg', ''),
    [
      'connector.yaml:7:33: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in schema_name or conn_str.',
    ],
  ],
  [
    'a backend’s secrets by value',
    settingsOf('s3', 'key: "{connector}", access_key: hunter2, token: 42'),
    [
      'connector.yaml:7:67: state.settings.access_key: (value hidden): a secret is never written in this file. Remove it here, and set AWS_ACCESS_KEY_ID when deploying.',
      'connector.yaml:7:83: state.settings.token: (value hidden): a secret is never written in this file. Remove it here, and set AWS_SESSION_TOKEN when deploying.',
    ],
  ],
  [
    'Terraform Cloud with one workspace, and a token by value',
    settingsOf(
      'cloud',
      'organization: acme, token: hunter2, workspaces: { name: wiki, project: "{connector}" }',
    ),
    [
      'connector.yaml:7:36: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in workspaces.name.',
      'connector.yaml:7:65: state.settings.token: (value hidden): a secret is never written in this file. Remove it here, and set TF_TOKEN_app_terraform_io (TF_TOKEN_ and the host name, its dots as underscores) when deploying.',
    ],
  ],
  [
    'Terraform Cloud by tags',
    settingsOf('cloud', 'organization: acme, workspaces: { tags: ["{connector}"] }'),
    [
      'connector.yaml:7:36: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in workspaces.name.',
    ],
  ],
  [
    'secrets that a backend does not know',
    settingsOf('gcs', 'prefix: "{connector}", secret_key: hunter2, exec: { password: hunter2 }'),
    [
      'connector.yaml:7:71: state.settings.secret_key: (value hidden): a secret is never written in this file. Remove it here: a backend takes its credentials from the environment.',
      'connector.yaml:7:98: state.settings.exec.password: (value hidden): a secret is never written in this file. Remove it here: a backend takes its credentials from the environment.',
    ],
  ],
  [
    'a password in a connection string',
    settingsOf('pg', 'schema_name: "{connector}", conn_str: "postgres://tf:hunter2@db/state"'),
    [
      'connector.yaml:7:73: state.settings.conn_str: (value hidden): a secret is never written in this file. Remove it here, and set PGPASSWORD when deploying.',
    ],
  ],
  [
    'a token in an address',
    settingsOf('http', 'address: "https://git.acme.com/{connector}?private_token=hunter2"'),
    [
      'connector.yaml:7:46: state.settings.address: (value hidden): a secret is never written in this file. Remove it here, and set TF_HTTP_PASSWORD when deploying.',
    ],
  ],
  [
    'an API token as a setting',
    settingsOf('s3', `key: "{connector}", bucket: ${token}`),
    [
      'connector.yaml:7:63: state.settings.bucket: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.',
    ],
  ],
  [
    'expressions as settings',
    settingsOf('s3', `key: "{connector}$\{var.x}", bucket: "%{if x}"`),
    [
      `connector.yaml:7:40: state.settings.key: "{connector}$\{var.x}": expressions cannot be used here. Write the value itself, with {connector} for the connector’s name.`,
      'connector.yaml:7:71: state.settings.bucket: "%{if x}": expressions cannot be used here. Write the value itself, with {connector} for the connector’s name.',
    ],
  ],
  [
    'a file that is not named from the root',
    settingsOf('local', 'path: "state/{connector}.tfstate"'),
    [
      'connector.yaml:7:44: state.settings.path: "state/{connector}.tfstate": not an absolute path. Write it like "/mnt/terraform/{connector}.tfstate".',
    ],
  ],
];
