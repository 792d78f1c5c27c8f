import * as z from 'zod';
import type { Problem } from '../loading/problem.ts';
import { type PodAdditions, pod } from '../schema/pod.ts';
import { type Variable, valueProblems } from './env.ts';
import { problem, problemWith, type Rule, repeated, rule } from './rule.ts';

type Path = readonly PropertyKey[];

/** The names of volumes that the connector's own pod has. */
const ownVolumes: ReadonlySet<string> = new Set(['tmp', 'ca', 'credentials']);

const root = ['hosting', 'pod'];

const parts = z.object({
  name: z.string().default('confluence'),
  hosting: z.object({ pod, caBundle: z.unknown().optional() }),
});

const namespace = z
  .object({
    create: z.boolean().default(true),
    podSecurity: z.enum(['restricted', 'baseline', 'privileged']).default('restricted'),
  })
  .prefault({});

type Rights = NonNullable<NonNullable<PodAdditions['containers']>[number]['securityContext']>;

/** What "restricted" Pod Security refuses, by key. */
const refused: Readonly<Partial<Record<keyof Rights, (rights: Rights) => boolean>>> = {
  runAsUser: ({ runAsUser }) => runAsUser === 0,
  runAsNonRoot: ({ runAsNonRoot }) => runAsNonRoot === false,
  privileged: ({ privileged }) => privileged === true,
  allowPrivilegeEscalation: ({ allowPrivilegeEscalation }) => allowPrivilegeEscalation === true,
  capabilities: ({ capabilities: { add = [], drop = ['ALL'] } = {} }) =>
    !drop.includes('ALL') || add.some((capability) => capability !== 'NET_BIND_SERVICE'),
};

/** What keeps additions to the pod's spec from working together, and with the connector's own. */
export const podErrors: readonly Rule[] = [
  rule(parts, ({ name, hosting }) => {
    const { initContainers = [], containers = [] } = hosting.pod;
    const all = [
      ...initContainers.map((container, index) => ({ container, path: [...root, 'initContainers', index] })),
      ...containers.map((container, index) => ({ container, path: [...root, 'containers', index] })),
    ];
    const again = new Set(repeated(all.map(({ container }) => container.name)));
    return all.flatMap(({ container, path }, index) => {
      const where = [...path, 'name'];
      if (container.name === `baton-${name}`) {
        return [
          problemWith(
            where,
            container.name,
            'the connector’s own container. Choose another name; what it runs is hosting.image.',
          ),
        ];
      }
      return again.has(index)
        ? [problemWith(where, container.name, 'named twice. Choose another name.')]
        : [];
    });
  }),
  rule(parts, ({ hosting: { pod: additions, caBundle } }) => {
    const { volumes = [], initContainers = [], containers = [] } = additions;
    const known = new Set(['tmp', ...(caBundle ? ['ca'] : []), ...volumes.map(({ name }) => name)]);
    const mounts = (
      key: string,
      list: readonly { readonly volumeMounts?: readonly { name: string }[] | undefined }[],
    ) =>
      list.flatMap(({ volumeMounts = [] }, index) =>
        volumeMounts.flatMap(({ name }, mount) =>
          known.has(name)
            ? []
            : [
                problemWith(
                  [...root, key, index, 'volumeMounts', mount, 'name'],
                  name,
                  'no such volume. Add it to hosting.pod.volumes.',
                ),
              ],
        ),
      );
    return [...mounts('initContainers', initContainers), ...mounts('containers', containers)];
  }),
  rule(
    parts,
    ({
      hosting: {
        pod: { volumes = [] },
      },
    }) => {
      const again = new Set(repeated(volumes.map(({ name }) => name)));
      return volumes.flatMap(({ name, ...sources }, index) => {
        const path = [...root, 'volumes', index];
        const given = Object.values(sources).filter((source) => source !== undefined);
        return [
          ...(ownVolumes.has(name) || again.has(index)
            ? [
                problemWith(
                  [...path, 'name'],
                  name,
                  'named twice, or the connector’s own. Choose another name.',
                ),
              ]
            : []),
          ...(given.length === 1
            ? []
            : [
                problem(
                  path,
                  'needs exactly one of emptyDir, configMap, secret, persistentVolumeClaim. Give one.',
                ),
              ]),
        ];
      });
    },
  ),
  rule(
    parts,
    ({
      hosting: {
        pod: { initContainers = [], containers = [] },
      },
    }) => [
      ...variablesOf([...root, 'initContainers'], initContainers),
      ...variablesOf([...root, 'containers'], containers),
    ],
  ),
  rule(
    parts,
    ({
      hosting: {
        pod: { containers = [] },
      },
    }) =>
      containers.flatMap((container, index) =>
        (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((key) => {
          const probe = container[key];
          if (!probe) return [];
          const given = [probe.httpGet, probe.tcpSocket, probe.exec].filter((way) => way !== undefined);
          return given.length === 1
            ? []
            : [
                problem(
                  [...root, 'containers', index, key],
                  'needs exactly one of httpGet, tcpSocket, exec. Give one.',
                ),
              ];
        }),
      ),
  ),
  rule(z.object({ hosting: z.object({ pod, namespace }) }), ({ hosting }) => {
    // Who makes the namespace knows its level.
    if (!hosting.namespace.create || hosting.namespace.podSecurity !== 'restricted') return [];
    return (['initContainers', 'containers'] as const).flatMap((key) =>
      (hosting.pod[key] ?? []).flatMap(({ securityContext = {} }, index) =>
        Object.entries(refused)
          .filter(([, refuses]) => refuses(securityContext))
          .map(([right]) =>
            problem(
              [...root, key, index, 'securityContext', right],
              '"restricted" Pod Security refuses it. Leave it out, or set hosting.namespace.podSecurity to baseline or privileged.',
            ),
          ),
      ),
    );
  }),
  rule(
    parts,
    ({
      hosting: {
        pod: { dnsPolicy, dnsConfig },
      },
    }) =>
      dnsPolicy === 'None' && !dnsConfig?.nameservers
        ? [problem([...root, 'dnsPolicy'], 'None needs dnsConfig.nameservers. Give one at least.')]
        : [],
  ),
];

function variablesOf(
  path: Path,
  containers: readonly { readonly env?: readonly Variable[] | undefined }[],
): readonly Problem[] {
  return containers.flatMap(({ env = [] }, index) =>
    env.flatMap((variable, at) => valueProblems([...path, index, 'env', at], variable)),
  );
}
