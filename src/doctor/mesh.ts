import type { INamespace } from 'kubernetes-models/v1';
import type { Check } from '../clients/check.ts';
import type { SelfHostedHosting } from '../config/schema/config.ts';

/** What is looked at here. */
export const meshDescriptions = {
  mesh: 'no service mesh adds a proxy that the network policy would keep from working',
} as const;

type Texts = Readonly<Record<string, string>>;

/** A service mesh, which adds a proxy to the pods of its namespaces. */
interface Mesh {
  readonly name: string;
  /** Whether a namespace's labels and annotations take its pods in. */
  readonly takes: (labels: Texts, annotations: Texts) => boolean;
  /** What keeps a pod out. */
  readonly out: { readonly kind: 'labels' | 'annotations'; readonly key: string; readonly value: string };
  /** Where the proxy finds the mesh. */
  readonly ports: readonly number[];
}

const meshes: readonly Mesh[] = [
  {
    name: 'Istio',
    takes: (labels) => labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined,
    out: { kind: 'labels', key: 'sidecar.istio.io/inject', value: 'false' },
    ports: [15_012],
  },
  {
    name: 'Linkerd',
    takes: (_, annotations) => /^(?:enabled|ingress)$/.test(annotations['linkerd.io/inject'] ?? ''),
    out: { kind: 'annotations', key: 'linkerd.io/inject', value: 'disabled' },
    ports: [8080, 8086, 8090],
  },
];

/** Says if a service mesh takes the pod in, and its network policy keeps the mesh's proxy from working. */
export function meshChecks({ metadata }: INamespace, hosting: SelfHostedHosting): readonly Check<'mesh'>[] {
  const { labels = {}, annotations = {} } = metadata ?? {};
  return meshes.flatMap(({ name, takes, out, ports }) => {
    const open = !hosting.networkPolicy || ports.every((port) => hosting.egressPorts.includes(port));
    if (!takes(labels, annotations) || hosting[out.kind][out.key] === out.value || open) return [];
    return [
      {
        name: 'mesh',
        state: 'failed',
        message: `${name} adds its proxy to pods of the namespace, and the network policy closes the ports that it needs.`,
        remedy: `Keep the pod out with hosting.${out.kind}: { ${out.key}: "${out.value}" }, or write hosting.egressPorts: [${ports.join(', ')}].`,
      },
    ];
  });
}
