import { deployed, fileOf, type Mistake } from './mistake.ts';

/** What the level of Pod Security and the rights of containers have to agree on. */
export const podSecurityMistakes: readonly Mistake[] = [
  [
    'a level of Pod Security for a namespace that others make',
    fileOf(deployed({ namespace: '{ create: false, podSecurity: privileged }' })),
    ['10:48 connectors[0].hosting.namespace.podSecurity pod-security-of-existing-namespace'],
  ],
  [
    'a privileged container',
    fileOf(
      deployed({ pod: '{ containers: [{ name: a, image: b, securityContext: { privileged: true } }] }' }),
    ),
    ['10:79 connectors[0].hosting.pod.containers[0].securityContext.privileged refused-by-pod-security'],
  ],
  [
    'a container as root',
    fileOf(deployed({ pod: '{ containers: [{ name: a, image: b, securityContext: { runAsUser: 0 } }] }' })),
    ['10:78 connectors[0].hosting.pod.containers[0].securityContext.runAsUser refused-by-pod-security'],
  ],
];
