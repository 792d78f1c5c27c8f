import { deployed, fileOf, type Mistake, token } from './mistake.ts';

/** The workload on Kubernetes. */
export const workloadMistakes: readonly Mistake[] = [
  [
    'a key that no Secret has',
    fileOf(deployed({ env: '[{ name: A, valueFrom: { secretKeyRef: { name: a, key: ... } } }]' })),
    ['10:67 connectors[0].hosting.env[0].valueFrom.secretKeyRef.key invalid-value'],
  ],
  [
    'a quantity that the API server would round',
    fileOf(deployed({ resources: '{ limits: { cpu: 1.2345k } }' })),
    ['10:35 connectors[0].hosting.resources.limits.cpu invalid-value'],
  ],
  [
    'memory that is not a whole number of bytes',
    fileOf(deployed({ resources: '{ limits: { memory: 1.1Gi } }' })),
    ['10:38 connectors[0].hosting.resources.limits.memory invalid-value'],
  ],
  [
    'a key that no ConfigMap can have',
    fileOf(deployed({ caBundle: '{ configMap: ca, key: ..pem }' })),
    ['10:39 connectors[0].hosting.caBundle.key invalid-value'],
  ],
  [
    'an annotation whose key Kustomize misreads',
    fileOf(deployed({ annotations: '{ "4": x }' })),
    ['10:22 connectors[0].hosting.annotations.4 invalid-key'],
  ],
  [
    'a proxy at port 0',
    fileOf(deployed({ proxy: '{ https: "http://proxy:0" }' })),
    ['10:23 connectors[0].hosting.proxy.https invalid-value'],
  ],
  [
    'a namespace by its name alone',
    fileOf(deployed({ namespace: 'wiki' })),
    ['10:18 connectors[0].hosting.namespace wrong-type'],
  ],
  [
    'a namespace in upper case',
    fileOf(deployed({ namespace: '{ name: Wiki }' })),
    ['10:26 connectors[0].hosting.namespace.name invalid-value'],
  ],
  [
    'a misspelt key of namespace',
    fileOf(deployed({ namespace: '{ craete: false }' })),
    ['10:20 connectors[0].hosting.namespace.craete unknown-key'],
  ],
  [
    'an image with a blank',
    fileOf(deployed({ image: 'acme/wiki 1.0.0' })),
    ['10:14 connectors[0].hosting.image invalid-value'],
  ],
  [
    'an image with a short digest',
    fileOf(deployed({ image: 'acme/wiki@sha256:abc' })),
    ['10:14 connectors[0].hosting.image invalid-value'],
  ],
  [
    'image pull secrets that are no list',
    fileOf(deployed({ imagePullSecrets: 'registry' })),
    ['10:25 connectors[0].hosting.imagePullSecrets wrong-type'],
  ],
  [
    'an image pull secret with a bad name',
    fileOf(deployed({ imagePullSecrets: '[my_registry]' })),
    ['10:26 connectors[0].hosting.imagePullSecrets[0] invalid-value'],
  ],
  [
    'an unknown noun',
    fileOf(deployed({ entitlements: '{ nouns: [space, pages] }' })),
    ['10:38 connectors[0].hosting.entitlements.nouns[1] invalid-value'],
  ],
  [
    'an unknown verb',
    fileOf(deployed({ entitlements: '{ verbs: [read, write] }' })),
    ['10:37 connectors[0].hosting.entitlements.verbs[1] invalid-value'],
  ],
  [
    'no nouns at all',
    fileOf(deployed({ entitlements: '{ nouns: [] }' })),
    ['10:30 connectors[0].hosting.entitlements.nouns invalid-value'],
  ],
  [
    'nouns that are no list',
    fileOf(deployed({ entitlements: '{ nouns: space }' })),
    ['10:30 connectors[0].hosting.entitlements.nouns wrong-type'],
  ],
  [
    'an unknown log level',
    fileOf(deployed({ logLevel: 'verbose' })),
    ['10:17 connectors[0].hosting.logLevel invalid-value'],
  ],
  [
    'CPU as a number',
    fileOf(deployed({ resources: '{ requests: { cpu: 1 } }' })),
    ['10:37 connectors[0].hosting.resources.requests.cpu wrong-type'],
  ],
  [
    'memory in words',
    fileOf(deployed({ resources: '{ limits: { memory: 512 MB } }' })),
    ['10:38 connectors[0].hosting.resources.limits.memory invalid-value'],
  ],
  [
    'memory with a suffix that Kubernetes does not know',
    fileOf(deployed({ resources: '{ limits: { memory: 512K } }' })),
    ['10:38 connectors[0].hosting.resources.limits.memory invalid-value'],
  ],
  [
    'a misspelt key of resources',
    fileOf(deployed({ resources: '{ limit: { cpu: 1 } }' })),
    ['10:20 connectors[0].hosting.resources.limit unknown-key'],
  ],
  [
    'a node label that is not text',
    fileOf(deployed({ nodeSelector: '{ acme.com/dedicated: true }' })),
    ['10:43 connectors[0].hosting.nodeSelector["acme.com/dedicated"] wrong-type'],
  ],
  [
    'a node label with a bad key',
    fileOf(deployed({ nodeSelector: '{ /dedicated: wiki }' })),
    ['10:23 connectors[0].hosting.nodeSelector["/dedicated"] invalid-key'],
  ],
  [
    'a toleration by its key alone',
    fileOf(deployed({ tolerations: '[dedicated]' })),
    ['10:21 connectors[0].hosting.tolerations[0] wrong-type'],
  ],
  [
    'a toleration with an unknown effect',
    fileOf(deployed({ tolerations: '[{ key: dedicated, effect: Noschedule }]' })),
    ['10:47 connectors[0].hosting.tolerations[0].effect invalid-value'],
  ],
  [
    'a toleration with an unknown operator',
    fileOf(deployed({ tolerations: '[{ key: dedicated, operator: In }]' })),
    ['10:49 connectors[0].hosting.tolerations[0].operator invalid-value'],
  ],
  [
    'a priority class with a bad name',
    fileOf(deployed({ priorityClassName: 'High Priority' })),
    ['10:26 connectors[0].hosting.priorityClassName invalid-value'],
  ],
  [
    'a proxy by its URL alone',
    fileOf(deployed({ proxy: 'http://proxy.acme.internal:3128' })),
    ['10:14 connectors[0].hosting.proxy wrong-type'],
  ],
  [
    'a proxy without a scheme',
    fileOf(deployed({ proxy: '{ https: "proxy.acme.internal:3128" }' })),
    ['10:23 connectors[0].hosting.proxy.https invalid-value'],
  ],
  [
    'a proxy on a port that cannot be',
    fileOf(deployed({ proxy: '{ https: "http://proxy:65536" }' })),
    ['10:23 connectors[0].hosting.proxy.https invalid-value'],
  ],
  [
    'a proxy with a password',
    fileOf(deployed({ proxy: '{ https: "http://jo:pass@proxy.acme.internal:3128" }' })),
    ['10:23 connectors[0].hosting.proxy.https invalid-value'],
  ],
  [
    'a proxy with a password and no scheme',
    fileOf(deployed({ proxy: '{ https: "jo:pass@proxy.acme.internal:3128" }' })),
    ['10:23 connectors[0].hosting.proxy.https invalid-value'],
  ],
  [
    'hosts of no proxy in one text',
    fileOf(deployed({ proxy: '{ https: "http://proxy:3128", noProxy: ["a, b"] }' })),
    ['10:54 connectors[0].hosting.proxy.noProxy[0] invalid-value'],
  ],
  [
    'a CA bundle without a ConfigMap',
    fileOf(deployed({ caBundle: '{}' })),
    ['10:17 connectors[0].hosting.caBundle.configMap missing'],
  ],
  [
    'a label that the workload sets',
    fileOf(deployed({ labels: '{ app: wiki, app.kubernetes.io/name: wiki }' })),
    [
      '10:17 connectors[0].hosting.labels.app invalid-key',
      '10:28 connectors[0].hosting.labels["app.kubernetes.io/name"] invalid-key',
    ],
  ],
  [
    'a label with a bad key',
    fileOf(deployed({ labels: '{ "my team": identity }' })),
    ['10:17 connectors[0].hosting.labels["my team"] invalid-key'],
  ],
  [
    'a label with a bad value',
    fileOf(deployed({ labels: '{ team: "identity & access" }' })),
    ['10:23 connectors[0].hosting.labels.team invalid-value'],
  ],
  [
    'a label that is not text',
    fileOf(deployed({ labels: '{ costCentre: 42 }' })),
    ['10:29 connectors[0].hosting.labels.costCentre wrong-type'],
  ],
  [
    'a token as a label',
    fileOf(deployed({ labels: `{ ${token}: 42 }` })),
    ['10:49 connectors[0].hosting.labels[key hidden] wrong-type'],
  ],
  [
    'an annotation that is not text',
    fileOf(deployed({ annotations: '{ acme.com/reviewed: true }' })),
    ['10:41 connectors[0].hosting.annotations["acme.com/reviewed"] wrong-type'],
  ],
  [
    'an annotation with a bad key',
    fileOf(deployed({ annotations: '{ acme.com/: reviewed }' })),
    ['10:22 connectors[0].hosting.annotations["acme.com/"] invalid-key'],
  ],
  [
    'a platform of its own',
    fileOf(deployed({ platform: 'eks' })),
    ['10:17 connectors[0].hosting.platform invalid-value'],
  ],
  [
    'no pod at all',
    fileOf(deployed({ replicas: '0' })),
    ['10:17 connectors[0].hosting.replicas invalid-value'],
  ],
  [
    'more pods than anybody needs',
    fileOf(deployed({ replicas: '21' })),
    ['10:17 connectors[0].hosting.replicas invalid-value'],
  ],
  [
    'a port that there cannot be',
    fileOf(deployed({ egressPorts: '[15012, 65536]' })),
    ['10:28 connectors[0].hosting.egressPorts[1] invalid-value'],
  ],
  [
    'a gateway at a port that there cannot be',
    fileOf(
      deployed({
        image: 'registry.acme.com/confluence-sync:1.2.3',
        gatewayUrl: 'https://gateway.acme.com:65536/ex',
      }),
    ),
    ['11:19 connectors[0].hosting.gatewayUrl invalid-value'],
  ],
  [
    'an image that is fetched now and then',
    fileOf(deployed({ imagePullPolicy: 'Sometimes' })),
    ['10:24 connectors[0].hosting.imagePullPolicy invalid-value'],
  ],
  [
    'disk that is not a whole number of bytes',
    fileOf(deployed({ resources: '{ limits: { ephemeral-storage: 1.1Gi } }' })),
    ['10:49 connectors[0].hosting.resources.limits.ephemeral-storage invalid-value'],
  ],
  [
    'a network of the node’s',
    fileOf(deployed({ pod: '{ hostNetwork: true }' })),
    ['10:14 connectors[0].hosting.pod.hostNetwork unknown-key'],
  ],
  [
    'a folder of the node’s',
    fileOf(deployed({ pod: '{ volumes: [{ name: a, hostPath: { path: / } }] }' })),
    ['10:35 connectors[0].hosting.pod.volumes[0].hostPath unknown-key'],
  ],
  [
    'a network policy in words',
    fileOf(deployed({ networkPolicy: 'strict' })),
    ['10:22 connectors[0].hosting.networkPolicy wrong-type'],
  ],
  [
    'a secret revision of 0',
    fileOf(deployed({ secretRevision: '0' })),
    ['10:23 connectors[0].hosting.secretRevision invalid-value'],
  ],
  [
    'a secret revision between two',
    fileOf(deployed({ secretRevision: '1.5' })),
    ['10:23 connectors[0].hosting.secretRevision wrong-type'],
  ],
  [
    'a secret revision without an end',
    fileOf(deployed({ secretRevision: '1000001' })),
    ['10:23 connectors[0].hosting.secretRevision invalid-value'],
  ],
];
