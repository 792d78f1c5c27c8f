import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { apiKeyVariable, domainUrl } from '../config/derived/names.ts';
import { parseConnector } from '../config/loading/check.ts';
import type { ConnectorInput } from '../config/schema/config.ts';
import { IntegrationConfluenceV2 } from '../providers/conductorone/integration-confluence-v2.ts';
import { accessReview } from './access-review.ts';
import { accessRules } from './access-rules.ts';
import { fixAddress } from './address.ts';
import type { ConductorOneApp } from './conductorone-app.ts';
import { otherApp } from './other-app.ts';
import { connectorOwnerIds } from './owners.ts';
import { secretVariable } from './secret-variable.ts';
import { StateChanges, workloadAddresses } from './state-changes.ts';

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
    const { name } = connector;
    const owners = connectorOwnerIds(this, connector);
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
      userIds: owners,
    });
    this.connectorId = fixAddress(integration, name).id;
    integration.lifecycle = {
      // The provider takes owners at creation only, and ends with an error where they are changed later.
      ignoreChanges: ['app_id', 'user_ids'],
      replaceTriggeredBy: [otherApp(this, name, app)],
    };
    if (owners) this.check(integration, name, owners);
    accessRules(this, connector, app);
    accessReview(this, connector, app);
    // Of the time when it was self-hosted.
    StateChanges.of(this).letGo(workloadAddresses(name));
  }

  /** Warns where the owners are others than those that are asked for. */
  private check(integration: IntegrationConfluenceV2, name: string, owners: readonly string[]): void {
    const stack = TerraformStack.of(this);
    stack.addOverride(`locals.${name}_owners`, owners);
    stack.addOverride(`check.${name}_owners`, {
      assert: [
        {
          condition: `\${toset(${integration.fqn}.user_ids) == toset(local.${name}_owners)}`,
          error_message: `${name}: its owners in ConductorOne are not those of its configuration, and the provider cannot change them. Change them there.`,
        },
      ],
    });
  }
}
