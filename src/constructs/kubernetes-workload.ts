import { DeploymentV1 } from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1/index.js';
import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1/index.js';
import { Fn, type TerraformResource, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { secretName } from '../config/names.ts';
import { ConfigError } from '../config/problem.ts';
import type { SelfHostedConnector } from '../config/schema.ts';
import { metadata } from '../kubernetes/metadata.ts';
import { type SecretValues, secretData } from '../kubernetes/secrets.ts';
import { terraformDeployment } from '../kubernetes/terraform/deployment.ts';
import { terraformMetadata } from '../kubernetes/terraform/metadata.ts';
import { terraformNetworkPolicy } from '../kubernetes/terraform/network-policy.ts';
import { workload } from '../kubernetes/workload.ts';
import { addressOf, fixAddress } from './address.ts';
import { literal } from './literal.ts';
import { terraformVersions } from './secret-variable.ts';

/** Write-only data loses the resource's identity in hashicorp/kubernetes 2.38.0 to 3.2.0. */
const kubernetesVersions = '>= 3.2.1, < 4.0.0';

export interface KubernetesWorkloadProps {
  readonly connector: SelfHostedConnector;
  /** References to the three secret values; none may be a secret itself. */
  readonly secret: SecretValues;
  /** A reference to a value that changes whenever the Secret's content does. */
  readonly secretIdentity: string;
}

/** The connector's objects on Kubernetes as resources of hashicorp/kubernetes; the stack brings the provider. */
export class KubernetesWorkload extends Construct {
  /** @throws ConfigError where text stands in the place of a reference */
  constructor(scope: Construct, id: string, props: KubernetesWorkloadProps) {
    super(scope, id);
    const { connector, secret: values, secretIdentity } = props;
    const text = Object.entries({ ...values, secretIdentity }).filter(([, it]) => !Token.isUnresolved(it));
    if (text.length > 0) {
      throw new ConfigError(
        text.map(
          ([key]) =>
            `${this.node.path}: ${key} must be a reference such as a variable’s stringValue, never text.`,
        ),
      );
    }
    const stack = TerraformStack.of(this);
    stack.addOverride('terraform.required_version', terraformVersions);
    stack.addOverride('terraform.required_providers.kubernetes.version', kubernetesVersions);

    const { name, hosting } = connector;
    const secret = fixAddress(
      new SecretV1(this, 'secret', {
        metadata: literal(terraformMetadata(metadata(connector, secretName(connector)), 'Secret')),
        type: 'Opaque',
        dataWo: secretData(connector, values),
        dataWoRevision: revisionOf(secretIdentity),
      }),
      name,
    );
    // A pod restarts when its template changes: the revision in it makes the Secret's change one.
    const objects = workload(connector, `\${${secret.fqn}.data_wo_revision}`);
    const serviceAccount = fixAddress(
      new ServiceAccountV1(this, 'service-account', {
        metadata: literal(terraformMetadata(objects.serviceAccount.metadata, 'ServiceAccount')),
        automountServiceAccountToken: objects.serviceAccount.automountServiceAccountToken,
      }),
      name,
    );
    const timeout = hosting.delivery === 'terraform' ? hosting.rolloutTimeout : undefined;
    const deployment = fixAddress(
      new DeploymentV1(this, 'deployment', {
        ...literal(terraformDeployment(objects.deployment)),
        ...(timeout && { timeouts: { create: timeout, update: timeout } }),
      }),
      name,
    );
    const needed: TerraformResource[] = [secret, serviceAccount];
    if (objects.networkPolicy) {
      const config = literal(terraformNetworkPolicy(objects.networkPolicy));
      needed.push(fixAddress(new NetworkPolicyV1(this, 'network-policy', config), name));
    }
    deployment.dependsOn = needed.map((resource) => addressOf(resource));
    if (objects.namespace) {
      const config = { metadata: literal(terraformMetadata(objects.namespace.metadata, 'Namespace')) };
      // A namespace's name may start with a digit, an address may not.
      const id = hosting.namespace.name.replace(/^\d/, '_$&');
      const namespace = fixAddress(new NamespaceV1(this, 'namespace', config), id);
      for (const resource of needed) resource.dependsOn = [addressOf(namespace)];
    }
  }
}

/**
 * A whole number of at least 1 that follows a value: without one, the provider ignores the write-only data
 * and makes an empty Secret.
 */
function revisionOf(reference: string): number {
  return Fn.max([1, Fn.parseint(Fn.substr(Fn.sha256(reference), 0, 12), 16)]);
}
