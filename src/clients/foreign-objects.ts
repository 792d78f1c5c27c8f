import { workloadName } from '../config/derived/names.ts';
import type { Kubectl } from './kubectl.ts';

/** A live object, as far as it tells whose it is. */
interface Live {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly unknown[];
  };
}

/** What a cluster keeps about others, in every namespace. */
const records = ['Event', 'Lease', 'Endpoints', 'EndpointSlice', 'PodMetrics'];

/** What a cluster makes by itself in every namespace: Kubernetes, Istio and OpenShift. */
const madeByItself: ReadonlyMap<string, readonly string[]> = new Map([
  ['ServiceAccount', ['default', 'builder', 'deployer']],
  ['ConfigMap', ['kube-root-ca.crt', 'istio-ca-root-cert', 'openshift-service-ca.crt']],
  ['RoleBinding', ['system:deployers', 'system:image-builders', 'system:image-pullers']],
]);

/** The annotation by which a token or a pull secret says whose it is. */
const serviceAccount = 'kubernetes.io/service-account.name';

/**
 * What a namespace holds that is neither a connector's nor made by the cluster itself.
 * @param connector whose objects are left out
 * @returns kind and name of each, e.g. `Deployment wiki`, sorted
 */
export async function foreignObjects(
  kubectl: Kubectl,
  namespace: string,
  connector: string,
): Promise<readonly string[]> {
  const app = workloadName({ name: connector });
  const others = (await kubectl.list<Live>(namespace)).filter(({ kind, metadata }) => {
    const { name, labels = {}, annotations = {}, ownerReferences = [] } = metadata;
    return !(
      labels['app'] === app ||
      // It goes with what owns it, which is looked at too.
      ownerReferences.length > 0 ||
      annotations[serviceAccount] !== undefined ||
      records.includes(kind) ||
      madeByItself.get(kind)?.includes(name)
    );
  });
  return [...new Set(others.map(({ kind, metadata: { name } }) => `${kind} ${name}`))].sort();
}
