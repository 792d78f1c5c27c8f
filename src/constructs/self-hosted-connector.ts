import { TerraformResource, Token } from 'cdktf';
import { Construct } from 'constructs';
import { apiKeyVariable, isSelfHosted } from '../config/derived/names.ts';
import { parseConnector } from '../config/loading/check.ts';
import type { ConnectorInput, SelfHostedConnectorConfig as Model } from '../config/schema/config.ts';
import { type Manifests, manifests } from '../kubernetes/manifests.ts';
import { ConnectorCredential } from '../providers/conductorone/connector-credential.ts';
import { IntegrationBaton } from '../providers/conductorone/integration-baton.ts';
import { accessReview } from './access-review.ts';
import { accessRules } from './access-rules.ts';
import { addressOf, fixAddress } from './address.ts';
import type { ConductorOneApp } from './conductorone-app.ts';
import { KubernetesWorkload, type KubernetesWorkloadProps } from './kubernetes-workload.ts';
import { otherApp } from './other-app.ts';
import { connectorOwnerIds } from './owners.ts';
import { secretVariable } from './secret-variable.ts';
import { StateChanges, workloadAddresses } from './state-changes.ts';

/** The connector as in connector.yaml; its app is a construct. */
export interface SelfHostedConnectorProps extends Omit<ConnectorInput, 'app' | 'hosting'>, Commands {
  readonly app: ConductorOneApp;
  readonly hosting: Extract<ConnectorInput['hosting'], { type: 'self-hosted' }>;
}

/** Commands of a workload that is delivered by Terraform. */
type Commands = Pick<KubernetesWorkloadProps, 'rolloutWatch' | 'namespaceGuard'>;

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
    const { app, rolloutWatch, namespaceGuard, ...rest } = props;
    const connector = parseConnector({ ...rest, app: { existing: { id: 'construct' } } }, this.node.path);
    if (!isSelfHosted(connector)) throw new Error(`${this.node.path}: hosting.type must be self-hosted.`);
    const { name, hosting } = connector;

    const integration = fixAddress(
      new IntegrationBaton(this, 'integration', {
        appId: app.appId,
        userIds: connectorOwnerIds(this, connector),
      }),
      name,
    );
    const moved = otherApp(this, name, app);
    integration.lifecycle = { ignoreChanges: ['app_id'], replaceTriggeredBy: [moved] };
    const credential = this.credential(name, integration, moved);

    accessRules(this, connector, app);
    accessReview(this, connector, app);

    this.connectorId = integration.id;
    this.clientId = credential.clientId;
    this.clientSecret = credential.clientSecret;
    this.manifests = hosting.delivery === 'gitops' || hosting.manifests ? manifests(connector) : new Map();
    if (hosting.delivery === 'terraform') {
      this.workload(connector, credential, { rolloutWatch, namespaceGuard });
    } else {
      StateChanges.of(this).letGo(workloadAddresses(name, hosting.namespace.name));
    }
  }

  /** The credential that the vendor's page makes by "Rotate"; a new one comes before the old one goes. */
  private credential(name: string, integration: IntegrationBaton, moved: string): ConnectorCredential {
    const credential = new ConnectorCredential(this, 'credential', {
      appId: integration.appId,
      connectorId: integration.id,
      lifecycle: {
        createBeforeDestroy: true,
        // The provider takes the connector's id for unknown whenever it changes its owners.
        ignoreChanges: ['app_id', 'connector_id'],
        replaceTriggeredBy: [moved],
      },
    });
    return fixAddress(credential, name);
  }

  /**
   * Keeps the client secret in the state: ConductorOne tells it once, and the provider's next read blanks it. So
   * a deployment that failed half-way can be finished, and a Secret that was deleted be made again.
   * @returns a sensitive reference to it
   */
  private keptSecret(name: string, credential: ConnectorCredential): string {
    // Not CDKTF's DataResource: that one runs `terraform version` whenever it is synthesised. And not its
    // `input`: Terraform forgets that the copy of it in `output` is sensitive.
    const kept = new TerraformResource(this, 'client-secret', {
      terraformResourceType: 'terraform_data',
      // Kept as it was told, until another credential comes.
      lifecycle: {
        ignoreChanges: ['triggers_replace.secret'],
        // With GitOps it was not kept.
        postcondition: [
          {
            condition: `\${try(length(self.triggers_replace.secret) > 0, false)}`,
            errorMessage: `${name}: ConductorOne tells the client secret of a credential only once, and this one has been told before. Make a new credential: terraform apply -replace=${addressOf(credential)}`,
          },
        ],
      },
    });
    kept.addOverride('triggers_replace', { credential: credential.id, secret: credential.clientSecret });
    return Token.asString(`\${${fixAddress(kept, `${name}_client_secret`).fqn}.triggers_replace.secret}`);
  }

  private workload(connector: Model, credential: ConnectorCredential, commands: Commands): void {
    new KubernetesWorkload(this, 'workload', {
      connector,
      secret: {
        clientId: credential.clientId,
        clientSecret: this.keptSecret(connector.name, credential),
        apiKey: secretVariable(this, apiKeyVariable(connector), {
          ephemeral: true,
          description: `Confluence API token of ${connector.username} on ${connector.site}`,
        }),
      },
      secretIdentity: credential.id,
      ...commands,
    });
  }
}
