import { Construct } from 'constructs';
import { parseConnector } from '../config/check.ts';
import { apiKeyVariable, domainUrl } from '../config/names.ts';
import type { ConnectorInput } from '../config/schema.ts';
import { IntegrationConfluenceV2 } from '../providers/conductorone/integration-confluence-v2.ts';
import { fixAddress } from './address.ts';
import type { ConductorOneApp } from './conductorone-app.ts';
import { ownerIds } from './owners.ts';
import { secretVariable } from './secret-variable.ts';

/** The connector as in connector.yaml; its app is a construct, its hosting ConductorOne's. */
export interface CloudHostedConnectorProps extends Omit<ConnectorInput, 'app' | 'hosting'> {
  readonly app: ConductorOneApp;
}

/** A Confluence connector that ConductorOne runs. Its API token is a sensitive Terraform variable. */
export class CloudHostedConnector extends Construct {
  /** A reference to the connector's id. */
  readonly connectorId: string;

  /** @throws ConfigError naming every wrong property */
  constructor(scope: Construct, id: string, props: CloudHostedConnectorProps) {
    super(scope, id);
    const { app, ...rest } = props;
    const connector = parseConnector(
      { ...rest, app: { existing: { id: 'construct' } }, hosting: { type: 'cloud' } },
      this.node.path,
    );
    const integration = new IntegrationConfluenceV2(this, 'integration', {
      appId: app.appId,
      domainUrl: domainUrl(connector),
      username: connector.username,
      // The provider has no write-only variant: the token ends up in the state, marked sensitive.
      apiKey: secretVariable(this, apiKeyVariable(connector), {
        ephemeral: false,
        description: `Confluence API token of ${connector.username} on ${connector.site}`,
      }),
      skipPersonalSpaces: connector.skipPersonalSpaces,
      userIds: ownerIds(this, connector),
    });
    this.connectorId = fixAddress(integration, connector.name).id;
  }
}
