// What users of the library build with.

// The stacks of a whole connector.yaml, for apps that have others too.
export { addConnectorStacks, type ConnectorApp, connectorApp } from '../stacks/app.ts';
export { CloudHostedStack } from '../stacks/cloud-hosted-stack.ts';
export { SelfHostedStack } from '../stacks/self-hosted-stack.ts';
export { isSelfHosted } from './config/derived/names.ts';
// The model behind them: reading connector.yaml, and making its YAML.
export { parseConnector } from './config/loading/check.ts';
export { findConfig } from './config/loading/find.ts';
export { type Loaded, type LoadOptions, loadConfig, parseConfig } from './config/loading/load.ts';
export { ConfigError, type Problem } from './config/loading/problem.ts';
export type { ProblemCode } from './config/loading/problem-code.ts';
export type { Config, ConfigInput, Connector, ConnectorInput } from './config/schema/config.ts';
export { type Noun, nouns, type PermissionPair, type Verb, validPairs, verbs } from './config/vocabulary.ts';
export { CloudHostedConnector, type CloudHostedConnectorProps } from './constructs/cloud-hosted-connector.ts';
export { ConductorOneApp, type ConductorOneAppProps } from './constructs/conductorone-app.ts';
export {
  KubernetesWorkload,
  type KubernetesWorkloadProps,
  type RolloutWatch,
} from './constructs/kubernetes-workload.ts';
export { SelfHostedConnector, type SelfHostedConnectorProps } from './constructs/self-hosted-connector.ts';
export { type Manifests, manifests } from './kubernetes/manifests.ts';
export { ConductoroneProvider, type ConductoroneProviderConfig } from './providers/conductorone/provider.ts';
