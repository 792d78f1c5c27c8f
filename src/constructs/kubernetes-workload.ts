import { createHash } from 'node:crypto';
import { DeploymentV1 } from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import { PodDisruptionBudgetV1 } from '@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js';
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1/index.js';
import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1/index.js';
import { Fn, TerraformResource, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { apiKeyVariable, domainUrl, secretName } from '../config/derived/names.ts';
import { refuseForbiddenText } from '../config/loading/check.ts';
import { ConfigError } from '../config/loading/problem.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { deployment } from '../kubernetes/deployment.ts';
import { metadata } from '../kubernetes/metadata.ts';
import { type SecretValues, secretData } from '../kubernetes/secrets.ts';
import { terraformConfig } from '../kubernetes/terraform/translate.ts';
import { workload } from '../kubernetes/workload.ts';
import { addressOf, fixAddress } from './address.ts';
import { fixedValue, type Guard } from './fixed-value.ts';
import { ignoredChanges } from './ignored-changes.ts';
import { terraformVersions } from './secret-variable.ts';
import { formerNamespaceAddresses, namespaceAddresses, StateChanges } from './state-changes.ts';
import { literal } from './terraform-literal.ts';

/** Write-only data loses the resource's identity in hashicorp/kubernetes 2.38.0 to 3.2.0. */
const kubernetesVersions = '>= 3.2.1, < 4.0.0';

/** A command on the machine that deploys, which ends with 0 once the rollout is complete. */
export interface RolloutWatch {
  readonly command: string;
  /** Where to run it, from the stack's folder in the output. */
  readonly workingDirectory: string;
}

export interface KubernetesWorkloadProps {
  readonly connector: SelfHostedConnectorConfig;
  /** References to the three secret values; none may be a secret itself. */
  readonly secret: SecretValues;
  /** A reference to a value that changes with the credential, such as its id. */
  readonly secretIdentity: string;
  /** Waits in place of the provider, which waits too, but cannot say why a pod does not start. */
  readonly rolloutWatch?: RolloutWatch;
  /** Is asked before the namespace is destroyed, with all that is in it. `self.input.value` is its name. */
  readonly namespaceGuard?: Omit<Guard, 'dependsOn'>;
}

/** The connector's objects on Kubernetes as resources of hashicorp/kubernetes; the stack brings the provider. */
export class KubernetesWorkload extends Construct {
  /** @throws ConfigError if text is given instead of a reference, or a reference instead of text */
  constructor(scope: Construct, id: string, props: KubernetesWorkloadProps) {
    super(scope, id);
    const { connector, secret: values, secretIdentity, rolloutWatch, namespaceGuard } = props;
    const text = Object.entries({ ...values, secretIdentity }).filter(([, it]) => !Token.isUnresolved(it));
    if (text.length > 0) {
      throw new ConfigError(
        text.map(
          ([key]) =>
            `${this.node.path}: ${key} must be a reference such as a variable’s stringValue, never text.`,
        ),
      );
    }
    refuseForbiddenText(connector, this.node.path);
    const stack = TerraformStack.of(this);
    stack.addOverride('terraform.required_version', terraformVersions);
    stack.addOverride('terraform.required_providers.kubernetes.version', kubernetesVersions);

    const { name, hosting } = connector;
    const secret = fixAddress(
      new SecretV1(this, 'secret', {
        ...literal(terraformConfig({ kind: 'Secret', metadata: metadata(connector, secretName(connector)) })),
        type: 'Opaque',
        dataWo: secretData(connector, values),
        dataWoRevision: revisionOf(connector, secretIdentity),
      }),
      name,
    );
    // A pod restarts when its template changes: the revision in it makes the Secret's change one.
    const revision = `\${${secret.fqn}.data_wo_revision}`;
    const objects = workload(connector, revision);
    const { automountServiceAccountToken, ...account } = objects.serviceAccount;
    const serviceAccount = fixAddress(
      new ServiceAccountV1(this, 'service-account', {
        ...literal(terraformConfig(account)),
        automountServiceAccountToken,
        // OpenShift adds to both.
        lifecycle: { ignoreChanges: ['secret', 'image_pull_secret'] },
      }),
      name,
    );
    const timeout = hosting.delivery === 'terraform' ? hosting.rolloutTimeout : undefined;
    const rolledOut = fixAddress(
      new DeploymentV1(this, 'deployment', {
        ...literal(terraformConfig(objects.deployment)),
        ...(timeout && { timeouts: { create: timeout, update: timeout } }),
        ...(rolloutWatch && { waitForRollout: false }),
        lifecycle: ignoredChanges(this, connector, objects.deployment),
      }),
      name,
    );
    if (rolloutWatch) this.watch(rolledOut, connector, revision, rolloutWatch);
    const needed: TerraformResource[] = [secret, serviceAccount];
    if (objects.networkPolicy) {
      const config = literal(terraformConfig(objects.networkPolicy));
      needed.push(fixAddress(new NetworkPolicyV1(this, 'network-policy', config), name));
    }
    if (objects.disruptionBudget) {
      const config = literal(terraformConfig(objects.disruptionBudget));
      needed.push(fixAddress(new PodDisruptionBudgetV1(this, 'disruption-budget', config), name));
    }
    rolledOut.dependsOn = needed.map((resource) => addressOf(resource));
    const changes = StateChanges.of(this);
    for (const kind of hosting.delivery === 'terraform' ? hosting.adopt : []) {
      const { metadata } = Object.values(objects).find((object) => object.kind === kind) ?? {};
      const { namespace, name: objectName } = metadata ?? {};
      const type = `kubernetes_${kind.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase()}_v1`;
      changes.adopt(`${type}.${name}`, literal([namespace, objectName].filter(Boolean).join('/')));
    }
    if (objects.namespace) {
      const { name: namespaceName } = hosting.namespace;
      const config = literal(terraformConfig(objects.namespace));
      const namespace = addressOf(fixAddress(new NamespaceV1(this, 'namespace', config), name));
      for (const resource of needed) resource.dependsOn = [namespace];
      changes.move(formerNamespaceAddresses(name, namespaceName), namespace);
      fixedValue(this, 'recorded-namespace', {
        name: `${name}_namespace`,
        value: namespaceName,
        refusal: `${name}: it made the namespace \${self.input.value}, and another name would destroy that with all that is in it. Set hosting.namespace.create to false and deploy: Terraform lets the namespace go. Then change its name.`,
        guard: namespaceGuard && { ...namespaceGuard, dependsOn: [namespace] },
      });
    } else {
      changes.letGo(namespaceAddresses(name, hosting.namespace.name));
    }
  }

  /** Runs the command whenever the Deployment has been made or changed, and anew where it failed. */
  private watch(
    { fqn }: DeploymentV1,
    connector: SelfHostedConnectorConfig,
    secretRevision: string,
    { command, workingDirectory }: RolloutWatch,
  ): void {
    const rollout = new TerraformResource(this, 'rollout', {
      terraformResourceType: 'terraform_data',
      provisioners: [
        { type: 'local-exec', command: literal(command), workingDir: literal(workingDirectory) },
      ],
    });
    rollout.addOverride('triggers_replace', {
      deployment: `\${${fqn}.metadata[0].uid}`,
      content: createHash('sha256')
        .update(JSON.stringify(deployment(connector, '')))
        .digest('hex'),
      secretRevision,
    });
    fixAddress(rollout, `${connector.name}_rollout`);
  }
}

/**
 * A whole number of at least 1 that changes with the credential and with what else can be seen of the Secret's
 * content: without one, the provider ignores the write-only data and makes an empty Secret.
 */
function revisionOf(connector: SelfHostedConnectorConfig, secretIdentity: string): number {
  const { username, hosting } = connector;
  const visible = [hosting.secretRevision, domainUrl(connector), username, apiKeyVariable(connector)];
  const content = Fn.join(' ', [secretIdentity, hashOf(visible)]);
  return Fn.max([1, Fn.parseint(Fn.substr(Fn.sha256(content), 0, 12), 16)]);
}

function hashOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
