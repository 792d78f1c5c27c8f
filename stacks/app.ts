import { App, type AppConfig, type TerraformStack } from 'cdktf';
import { isSelfHosted } from '../src/config/derived/names.ts';
import { namespaceKey, namespaceMakers } from '../src/config/derived/namespaces.ts';
import type { Config, Connector, SelfHostedConnectorConfig } from '../src/config/schema/config.ts';
import type { Surroundings } from '../src/io/io.ts';
import type { Manifests } from '../src/kubernetes/manifests.ts';
import { CloudHostedStack } from './cloud-hosted-stack.ts';
import { SelfHostedStack } from './self-hosted-stack.ts';
import { processSurroundings } from './surroundings.ts';

/** An app, not yet synthesised, and the manifests that go with it, by connector. */
export interface ConnectorApp {
  readonly app: App;
  readonly manifests: ReadonlyMap<string, Manifests>;
}

/**
 * Builds an app that has one stack per connector, its id the connector's name.
 * @param project where the configuration's paths begin, and local state is kept. @default the working directory
 */
export function connectorApp(config: Config, options?: AppConfig, project?: Surroundings): ConnectorApp {
  const app = new App(options);
  return { app, manifests: addConnectorStacks(app, config, project) };
}

/**
 * Adds one stack per connector to an app that may have others, its id the connector's name.
 * @param project where the configuration's paths begin, and local state is kept. @default the working directory
 * @returns the YAML of the self-hosted connectors that want it, by connector
 */
export function addConnectorStacks(
  app: App,
  config: Config,
  project: Surroundings = processSurroundings,
): ReadonlyMap<string, Manifests> {
  const manifests = new Map<string, Manifests>();
  const stacks = new Map<Connector, TerraformStack>();
  for (const connector of config.connectors) {
    if (isSelfHosted(connector)) {
      const stack = new SelfHostedStack(app, connector, config, project);
      if (stack.manifests.size > 0) manifests.set(connector.name, stack.manifests);
      stacks.set(connector, stack);
    } else {
      stacks.set(connector, new CloudHostedStack(app, connector, config, project));
    }
  }
  const makers = namespaceMakers(config);
  for (const [connector, stack] of stacks) {
    // Also keeps the namespace from being destroyed under the feet of the others.
    const maker = byTerraform(connector) ? makers.get(namespaceKey(connector)) : undefined;
    const makerStack = maker && stacks.get(maker);
    if (makerStack && makerStack !== stack) stack.addDependency(makerStack);
  }
  return manifests;
}

function byTerraform(connector: Connector): connector is SelfHostedConnectorConfig {
  return isSelfHosted(connector) && connector.hosting.delivery === 'terraform';
}
