import { join, relative, resolve } from 'node:path';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { App } from 'cdktf';
import type { Construct } from 'constructs';
import type { Config, SelfHostedConnector as Model, SelfHosted } from '../src/config/schema.ts';
import type { RolloutWatch } from '../src/constructs/kubernetes-workload.ts';
import { literal } from '../src/constructs/literal.ts';
import { SelfHostedConnector } from '../src/constructs/self-hosted-connector.ts';
import type { Manifests } from '../src/kubernetes/manifests.ts';
import { ConnectorStack } from './connector-stack.ts';
import { kubeconfig } from './kubeconfig.ts';

/** A connector on the customer's Kubernetes: deployed by this stack, or by a GitOps tool from its manifests. */
export class SelfHostedStack extends ConnectorStack {
  /** The workload as YAML files by path; empty where nobody asked for them. */
  readonly manifests: Manifests;

  constructor(scope: Construct, connector: Model, config: Config) {
    super(scope, connector, config);
    const { hosting } = connector;
    if (hosting.delivery === 'terraform') {
      new KubernetesProvider(this, 'kubernetes', clusterAccess(hosting.cluster, this.folder(connector.name)));
    }
    const { connectorId, clientId, clientSecret, manifests } = new SelfHostedConnector(this, 'connector', {
      ...connector,
      app: this.app,
      ...(hosting.delivery === 'terraform' && {
        rolloutWatch: this.rolloutWatch(connector.name, hosting.rolloutTimeout),
      }),
    });
    this.manifests = manifests;
    this.output('connector_id', connectorId);
    if (hosting.delivery === 'gitops') {
      this.output('client_id', clientId);
      this.output('client_secret', clientSecret, { sensitive: true });
    }
  }

  /** Where Terraform runs. */
  private folder(name: string): string {
    return resolve(App.of(this).outdir, 'stacks', name);
  }

  /** `status` says which pod does not start and why, and leaves a Deployment that is late as it is. */
  private rolloutWatch(name: string, timeout: string): RolloutWatch {
    return {
      // --no: never a package of that name from the registry.
      command: `npx --no confluence-connector status --connector ${name} --rollout-only --watch --timeout ${timeout}`,
      workingDirectory: relative(this.folder(name), join(import.meta.dirname, '..')).replaceAll('\\', '/'),
    };
  }
}

type Cluster = Extract<SelfHosted, { delivery: 'terraform' }>['cluster'];

/** Where Kubernetes puts a pod's own token and certificate authority. */
const podIdentity = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The provider's settings, always explicit: an empty block would take whatever cluster the runner points at. */
function clusterAccess({ kubeconfig: chosen }: Cluster, stackFolder: string) {
  return chosen
    ? { ...kubeconfig(chosen.path, stackFolder), configContext: literal(chosen.context) }
    : {
        host: 'https://kubernetes.default.svc',
        token: podFile('token'),
        clusterCaCertificate: podFile('ca.crt'),
      };
}

/** Nothing outside a pod, so that `terraform validate` passes anywhere. */
function podFile(name: string): string {
  return `\${try(file("${podIdentity}/${name}"), "")}`;
}
