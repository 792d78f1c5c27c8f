/** One of Terraform's backends: a place where it can keep its state. */
export interface StateBackend {
  /** The settings that tell one state from another, those within a mapping as `mapping.setting`. */
  readonly identity: readonly [string, ...string[]];
  /** The secrets it may need, by setting, and the environment variables that bring them instead. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The backends that both Terraform and OpenTofu know; `cloud` is Terraform Cloud's block, which takes the place of one. */
export const stateBackendNames = [
  'azurerm',
  'cloud',
  'consul',
  'cos',
  'gcs',
  'http',
  'kubernetes',
  'local',
  'oss',
  'pg',
  'remote',
  's3',
] as const;

/** A workspace by its name: by tags or by a prefix, somebody would have to choose one. */
const terraformCloud: StateBackend = {
  identity: ['workspaces.name'],
  secrets: { token: 'TF_TOKEN_app_terraform_io (TF_TOKEN_ and the host name, its dots as underscores)' },
};

/** What is to be known of each of them. */
export const stateBackends: Readonly<Record<(typeof stateBackendNames)[number], StateBackend>> = {
  azurerm: {
    identity: ['key', 'container_name', 'storage_account_name'],
    secrets: {
      access_key: 'ARM_ACCESS_KEY',
      sas_token: 'ARM_SAS_TOKEN',
      client_secret: 'ARM_CLIENT_SECRET',
      client_certificate: 'ARM_CLIENT_CERTIFICATE',
      client_certificate_password: 'ARM_CLIENT_CERTIFICATE_PASSWORD',
      customer_provided_key: 'ARM_CUSTOMER_PROVIDED_KEY',
      oidc_token: 'ARM_OIDC_TOKEN',
      oidc_request_token: 'ARM_OIDC_REQUEST_TOKEN',
    },
  },
  cloud: terraformCloud,
  consul: {
    identity: ['path'],
    secrets: { access_token: 'CONSUL_HTTP_TOKEN', http_auth: 'CONSUL_HTTP_AUTH' },
  },
  cos: {
    identity: ['key', 'prefix', 'bucket'],
    secrets: {
      secret_id: 'TENCENTCLOUD_SECRET_ID',
      secret_key: 'TENCENTCLOUD_SECRET_KEY',
      security_token: 'TENCENTCLOUD_SECURITY_TOKEN',
    },
  },
  gcs: {
    identity: ['prefix', 'bucket'],
    secrets: {
      credentials: 'GOOGLE_CREDENTIALS',
      access_token: 'GOOGLE_OAUTH_ACCESS_TOKEN',
      encryption_key: 'GOOGLE_ENCRYPTION_KEY',
    },
  },
  http: {
    identity: ['address'],
    secrets: { password: 'TF_HTTP_PASSWORD', client_private_key_pem: 'TF_HTTP_CLIENT_PRIVATE_KEY_PEM' },
  },
  kubernetes: {
    identity: ['secret_suffix', 'namespace'],
    secrets: { password: 'KUBE_PASSWORD', token: 'KUBE_TOKEN', client_key: 'KUBE_CLIENT_KEY_DATA' },
  },
  local: { identity: ['path'], secrets: {} },
  oss: {
    identity: ['key', 'prefix', 'bucket'],
    secrets: {
      access_key: 'ALICLOUD_ACCESS_KEY',
      secret_key: 'ALICLOUD_SECRET_KEY',
      security_token: 'ALICLOUD_SECURITY_TOKEN',
    },
  },
  pg: { identity: ['schema_name', 'conn_str'], secrets: { password: 'PGPASSWORD' } },
  remote: terraformCloud,
  s3: {
    identity: ['key', 'bucket'],
    secrets: {
      access_key: 'AWS_ACCESS_KEY_ID',
      secret_key: 'AWS_SECRET_ACCESS_KEY',
      token: 'AWS_SESSION_TOKEN',
      sse_customer_key: 'AWS_SSE_CUSTOMER_KEY',
    },
  },
};

/** Stands for the connector's name in a setting's text, so that no two connectors share a state. */
export const connectorPlaceholder = '{connector}';

/** What Terraform's own block says of where a connector's state is kept. */
export function stateBlock(
  connector: string,
  { backend, settings }: { readonly backend: string; readonly settings: Readonly<Record<string, unknown>> },
): Readonly<Record<string, unknown>> {
  const own = JSON.parse(JSON.stringify(settings).replaceAll(connectorPlaceholder, connector)) as object;
  return backend === 'cloud' ? { cloud: own } : { backend: { [backend]: own } };
}
