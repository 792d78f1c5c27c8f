import { delimiter, relative, resolve } from 'node:path';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { App } from 'cdktf';
import type { Construct } from 'constructs';
import { kubeconfigFiles } from '../src/config/derived/kubeconfig.ts';
import type {
  Config,
  SelfHostedConnectorConfig as Model,
  SelfHostedHosting,
} from '../src/config/schema/config.ts';
import { fixedValue } from '../src/constructs/fixed-value.ts';
import type { KubernetesWorkloadProps } from '../src/constructs/kubernetes-workload.ts';
import { SelfHostedConnector } from '../src/constructs/self-hosted-connector.ts';
import { literal } from '../src/constructs/terraform-literal.ts';
import type { Surroundings } from '../src/io/io.ts';
import { command, commandLine } from '../src/io/package.ts';
import type { Manifests } from '../src/kubernetes/manifests.ts';
import { ConnectorStack } from './connector-stack.ts';
import { kubeconfig } from './kubeconfig.ts';
import { processSurroundings } from './surroundings.ts';

/** A connector on the customer's Kubernetes: deployed by this stack, or by a GitOps tool from its manifests. */
export class SelfHostedStack extends ConnectorStack {
  /** The workload as YAML files by path; empty where nobody asked for them. */
  readonly manifests: Manifests;

  constructor(scope: Construct, connector: Model, config: Config, project = processSurroundings) {
    super(scope, connector, config, project);
    const { hosting } = connector;
    const { connectorId, clientId, clientSecret, manifests } = new SelfHostedConnector(this, 'connector', {
      ...connector,
      app: this.app,
      ...(hosting.delivery === 'terraform' && this.onCluster(connector.name, hosting, project)),
    });
    this.manifests = manifests;
    this.output('connector_id', connectorId);
    if (hosting.delivery === 'gitops') {
      this.output('client_id', clientId);
      this.output('client_secret', clientSecret, { sensitive: true });
    }
  }

  /** Brings the provider, and the commands that need the cluster. */
  private onCluster(name: string, { cluster, rolloutTimeout }: ByTerraform, project: Surroundings): Commands {
    const { kubeconfig: chosen } = cluster;
    const context = fixedValue(this, 'recorded-cluster', {
      name: `${name}_cluster`,
      value: chosen?.context ?? podsCluster,
      refusal: `${name}: it is deployed to the cluster "\${self.input.value}". In another one, objects of others may have the same names, and those in this one would be forgotten. Run "npx cdktf destroy ${name}" first, which still looks in that cluster. If it is the same cluster under another name, run "terraform state rm terraform_data.${name}_cluster" in cdktf.out/stacks/${name}, and deploy again.`,
    });
    const folder = resolve(App.of(this).outdir, 'stacks', name);
    new KubernetesProvider(this, 'kubernetes', {
      ...(chosen
        ? { ...kubeconfig(chosen.path, folder, project), configContext: `\${${context}}` }
        : inPod(context)),
      // What others have added to labels and annotations is theirs: only keys that were deployed from here are managed.
      ignoreAnnotations: ['.*'],
      ignoreLabels: ['.*'],
    });
    const workingDirectory = relative(folder, resolve(project.directory)).replaceAll('\\', '/');
    return {
      // Says which pod does not start and why, and leaves a Deployment that is late as it is.
      rolloutWatch: {
        command: `${commandLine} status --connector ${name} --rollout-only --watch --timeout ${rolloutTimeout}`,
        workingDirectory,
      },
      namespaceGuard: {
        command: [
          ...command,
          'namespace',
          ...(chosen
            ? [
                '--kubeconfig',
                literal(kubeconfigFiles(chosen.path, project.environment).join(delimiter)),
                '--context',
                `\${self.input.context}`,
              ]
            : []),
          ...['--except', name],
          `\${self.input.value}`,
        ],
        workingDirectory,
        input: { context: `\${${context}}` },
      },
    };
  }
}

type ByTerraform = Extract<SelfHostedHosting, { delivery: 'terraform' }>;

type Commands = Required<Pick<KubernetesWorkloadProps, 'rolloutWatch' | 'namespaceGuard'>>;

/** Stands for the cluster of the pod that Terraform runs in; no context has such a name. */
const podsCluster = 'that of the pod';

/** Where Kubernetes puts a pod's own token and certificate authority. */
const podIdentity = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The provider's settings within a pod. @param context what the cluster was at the first deployment, an expression */
function inPod(context: string) {
  const host = 'https://kubernetes.default.svc';
  const nowhere = 'https://another-cluster.invalid';
  return {
    host: `\${${context} == "${podsCluster}" ? "${host}" : "${nowhere}"}`,
    token: podFile('token'),
    clusterCaCertificate: podFile('ca.crt'),
  };
}

/** Nothing outside a pod, so that `terraform validate` passes anywhere. */
function podFile(name: string): string {
  return `\${try(file("${podIdentity}/${name}"), "")}`;
}
