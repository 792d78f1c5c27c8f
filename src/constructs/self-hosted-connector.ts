import { TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { parseConnector } from '../config/check.ts';
import { apiKeyVariable, domainUrl, isSelfHosted } from '../config/names.ts';
import type { ConnectorInput, SelfHostedConnector as Model } from '../config/schema.ts';
import { type Manifests, manifests } from '../kubernetes/manifests.ts';
import { ConnectorCredential } from '../providers/conductorone/connector-credential.ts';
import { IntegrationBaton } from '../providers/conductorone/integration-baton.ts';
import { addressOf, fixAddress } from './address.ts';
import type { ConductorOneApp } from './conductorone-app.ts';
import { KubernetesWorkload } from './kubernetes-workload.ts';
import { literal } from './literal.ts';
import { ownerIds } from './owners.ts';
import { secretVariable } from './secret-variable.ts';

/** The connector as in connector.yaml; its app is a construct. */
export interface SelfHostedConnectorProps extends Omit<ConnectorInput, 'app' | 'hosting'> {
  readonly app: ConductorOneApp;
  readonly hosting: Extract<ConnectorInput['hosting'], { type: 'self-hosted' }>;
}

/**
 * A Confluence connector that the customer runs on Kubernetes: its place in ConductorOne, its credential and,
 * with `delivery: terraform`, its workload. With `delivery: gitops` the workload is {@link manifests}.
 */
export class SelfHostedConnector extends Construct {
  /** A reference to the connector's id. */
  readonly connectorId: string;
  /** A reference to the credential's client id. */
  readonly clientId: string;
  /** A sensitive reference to the credential's client secret; ConductorOne tells it at creation only. */
  readonly clientSecret: string;
  /** The workload as YAML files, by path; empty unless the delivery or `manifests: true` asks for them. */
  readonly manifests: Manifests;

  /** @throws ConfigError naming every wrong property */
  constructor(scope: Construct, id: string, props: SelfHostedConnectorProps) {
    super(scope, id);
    const { app, ...rest } = props;
    const connector = parseConnector({ ...rest, app: { existing: { id: 'construct' } } }, this.node.path);
    if (!isSelfHosted(connector)) throw new Error(`${this.node.path}: hosting.type must be self-hosted.`);
    const { name, hosting } = connector;

    const integration = fixAddress(
      new IntegrationBaton(this, 'integration', { appId: app.appId, userIds: ownerIds(this, connector) }),
      name,
    );
    const credential = this.credential(connector, app, integration);

    this.connectorId = integration.id;
    this.clientId = credential.clientId;
    this.clientSecret = credential.clientSecret;
    this.manifests = hosting.delivery === 'gitops' || hosting.manifests ? manifests(connector) : new Map();
    if (hosting.delivery === 'terraform') this.workload(connector, credential);
  }

  /**
   * The credential that the vendor's page makes by "Rotate". Its secret is told at creation only, so where
   * Terraform writes the workload's Secret, whatever makes or changes that must also bring a new credential;
   * the old one goes once nothing uses it.
   */
  private credential(
    connector: Model,
    app: ConductorOneApp,
    integration: IntegrationBaton,
  ): ConnectorCredential {
    const { hosting } = connector;
    const credential = new ConnectorCredential(this, 'credential', {
      appId: app.appId,
      connectorId: integration.id,
      lifecycle: {
        createBeforeDestroy: true,
        ...(hosting.delivery === 'terraform' && {
          replaceTriggeredBy: [addressOf(this.visibleSecret(connector, hosting.cluster))],
        }),
      },
    });
    return fixAddress(credential, connector.name);
  }

  /** Replaced whenever the workload's Secret moves, or what can be seen of its content changes. */
  private visibleSecret(connector: Model, cluster: object): TerraformResource {
    const { name, username, hosting } = connector;
    const visible = {
      cluster,
      namespace: hosting.namespace.name,
      revision: hosting.secretRevision,
      domainUrl: domainUrl(connector),
      username,
      apiKeyVariable: apiKeyVariable(connector),
    };
    // Not CDKTF's DataResource: that one runs `terraform version` whenever it is synthesised.
    const data = new TerraformResource(this, 'secret-content', { terraformResourceType: 'terraform_data' });
    data.addOverride('triggers_replace', literal(visible));
    return fixAddress(data, `${name}_secret_content`);
  }

  private workload(connector: Model, credential: ConnectorCredential): void {
    new KubernetesWorkload(this, 'workload', {
      connector,
      secret: {
        clientId: credential.clientId,
        // Where the Secret was deleted behind Terraform's back, the secret is no longer to be had: say so in
        // its place.
        clientSecret: `\${coalesce(${credential.fqn}.client_secret, "lost: raise secretRevision and deploy again")}`,
        apiKey: secretVariable(this, apiKeyVariable(connector), {
          ephemeral: true,
          description: `Confluence API token of ${connector.username} on ${connector.site}`,
        }),
      },
      secretIdentity: credential.id,
    });
  }
}
