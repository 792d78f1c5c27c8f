import * as z from 'zod';
import { type PodAdditions, pod } from '../schema/pod.ts';
import { leaveOutOne } from './messages.ts';
import { refuse, rule } from './rule.ts';

/** Refuses a level of Pod Security for a namespace that others make. */
export const podSecurityOfExistingNamespace = refuse(
  z.object({
    hosting: z.object({
      namespace: z.object({ create: z.literal(false), podSecurity: z.enum(['baseline', 'privileged']) }),
    }),
  }),
  {
    code: 'pod-security-of-existing-namespace',
    path: ['hosting', 'namespace', 'podSecurity'],
    message: `not used with create: false: the owner of the namespace sets its level. ${leaveOutOne}`,
  },
);

const createdNamespace = z
  .object({
    create: z.literal(true).default(true),
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

/** Refuses rights that the namespace's level does not admit. Only who makes the namespace knows its level. */
export const refusedByPodSecurity = rule(
  z.object({ hosting: z.object({ pod, namespace: createdNamespace }) }),
  ({ hosting: { pod, namespace } }) => {
    if (namespace.podSecurity !== 'restricted') return [];
    return (['initContainers', 'containers'] as const).flatMap((key) =>
      (pod[key] ?? []).flatMap(({ securityContext = {} }, index) =>
        Object.entries(refused)
          .filter(([, refuses]) => refuses(securityContext))
          .map(([right]) => ({
            code: 'refused-by-pod-security' as const,
            path: ['hosting', 'pod', key, index, 'securityContext', right],
            message:
              '"restricted" Pod Security refuses it. Leave it out, or set hosting.namespace.podSecurity to baseline or privileged.',
          })),
      ),
    );
  },
);
