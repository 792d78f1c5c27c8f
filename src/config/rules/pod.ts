import * as z from 'zod';
import type { Problem } from '../loading/problem.ts';
import { type PodAdditions, pod } from '../schema/pod.ts';
import { valueProblems } from './env.ts';
import { needsExactlyOne } from './messages.ts';
import { problemWithValue, repeated, rule } from './rule.ts';

const root = ['hosting', 'pod'];

/** The names of volumes that the connector's own pod has. */
const ownVolumes: ReadonlySet<string> = new Set(['tmp', 'ca', 'credentials']);

const withPod = z.object({ hosting: z.object({ pod }) });

type Container = NonNullable<PodAdditions['containers']>[number];

/** Every container that is added to the pod, and where it is written. */
function containersOf({ initContainers = [], containers = [] }: PodAdditions): readonly {
  readonly container: Container;
  readonly path: readonly PropertyKey[];
}[] {
  return [
    ...initContainers.map((container, index) => ({ container, path: [...root, 'initContainers', index] })),
    ...containers.map((container, index) => ({ container, path: [...root, 'containers', index] })),
  ];
}

/** Refuses names of containers that others of the pod have, the connector's own among them. */
export const containerNameInUse = rule(
  z.object({ name: z.string().default('confluence'), hosting: z.object({ pod }) }),
  ({ name, hosting }) => {
    const all = containersOf(hosting.pod);
    const again = new Set(repeated(all.map(({ container }) => container.name)));
    return all.flatMap(({ container: { name: value }, path }, index): readonly Problem[] => {
      const place = { path: [...path, 'name'], value };
      if (value === `baton-${name}`) {
        const message = 'the connector’s own container. Choose another name; what it runs is hosting.image.';
        return [problemWithValue({ code: 'reserved-name', ...place, message })];
      }
      if (!again.has(index)) return [];
      return [
        problemWithValue({ code: 'duplicate', ...place, message: 'named twice. Choose another name.' }),
      ];
    });
  },
);

/** Refuses to mount volumes that the pod does not have. */
export const unknownVolume = rule(
  z.object({ hosting: z.object({ pod, caBundle: z.unknown().optional() }) }),
  ({ hosting: { pod, caBundle } }) => {
    const { volumes = [] } = pod;
    const known = new Set(['tmp', ...(caBundle ? ['ca'] : []), ...volumes.map(({ name }) => name)]);
    return containersOf(pod).flatMap(({ container: { volumeMounts = [] }, path }) =>
      volumeMounts.flatMap(({ name }, mount) => {
        if (known.has(name)) return [];
        return [
          problemWithValue({
            code: 'unknown-volume',
            path: [...path, 'volumeMounts', mount, 'name'],
            value: name,
            message: 'no such volume. Add it to hosting.pod.volumes.',
          }),
        ];
      }),
    );
  },
);

/** Refuses volumes whose name is taken, and those of no source or of several. */
export const impossibleVolume = rule(withPod, ({ hosting: { pod } }) => {
  const { volumes = [] } = pod;
  const again = new Set(repeated(volumes.map(({ name }) => name)));
  return volumes.flatMap(({ name, ...sources }, index) => {
    const path = [...root, 'volumes', index];
    const own = ownVolumes.has(name);
    const problems: Problem[] = [];
    if (own || again.has(index))
      problems.push(
        problemWithValue({
          code: own ? 'reserved-name' : 'duplicate',
          path: [...path, 'name'],
          value: name,
          message: 'named twice, or the connector’s own. Choose another name.',
        }),
      );
    if (!isExactlyOne(Object.values(sources)))
      problems.push({
        code: 'exactly-one-required',
        path,
        message: needsExactlyOne('emptyDir', 'configMap', 'secret', 'persistentVolumeClaim'),
      });
    return problems;
  });
});

/** Refuses variables of added containers that are as impossible as the connector's own. */
export const impossibleContainerVariable = rule(withPod, ({ hosting }) =>
  containersOf(hosting.pod).flatMap(({ container: { env = [] }, path }) =>
    env.flatMap((variable, index) => valueProblems([...path, 'env', index], variable)),
  ),
);

/** Refuses probes that probe in no way or in several. */
export const impossibleProbe = rule(withPod, ({ hosting }) =>
  containersOf(hosting.pod).flatMap(({ container, path }) =>
    (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((key): readonly Problem[] => {
      const probe = container[key];
      if (!probe || isExactlyOne([probe.httpGet, probe.tcpSocket, probe.exec])) return [];
      return [
        {
          code: 'exactly-one-required',
          path: [...path, key],
          message: needsExactlyOne('httpGet', 'tcpSocket', 'exec'),
        },
      ];
    }),
  ),
);

/** Refuses to look names up nowhere. */
export const dnsPolicyWithoutNameservers = rule(withPod, ({ hosting: { pod } }) =>
  pod.dnsPolicy === 'None' && !pod.dnsConfig?.nameservers
    ? [
        {
          code: 'dns-policy-without-nameservers',
          path: [...root, 'dnsPolicy'],
          message: 'None needs dnsConfig.nameservers. Give one at least.',
        },
      ]
    : [],
);

function isExactlyOne(values: readonly unknown[]): boolean {
  return values.filter((value) => value !== undefined).length === 1;
}
