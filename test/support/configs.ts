import { checkConfig } from '../../src/config/loading/check.ts';
import { type LoadOptions, parseConfig } from '../../src/config/loading/load.ts';
import { ConfigError, type Problem, pathText } from '../../src/config/loading/problem.ts';
import type {
  Config,
  ConfigInput,
  Connector,
  ConnectorInput,
  SelfHostedConnectorConfig,
} from '../../src/config/schema/config.ts';

/** The day the tests live on. */
export const today = '2026-11-23';

/** The least that describes a cloud-hosted connector. */
export const cloud: ConnectorInput = {
  site: 'acme',
  username: 'bot@acme.com',
  app: { create: { displayName: 'Confluence' } },
  hosting: { type: 'cloud' },
};

/** The least that describes a self-hosted connector delivered by Terraform. */
export const terraform = {
  ...cloud,
  hosting: { type: 'self-hosted', delivery: 'terraform', cluster: { kubeconfig: { context: 'prod' } } },
} as const satisfies ConnectorInput;

/** The least that describes a self-hosted connector delivered as YAML. */
export const gitops = {
  ...cloud,
  hosting: {
    type: 'self-hosted',
    delivery: 'gitops',
    secrets: { from: 'existing', name: 'confluence-credentials' },
  },
} as const satisfies ConnectorInput;

/** A valid file of these connectors. */
export function configOf(...connectors: readonly ConnectorInput[]): Config {
  const input: ConfigInput = { conductorone: { tenant: 'acme' }, connectors };
  const { config, errors } = checkConfig(input, today);
  if (!config) throw new Error(JSON.stringify(errors));
  return config;
}

/** A valid connector. */
export function connectorOf(input: ConnectorInput): Connector {
  return configOf(input).connectors[0] as Connector;
}

/** A valid self-hosted connector. */
export function selfHostedOf(input: ConnectorInput): SelfHostedConnectorConfig {
  return connectorOf(input) as SelfHostedConnectorConfig;
}

/** What the loader says of a file: its error's lines, or none. */
export function errorLines(yaml: string, options?: LoadOptions): readonly string[] {
  return errorOf(yaml, options)?.message.split('\n') ?? [];
}

/** What is wrong with a file, each as its place, path and code: `3:11 connectors[0].site invalid-value`. */
export function problemsIn(yaml: string, options?: LoadOptions): readonly string[] {
  return (errorOf(yaml, options)?.problems ?? []).map(problemText);
}

/** A problem without its sentence. */
export function problemText({ position, path, code }: Problem): string {
  const place = position && `${position.line}:${position.column}`;
  return [place, pathText(path), code].filter((part) => part).join(' ');
}

function errorOf(yaml: string, options?: LoadOptions): ConfigError | undefined {
  try {
    parseConfig(yaml, 'connector.yaml', { today, ...options });
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** Lines of so many unknown keys: one mistake each. */
export function unknownKeys(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}: 1\n`).join('');
}

/** The labels of every object of the connector `confluence`, where the user adds none. */
export const workloadLabels = {
  app: 'baton-confluence',
  baton: 'true',
  'baton-app': 'confluence',
  'app.kubernetes.io/name': 'baton-confluence',
  'app.kubernetes.io/component': 'connector',
  'app.kubernetes.io/part-of': 'conductorone',
  'app.kubernetes.io/managed-by': 'confluence-connector',
} as const;
