import { deployed, fileOf, type Mistake, token } from './mistake.ts';

/** The workload on Kubernetes. */
export const workloadMistakes: readonly Mistake[] = [
  [
    'a key that no Secret has',
    fileOf(deployed({ env: '[{ name: A, valueFrom: { secretKeyRef: { name: a, key: ... } } }]' })),
    [
      'connector.yaml:10:67: connectors[0].hosting.env[0].valueFrom.secretKeyRef.key: "...": not a key of a ConfigMap or a Secret. Write it as in a Pod’s spec.',
    ],
  ],
  [
    'a quantity that the API server would round',
    fileOf(deployed({ resources: '{ limits: { cpu: 1.2345k } }' })),
    [
      'connector.yaml:10:35: connectors[0].hosting.resources.limits.cpu: "1.2345k": not a Kubernetes quantity of up to three decimals. Write it like "250m".',
    ],
  ],
  [
    'memory that is not a whole number of bytes',
    fileOf(deployed({ resources: '{ limits: { memory: 1.1Gi } }' })),
    [
      'connector.yaml:10:38: connectors[0].hosting.resources.limits.memory: "1.1Gi": not a Kubernetes quantity of whole bytes. Write it like "512Mi".',
    ],
  ],
  [
    'a key that no ConfigMap can have',
    fileOf(deployed({ caBundle: '{ configMap: ca, key: ..pem }' })),
    [
      'connector.yaml:10:39: connectors[0].hosting.caBundle.key: "..pem": not a ConfigMap key. Name a key of the ConfigMap.',
    ],
  ],
  [
    'an annotation whose key Kustomize misreads',
    fileOf(deployed({ annotations: '{ "4": x }' })),
    [
      'connector.yaml:10:22: connectors[0].hosting.annotations.4: Kustomize takes it for a number, a date, true, false or null. Write a mapping from keys to text.',
    ],
  ],
  [
    'a proxy at port 0',
    fileOf(deployed({ proxy: '{ https: "http://proxy:0" }' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.proxy.https: "http://proxy:0": not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.',
    ],
  ],
  [
    'a namespace by its name alone',
    fileOf(deployed({ namespace: 'wiki' })),
    [
      'connector.yaml:10:18: connectors[0].hosting.namespace: "wiki": expected a mapping. Write namespace: { name: conductorone, create: true }.',
    ],
  ],
  [
    'a namespace in upper case',
    fileOf(deployed({ namespace: '{ name: Wiki }' })),
    [
      'connector.yaml:10:26: connectors[0].hosting.namespace.name: "Wiki": not a DNS label. Use up to 63 lower-case letters, digits and "-".',
    ],
  ],
  [
    'a misspelt key of namespace',
    fileOf(deployed({ namespace: '{ craete: false }' })),
    ['connector.yaml:10:20: connectors[0].hosting.namespace.craete: unknown key. Did you mean "create"?'],
  ],
  [
    'an image with a blank',
    fileOf(deployed({ image: 'acme/wiki 1.0.0' })),
    [
      'connector.yaml:10:14: connectors[0].hosting.image: "acme/wiki 1.0.0": not an image reference. Write it like "ghcr.io/conductorone/baton-confluence:1.2.3" or "…@sha256:<64 hex digits>".',
    ],
  ],
  [
    'an image with a short digest',
    fileOf(deployed({ image: 'acme/wiki@sha256:abc' })),
    [
      'connector.yaml:10:14: connectors[0].hosting.image: "acme/wiki@sha256:abc": not an image reference. Write it like "ghcr.io/conductorone/baton-confluence:1.2.3" or "…@sha256:<64 hex digits>".',
    ],
  ],
  [
    'image pull secrets that are no list',
    fileOf(deployed({ imagePullSecrets: 'registry' })),
    [
      'connector.yaml:10:25: connectors[0].hosting.imagePullSecrets: (value hidden): expected a list. Write a list of Secret names.',
    ],
  ],
  [
    'an image pull secret with a bad name',
    fileOf(deployed({ imagePullSecrets: '[my_registry]' })),
    [
      'connector.yaml:10:26: connectors[0].hosting.imagePullSecrets[0]: "my_registry": not a Kubernetes object name. Write a name of lower-case letters, digits, "-" and ".".',
    ],
  ],
  [
    'an unknown noun',
    fileOf(deployed({ entitlements: '{ nouns: [space, pages] }' })),
    [
      'connector.yaml:10:38: connectors[0].hosting.entitlements.nouns[1]: "pages": unknown value (did you mean "page"?). Write attachment, blogpost, comment, page, space, or leave nouns out for all.',
    ],
  ],
  [
    'an unknown verb',
    fileOf(deployed({ entitlements: '{ verbs: [read, write] }' })),
    [
      'connector.yaml:10:37: connectors[0].hosting.entitlements.verbs[1]: "write": unknown value. Write administer, archive, create, delete, export, read, restrict_content, update, or leave verbs out for all.',
    ],
  ],
  [
    'no nouns at all',
    fileOf(deployed({ entitlements: '{ nouns: [] }' })),
    [
      'connector.yaml:10:30: connectors[0].hosting.entitlements.nouns: []: must not be empty. Write a list of attachment, blogpost, comment, page, space, or leave it out for all.',
    ],
  ],
  [
    'nouns that are no list',
    fileOf(deployed({ entitlements: '{ nouns: space }' })),
    [
      'connector.yaml:10:30: connectors[0].hosting.entitlements.nouns: "space": expected a list. Write a list of attachment, blogpost, comment, page, space, or leave it out for all.',
    ],
  ],
  [
    'an unknown log level',
    fileOf(deployed({ logLevel: 'verbose' })),
    [
      'connector.yaml:10:17: connectors[0].hosting.logLevel: "verbose": unknown value. Write debug, info, warn or error.',
    ],
  ],
  [
    'CPU as a number',
    fileOf(deployed({ resources: '{ requests: { cpu: 1 } }' })),
    [
      'connector.yaml:10:37: connectors[0].hosting.resources.requests.cpu: 1: expected text. Write it like "250m".',
    ],
  ],
  [
    'memory in words',
    fileOf(deployed({ resources: '{ limits: { memory: 512 MB } }' })),
    [
      'connector.yaml:10:38: connectors[0].hosting.resources.limits.memory: "512 MB": not a Kubernetes quantity of whole bytes. Write it like "512Mi".',
    ],
  ],
  [
    'memory with a suffix that Kubernetes does not know',
    fileOf(deployed({ resources: '{ limits: { memory: 512K } }' })),
    [
      'connector.yaml:10:38: connectors[0].hosting.resources.limits.memory: "512K": not a Kubernetes quantity of whole bytes. Write it like "512Mi".',
    ],
  ],
  [
    'a misspelt key of resources',
    fileOf(deployed({ resources: '{ limit: { cpu: 1 } }' })),
    ['connector.yaml:10:20: connectors[0].hosting.resources.limit: unknown key. Did you mean "limits"?'],
  ],
  [
    'a node label that is not text',
    fileOf(deployed({ nodeSelector: '{ acme.com/dedicated: true }' })),
    [
      'connector.yaml:10:43: connectors[0].hosting.nodeSelector["acme.com/dedicated"]: true: expected text. Write text; numbers, true and false go in quotes.',
    ],
  ],
  [
    'a node label with a bad key',
    fileOf(deployed({ nodeSelector: '{ /dedicated: wiki }' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.nodeSelector["/dedicated"]: not a label key. Write a mapping from node labels to text.',
    ],
  ],
  [
    'a toleration by its key alone',
    fileOf(deployed({ tolerations: '[dedicated]' })),
    [
      'connector.yaml:10:21: connectors[0].hosting.tolerations[0]: "dedicated": expected a mapping. Give key, operator, value and effect as in a pod spec.',
    ],
  ],
  [
    'a toleration with an unknown effect',
    fileOf(deployed({ tolerations: '[{ key: dedicated, effect: Noschedule }]' })),
    [
      'connector.yaml:10:47: connectors[0].hosting.tolerations[0].effect: "Noschedule": unknown value (did you mean "NoSchedule"?). Write NoSchedule, PreferNoSchedule or NoExecute.',
    ],
  ],
  [
    'a toleration with an unknown operator',
    fileOf(deployed({ tolerations: '[{ key: dedicated, operator: In }]' })),
    [
      'connector.yaml:10:49: connectors[0].hosting.tolerations[0].operator: "In": unknown value. Write Equal or Exists.',
    ],
  ],
  [
    'a priority class with a bad name',
    fileOf(deployed({ priorityClassName: 'High Priority' })),
    [
      'connector.yaml:10:26: connectors[0].hosting.priorityClassName: "High Priority": not a Kubernetes object name. Write a name of lower-case letters, digits, "-" and ".".',
    ],
  ],
  [
    'a proxy by its URL alone',
    fileOf(deployed({ proxy: 'http://proxy.acme.internal:3128' })),
    [
      'connector.yaml:10:14: connectors[0].hosting.proxy: "http://proxy.acme.internal:3128": expected a mapping. Give at least https.',
    ],
  ],
  [
    'a proxy without a scheme',
    fileOf(deployed({ proxy: '{ https: "proxy.acme.internal:3128" }' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.proxy.https: "proxy.acme.internal:3128": not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.',
    ],
  ],
  [
    'a proxy on a port that cannot be',
    fileOf(deployed({ proxy: '{ https: "http://proxy:65536" }' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.proxy.https: "http://proxy:65536": not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.',
    ],
  ],
  [
    'a proxy with a password',
    fileOf(deployed({ proxy: '{ https: "http://jo:pass@proxy.acme.internal:3128" }' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.proxy.https: (value hidden): not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.',
    ],
  ],
  [
    'a proxy with a password and no scheme',
    fileOf(deployed({ proxy: '{ https: "jo:pass@proxy.acme.internal:3128" }' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.proxy.https: (value hidden): not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.',
    ],
  ],
  [
    'hosts of no proxy in one text',
    fileOf(deployed({ proxy: '{ https: "http://proxy:3128", noProxy: ["a, b"] }' })),
    [
      'connector.yaml:10:54: connectors[0].hosting.proxy.noProxy[0]: "a, b": not a host, domain or CIDR. Write one host, domain or CIDR per entry.',
    ],
  ],
  [
    'a CA bundle without a ConfigMap',
    fileOf(deployed({ caBundle: '{}' })),
    [
      'connector.yaml:10:17: connectors[0].hosting.caBundle.configMap: missing. Write a name of lower-case letters, digits, "-" and ".".',
    ],
  ],
  [
    'a label that the workload sets',
    fileOf(deployed({ labels: '{ app: wiki, app.kubernetes.io/name: wiki }' })),
    [
      'connector.yaml:10:17: connectors[0].hosting.labels.app: a label key that the workload sets itself. Write a mapping from keys to text; app, baton, baton-app and app.kubernetes.io/* are taken.',
      'connector.yaml:10:28: connectors[0].hosting.labels["app.kubernetes.io/name"]: a label key that the workload sets itself. Write a mapping from keys to text; app, baton, baton-app and app.kubernetes.io/* are taken.',
    ],
  ],
  [
    'a label with a bad key',
    fileOf(deployed({ labels: '{ "my team": identity }' })),
    [
      'connector.yaml:10:17: connectors[0].hosting.labels["my team"]: not a label key. Write a mapping from keys to text; app, baton, baton-app and app.kubernetes.io/* are taken.',
    ],
  ],
  [
    'a label with a bad value',
    fileOf(deployed({ labels: '{ team: "identity & access" }' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.labels.team: "identity & access": not a label value (up to 63 letters, digits, "-", "_" and "."). Write text; numbers, true and false go in quotes.',
    ],
  ],
  [
    'a label that is not text',
    fileOf(deployed({ labels: '{ costCentre: 42 }' })),
    [
      'connector.yaml:10:29: connectors[0].hosting.labels.costCentre: 42: expected text. Write text; numbers, true and false go in quotes.',
    ],
  ],
  [
    'a token as a label',
    fileOf(deployed({ labels: `{ ${token}: 42 }` })),
    [
      'connector.yaml:10:49: connectors[0].hosting.labels[key hidden]: 42: expected text. Write text; numbers, true and false go in quotes.',
    ],
  ],
  [
    'an annotation that is not text',
    fileOf(deployed({ annotations: '{ acme.com/reviewed: true }' })),
    [
      'connector.yaml:10:41: connectors[0].hosting.annotations["acme.com/reviewed"]: true: expected text. Write text; numbers, true and false go in quotes.',
    ],
  ],
  [
    'an annotation with a bad key',
    fileOf(deployed({ annotations: '{ acme.com/: reviewed }' })),
    [
      'connector.yaml:10:22: connectors[0].hosting.annotations["acme.com/"]: not an annotation key. Write a mapping from keys to text.',
    ],
  ],
  [
    'a platform of its own',
    fileOf(deployed({ platform: 'eks' })),
    [
      'connector.yaml:10:17: connectors[0].hosting.platform: "eks": unknown value. Write kubernetes, openshift or gke-autopilot.',
    ],
  ],
  [
    'no pod at all',
    fileOf(deployed({ replicas: '0' })),
    ['connector.yaml:10:17: connectors[0].hosting.replicas: 0: below 1. Write a whole number from 1 to 20.'],
  ],
  [
    'more pods than anybody needs',
    fileOf(deployed({ replicas: '21' })),
    [
      'connector.yaml:10:17: connectors[0].hosting.replicas: 21: above 20. Write a whole number from 1 to 20.',
    ],
  ],
  [
    'a port that there cannot be',
    fileOf(deployed({ egressPorts: '[15012, 65536]' })),
    [
      'connector.yaml:10:28: connectors[0].hosting.egressPorts[1]: 65536: above 65535. Write a whole number from 1 to 65535.',
    ],
  ],
  [
    'a gateway at a port that there cannot be',
    fileOf(
      deployed({
        image: 'registry.acme.com/confluence-sync:1.2.3',
        gatewayUrl: 'https://gateway.acme.com:65536/ex',
      }),
    ),
    [
      'connector.yaml:11:19: connectors[0].hosting.gatewayUrl: "https://gateway.acme.com:65536/ex": not an https URL. Write it like "https://api.atlassian.com/ex/confluence".',
    ],
  ],
  [
    'an image that is fetched now and then',
    fileOf(deployed({ imagePullPolicy: 'Sometimes' })),
    [
      'connector.yaml:10:24: connectors[0].hosting.imagePullPolicy: "Sometimes": unknown value. Write Always, IfNotPresent or Never.',
    ],
  ],
  [
    'disk that is not a whole number of bytes',
    fileOf(deployed({ resources: '{ limits: { ephemeral-storage: 1.1Gi } }' })),
    [
      'connector.yaml:10:49: connectors[0].hosting.resources.limits.ephemeral-storage: "1.1Gi": not a Kubernetes quantity of whole bytes. Write it like "2Gi".',
    ],
  ],
  [
    'a network of the node’s',
    fileOf(deployed({ pod: '{ hostNetwork: true }' })),
    [
      'connector.yaml:10:14: connectors[0].hosting.pod.hostNetwork: unknown key. Known keys: affinity, topologySpreadConstraints, runtimeClassName, schedulerName, dnsPolicy, dnsConfig, hostAliases, initContainers, containers, volumes.',
    ],
  ],
  [
    'a folder of the node’s',
    fileOf(deployed({ pod: '{ volumes: [{ name: a, hostPath: { path: / } }] }' })),
    [
      'connector.yaml:10:35: connectors[0].hosting.pod.volumes[0].hostPath: unknown key. Known keys: name, emptyDir, configMap, secret, persistentVolumeClaim.',
    ],
  ],
  [
    'a network policy in words',
    fileOf(deployed({ networkPolicy: 'strict' })),
    [
      'connector.yaml:10:22: connectors[0].hosting.networkPolicy: "strict": expected true or false. Write true or false, without quotes.',
    ],
  ],
  [
    'a secret revision of 0',
    fileOf(deployed({ secretRevision: '0' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.secretRevision: 0: below 1. Write a whole number from 1 on.',
    ],
  ],
  [
    'a secret revision between two',
    fileOf(deployed({ secretRevision: '1.5' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.secretRevision: 1.5: expected a whole number. Write a whole number from 1 on.',
    ],
  ],
  [
    'a secret revision without an end',
    fileOf(deployed({ secretRevision: '1000001' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.secretRevision: 1000001: above 1000000. Write a whole number from 1 on.',
    ],
  ],
];
