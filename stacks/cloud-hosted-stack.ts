import type { Construct } from 'constructs';
import type { Config, Connector } from '../src/config/schema/config.ts';
import { CloudHostedConnector } from '../src/constructs/cloud-hosted-connector.ts';
import { ConnectorStack } from './connector-stack.ts';
import { processSurroundings } from './surroundings.ts';

/** A connector that ConductorOne runs. */
export class CloudHostedStack extends ConnectorStack {
  constructor(scope: Construct, connector: Connector, config: Config, project = processSurroundings) {
    super(scope, connector, config, project);
    const { hosting: _, ...props } = connector;
    const { connectorId } = new CloudHostedConnector(this, 'connector', { ...props, app: this.app });
    this.output('connector_id', connectorId);
  }
}
