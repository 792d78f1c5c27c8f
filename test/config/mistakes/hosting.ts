import { delivered, deployed, fileOf, type Keys, type Mistake, token } from './mistake.ts';

/** Secrets in an external store, with further keys from line 13 on. */
const external = (keys: Keys): Keys => ({
  from: 'external-secrets',
  store: '{ name: vault }',
  keys: '{ clientId: { key: a }, clientSecret: { key: b }, apiKey: { key: c } }',
  ...keys,
});

/** The kind of hosting, and what differs between deliveries. */
export const hostingMistakes: readonly Mistake[] = [
  ['no hosting', fileOf({ hosting: undefined }), ['3:5 connectors[0].hosting missing']],
  ['hosting by its type alone', fileOf({ hosting: 'cloud' }), ['6:14 connectors[0].hosting wrong-type']],
  ['hosting without a type', fileOf({ hosting: '{}' }), ['6:14 connectors[0].hosting.type missing']],
  [
    'hosting with an empty type',
    fileOf({ hosting: '{ type: }' }),
    ['6:22 connectors[0].hosting.type invalid-value'],
  ],
  [
    'hosting with a misspelt type',
    fileOf({ hosting: '{ type: self_hosted }' }),
    ['6:22 connectors[0].hosting.type invalid-value'],
  ],
  [
    'hosting with an unknown type',
    fileOf({ hosting: '{ type: kubernetes }' }),
    ['6:22 connectors[0].hosting.type invalid-value'],
  ],
  [
    'nouns and verbs of a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, nouns: [space], verbs: [read] }' }),
    ['6:29 connectors[0].hosting.nouns unknown-key', '6:45 connectors[0].hosting.verbs unknown-key'],
  ],
  [
    'entitlements of a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, entitlements: {} }' }),
    ['6:29 connectors[0].hosting.entitlements unknown-key'],
  ],
  [
    'RBAC of a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, useRbac: true }' }),
    ['6:29 connectors[0].hosting.useRbac unknown-key'],
  ],
  [
    'provisioning by a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, provisioning: true }' }),
    ['6:29 connectors[0].hosting.provisioning unknown-key'],
  ],
  [
    'a namespace of a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, namespace: wiki }' }),
    ['6:29 connectors[0].hosting.namespace unknown-key'],
  ],
  [
    'self-hosting without a delivery',
    fileOf({ hosting: '{ type: self-hosted }' }),
    ['6:14 connectors[0].hosting.delivery missing'],
  ],
  [
    'an unknown delivery',
    fileOf({ hosting: '{ type: self-hosted, delivery: helm }' }),
    ['6:45 connectors[0].hosting.delivery invalid-value'],
  ],
  [
    'a misspelt delivery',
    fileOf({ hosting: '{ type: self-hosted, delivery: GitOps }' }),
    ['6:45 connectors[0].hosting.delivery invalid-value'],
  ],
  [
    'a misspelt key of hosting',
    fileOf(deployed({ imgae: 'acme/wiki:1.0.0' })),
    ['10:7 connectors[0].hosting.imgae unknown-key'],
  ],
  [
    'nouns beside entitlements',
    fileOf(deployed({ nouns: '[space]' })),
    ['10:7 connectors[0].hosting.nouns unknown-key'],
  ],
  ['no cluster', fileOf(deployed({ cluster: undefined })), ['7:7 connectors[0].hosting.cluster missing']],
  [
    'a cluster by its name alone',
    fileOf(deployed({ cluster: 'prod' })),
    ['9:16 connectors[0].hosting.cluster wrong-type'],
  ],
  [
    'a cluster named in no way',
    fileOf(deployed({ cluster: '{}' })),
    ['9:16 connectors[0].hosting.cluster exactly-one-required'],
  ],
  [
    'a cluster named in two ways',
    fileOf(deployed({ cluster: '{ inCluster: true, kubeconfig: { context: prod } }' })),
    ['9:16 connectors[0].hosting.cluster exactly-one-required'],
  ],
  [
    'a cluster that is not the own one',
    fileOf(deployed({ cluster: '{ inCluster: false }' })),
    ['9:29 connectors[0].hosting.cluster.inCluster invalid-value'],
  ],
  [
    'a kubeconfig without a context',
    fileOf(deployed({ cluster: '{ kubeconfig: { path: /etc/kubeconfig } }' })),
    ['9:30 connectors[0].hosting.cluster.kubeconfig.context missing'],
  ],
  [
    'a rollout timeout without a unit',
    fileOf(deployed({ rolloutTimeout: '"90"' })),
    ['10:23 connectors[0].hosting.rolloutTimeout invalid-value'],
  ],
  [
    'a kubeconfig by its variable',
    fileOf(deployed({ cluster: '{ kubeconfig: { path: $KUBECONFIG, context: prod } }' })),
    ['9:38 connectors[0].hosting.cluster.kubeconfig.path invalid-value'],
  ],
  [
    'secrets of a Terraform delivery',
    fileOf(deployed({ secrets: '{ from: template }' })),
    ['10:7 connectors[0].hosting.secrets unknown-key'],
  ],
  ['no secrets', fileOf(delivered({ secrets: undefined })), ['7:7 connectors[0].hosting.secrets missing']],
  [
    'a secret by value',
    fileOf(delivered({ secrets: 'hunter2' })),
    ['9:16 connectors[0].hosting.secrets wrong-type'],
  ],
  [
    'secrets inline',
    fileOf(delivered({ secrets: `{ from: inline, apiKey: ${token} }` })),
    [
      '9:24 connectors[0].hosting.secrets.from invalid-value',
      '9:40 connectors[0].hosting.secrets.apiKey secret-in-file',
    ],
  ],
  [
    'secrets from nowhere',
    fileOf(delivered({ secrets: '{ name: credentials }' })),
    ['9:16 connectors[0].hosting.secrets.from missing'],
  ],
  [
    'an existing Secret without a name',
    fileOf(delivered({ secrets: '{ from: existing }' })),
    ['9:16 connectors[0].hosting.secrets.name missing'],
  ],
  [
    'an existing Secret with a bad name',
    fileOf(delivered({ secrets: '{ from: existing, name: My_Secret }' })),
    ['9:40 connectors[0].hosting.secrets.name invalid-value'],
  ],
  ...['/etc/secrets.yaml', '../secrets.yaml', 'a/../../b.yaml', './a.yaml', 'a//b.yaml', 'secrets.txt'].map(
    (path): Mistake => [
      `an encrypted Secret at ${path}`,
      fileOf(delivered({ secrets: `{ from: file, path: ${path} }` })),
      ['9:36 connectors[0].hosting.secrets.path invalid-value'],
    ],
  ),
  [
    'external secrets with nothing in them',
    fileOf(delivered({ secrets: '{ from: external-secrets }' })),
    ['9:16 connectors[0].hosting.secrets.store missing', '9:16 connectors[0].hosting.secrets.keys missing'],
  ],
  [
    'external secrets by value',
    fileOf(
      delivered({ secrets: external({ keys: '{ clientId: a, clientSecret: hunter2, apiKey: hunter3 }' }) }),
    ),
    [
      '12:27 connectors[0].hosting.secrets.keys.clientId wrong-type',
      '12:44 connectors[0].hosting.secrets.keys.clientSecret wrong-type',
      '12:61 connectors[0].hosting.secrets.keys.apiKey wrong-type',
    ],
  ],
  [
    'external secrets without a key',
    fileOf(delivered({ secrets: external({ keys: '{ clientId: { key: a }, clientSecret: { key: b } }' }) })),
    ['12:15 connectors[0].hosting.secrets.keys.apiKey missing'],
  ],
  [
    'an external store of an unknown kind',
    fileOf(delivered({ secrets: external({ store: '{ name: vault, kind: Vault }' }) })),
    ['11:37 connectors[0].hosting.secrets.store.kind invalid-value'],
  ],
  [
    'a refresh interval in words',
    fileOf(delivered({ secrets: external({ refreshInterval: 'hourly' }) })),
    ['13:26 connectors[0].hosting.secrets.refreshInterval invalid-value'],
  ],
  [
    'a cluster of a GitOps delivery',
    fileOf(delivered({ cluster: '{ inCluster: true }' })),
    ['10:7 connectors[0].hosting.cluster unknown-key'],
  ],
  [
    'manifests of a GitOps delivery',
    fileOf(delivered({ manifests: 'true' })),
    ['10:7 connectors[0].hosting.manifests unknown-key'],
  ],
];
