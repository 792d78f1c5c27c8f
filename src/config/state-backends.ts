/** One of Terraform's backends: a place where it can keep its state. */
export interface StateBackend {
  /** The settings that tell one state from another. */
  readonly identity: readonly [string, ...string[]];
  /** The secrets it may need, by setting, and the environment variables that bring them instead. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The backends that both Terraform and OpenTofu know and that need nobody to log in. */
export const stateBackendNames = [
  'azurerm',
  'consul',
  'cos',
  'gcs',
  'http',
  'kubernetes',
  'local',
  'oss',
  'pg',
  's3',
] as const;

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
