import { deployed, fileOf, type Mistake } from './mistake.ts';

/** What the level of Pod Security and the rights of containers have to agree on. */
export const podSecurityMistakes: readonly Mistake[] = [
  [
    'a level of Pod Security for a namespace that others make',
    fileOf(deployed({ namespace: '{ create: false, podSecurity: privileged }' })),
    [
      'connector.yaml:10:48: connectors[0].hosting.namespace.podSecurity: not used with create: false: the owner of the namespace sets its level. Leave out one of the two.',
    ],
  ],
  [
    'a privileged container',
    fileOf(
      deployed({ pod: '{ containers: [{ name: a, image: b, securityContext: { privileged: true } }] }' }),
    ),
    [
      'connector.yaml:10:79: connectors[0].hosting.pod.containers[0].securityContext.privileged: "restricted" Pod Security refuses it. Leave it out, or set hosting.namespace.podSecurity to baseline or privileged.',
    ],
  ],
  [
    'a container as root',
    fileOf(deployed({ pod: '{ containers: [{ name: a, image: b, securityContext: { runAsUser: 0 } }] }' })),
    [
      'connector.yaml:10:78: connectors[0].hosting.pod.containers[0].securityContext.runAsUser: "restricted" Pod Security refuses it. Leave it out, or set hosting.namespace.podSecurity to baseline or privileged.',
    ],
  ],
];
