import type { Construct } from 'constructs';
import type { ConductorOne, Connector } from '../src/config/schema.ts';
import { CloudHostedConnector } from '../src/constructs/cloud-hosted-connector.ts';
import { ConnectorStack } from './connector-stack.ts';

/** A connector that ConductorOne runs. */
export class CloudHostedStack extends ConnectorStack {
  constructor(scope: Construct, connector: Connector, conductorone: ConductorOne) {
    super(scope, connector, conductorone);
    const { hosting: _, ...props } = connector;
    const { connectorId } = new CloudHostedConnector(this, 'connector', { ...props, app: this.app });
    this.output('connector_id', connectorId);
  }
}
