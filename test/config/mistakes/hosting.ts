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
  [
    'no hosting',
    fileOf({ hosting: undefined }),
    [
      'connector.yaml:3:5: connectors[0].hosting: missing. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.',
    ],
  ],
  [
    'hosting by its type alone',
    fileOf({ hosting: 'cloud' }),
    [
      'connector.yaml:6:14: connectors[0].hosting: "cloud": expected a mapping. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.',
    ],
  ],
  [
    'hosting without a type',
    fileOf({ hosting: '{}' }),
    [
      'connector.yaml:6:14: connectors[0].hosting.type: missing. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.',
    ],
  ],
  [
    'hosting with an empty type',
    fileOf({ hosting: '{ type: }' }),
    [
      'connector.yaml:6:22: connectors[0].hosting.type: empty: unknown value. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.',
    ],
  ],
  [
    'hosting with a misspelt type',
    fileOf({ hosting: '{ type: self_hosted }' }),
    [
      'connector.yaml:6:22: connectors[0].hosting.type: "self_hosted": unknown value (did you mean "self-hosted"?). Write type: cloud, or type: self-hosted with delivery: terraform or gitops.',
    ],
  ],
  [
    'hosting with an unknown type',
    fileOf({ hosting: '{ type: kubernetes }' }),
    [
      'connector.yaml:6:22: connectors[0].hosting.type: "kubernetes": unknown value. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.',
    ],
  ],
  [
    'nouns and verbs of a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, nouns: [space], verbs: [read] }' }),
    [
      'connector.yaml:6:29: connectors[0].hosting.nouns: unknown key. It belongs to hosting.entitlements of a self-hosted connector; the cloud-hosted one always syncs the default set.',
      'connector.yaml:6:45: connectors[0].hosting.verbs: unknown key. It belongs to hosting.entitlements of a self-hosted connector; the cloud-hosted one always syncs the default set.',
    ],
  ],
  [
    'entitlements of a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, entitlements: {} }' }),
    [
      'connector.yaml:6:29: connectors[0].hosting.entitlements: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one always syncs the default set: use hosting: { type: self-hosted }.',
    ],
  ],
  [
    'RBAC of a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, useRbac: true }' }),
    [
      'connector.yaml:6:29: connectors[0].hosting.useRbac: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one syncs space permissions only: use hosting: { type: self-hosted }.',
    ],
  ],
  [
    'provisioning by a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, provisioning: true }' }),
    [
      'connector.yaml:6:29: connectors[0].hosting.provisioning: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one does not provision: use hosting: { type: self-hosted }.',
    ],
  ],
  [
    'a namespace of a cloud-hosted connector',
    fileOf({ hosting: '{ type: cloud, namespace: wiki }' }),
    ['connector.yaml:6:29: connectors[0].hosting.namespace: unknown key. Known keys: type.'],
  ],
  [
    'self-hosting without a delivery',
    fileOf({ hosting: '{ type: self-hosted }' }),
    ['connector.yaml:6:14: connectors[0].hosting.delivery: missing. Write terraform or gitops.'],
  ],
  [
    'an unknown delivery',
    fileOf({ hosting: '{ type: self-hosted, delivery: helm }' }),
    [
      'connector.yaml:6:45: connectors[0].hosting.delivery: "helm": unknown value. Write terraform or gitops.',
    ],
  ],
  [
    'a misspelt delivery',
    fileOf({ hosting: '{ type: self-hosted, delivery: GitOps }' }),
    [
      'connector.yaml:6:45: connectors[0].hosting.delivery: "GitOps": unknown value (did you mean "gitops"?). Write terraform or gitops.',
    ],
  ],
  [
    'a misspelt key of hosting',
    fileOf(deployed({ imgae: 'acme/wiki:1.0.0' })),
    ['connector.yaml:10:7: connectors[0].hosting.imgae: unknown key. Did you mean "image"?'],
  ],
  [
    'nouns beside entitlements',
    fileOf(deployed({ nouns: '[space]' })),
    [
      'connector.yaml:10:7: connectors[0].hosting.nouns: unknown key. It belongs to hosting.entitlements of a self-hosted connector; the cloud-hosted one always syncs the default set.',
    ],
  ],
  [
    'no cluster',
    fileOf(deployed({ cluster: undefined })),
    [
      'connector.yaml:7:7: connectors[0].hosting.cluster: missing. Give kubeconfig: { context: … } or inCluster: true.',
    ],
  ],
  [
    'a cluster by its name alone',
    fileOf(deployed({ cluster: 'prod' })),
    [
      'connector.yaml:9:16: connectors[0].hosting.cluster: "prod": expected a mapping. Give kubeconfig: { context: … } or inCluster: true.',
    ],
  ],
  [
    'a cluster named in no way',
    fileOf(deployed({ cluster: '{}' })),
    [
      'connector.yaml:9:16: connectors[0].hosting.cluster: one of kubeconfig, inCluster is missing. Give kubeconfig: { context: … } or inCluster: true.',
    ],
  ],
  [
    'a cluster named in two ways',
    fileOf(deployed({ cluster: '{ inCluster: true, kubeconfig: { context: prod } }' })),
    [
      'connector.yaml:9:16: connectors[0].hosting.cluster: kubeconfig and inCluster exclude each other. Give kubeconfig: { context: … } or inCluster: true.',
    ],
  ],
  [
    'a cluster that is not the own one',
    fileOf(deployed({ cluster: '{ inCluster: false }' })),
    [
      'connector.yaml:9:29: connectors[0].hosting.cluster.inCluster: false: unknown value. Write inCluster: true, or give kubeconfig.',
    ],
  ],
  [
    'a kubeconfig without a context',
    fileOf(deployed({ cluster: '{ kubeconfig: { path: /etc/kubeconfig } }' })),
    [
      'connector.yaml:9:30: connectors[0].hosting.cluster.kubeconfig.context: missing. List them with "kubectl config get-contexts".',
    ],
  ],
  [
    'a rollout timeout without a unit',
    fileOf(deployed({ rolloutTimeout: '"90"' })),
    [
      'connector.yaml:10:23: connectors[0].hosting.rolloutTimeout: "90": not a duration. Write it like "90s", "5m" or "1h".',
    ],
  ],
  [
    'a kubeconfig by its variable',
    fileOf(deployed({ cluster: '{ kubeconfig: { path: $KUBECONFIG, context: prod } }' })),
    [
      'connector.yaml:9:38: connectors[0].hosting.cluster.kubeconfig.path: "$KUBECONFIG": not a path. Write a path like "~/.kube/config" or "./kubeconfig", or leave it out to use $KUBECONFIG.',
    ],
  ],
  [
    'secrets of a Terraform delivery',
    fileOf(deployed({ secrets: '{ from: template }' })),
    [
      'connector.yaml:10:7: connectors[0].hosting.secrets: unknown key. It belongs to delivery: gitops; with delivery: terraform, the secrets are Terraform variables.',
    ],
  ],
  [
    'no secrets',
    fileOf(delivered({ secrets: undefined })),
    [
      'connector.yaml:7:7: connectors[0].hosting.secrets: missing. Write from: existing, external-secrets, file or template; a secret is never written in this file.',
    ],
  ],
  [
    'a secret by value',
    fileOf(delivered({ secrets: 'hunter2' })),
    [
      'connector.yaml:9:16: connectors[0].hosting.secrets: (value hidden): expected a mapping. Write from: existing, external-secrets, file or template; a secret is never written in this file.',
    ],
  ],
  [
    'secrets inline',
    fileOf(delivered({ secrets: `{ from: inline, apiKey: ${token} }` })),
    [
      'connector.yaml:9:24: connectors[0].hosting.secrets.from: "inline": unknown value. Write from: existing, external-secrets, file or template; a secret is never written in this file.',
      'connector.yaml:9:40: connectors[0].hosting.secrets.apiKey: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.',
    ],
  ],
  [
    'secrets from nowhere',
    fileOf(delivered({ secrets: '{ name: credentials }' })),
    [
      'connector.yaml:9:16: connectors[0].hosting.secrets.from: missing. Write from: existing, external-secrets, file or template; a secret is never written in this file.',
    ],
  ],
  [
    'an existing Secret without a name',
    fileOf(delivered({ secrets: '{ from: existing }' })),
    [
      'connector.yaml:9:16: connectors[0].hosting.secrets.name: missing. Write a name of lower-case letters, digits, "-" and ".".',
    ],
  ],
  [
    'an existing Secret with a bad name',
    fileOf(delivered({ secrets: '{ from: existing, name: My_Secret }' })),
    [
      'connector.yaml:9:40: connectors[0].hosting.secrets.name: "My_Secret": not a Kubernetes object name. Write a name of lower-case letters, digits, "-" and ".".',
    ],
  ],
  ...['/etc/secrets.yaml', '../secrets.yaml', 'a/../../b.yaml', './a.yaml', 'a//b.yaml', 'secrets.txt'].map(
    (path): Mistake => [
      `an encrypted Secret at ${path}`,
      fileOf(delivered({ secrets: `{ from: file, path: ${path} }` })),
      [
        `connector.yaml:9:36: connectors[0].hosting.secrets.path: "${path}": not a path in the connector’s folder. Write it like "secrets.enc.yaml".`,
      ],
    ],
  ),
  [
    'external secrets with nothing in them',
    fileOf(delivered({ secrets: '{ from: external-secrets }' })),
    [
      'connector.yaml:9:16: connectors[0].hosting.secrets.store: missing. Give name, and kind unless it is a ClusterSecretStore.',
      'connector.yaml:9:16: connectors[0].hosting.secrets.keys: missing. Give clientId, clientSecret and apiKey.',
    ],
  ],
  [
    'external secrets by value',
    fileOf(
      delivered({ secrets: external({ keys: '{ clientId: a, clientSecret: hunter2, apiKey: hunter3 }' }) }),
    ),
    [
      'connector.yaml:12:27: connectors[0].hosting.secrets.keys.clientId: "a": expected a mapping. Give key, and property where the key holds several.',
      'connector.yaml:12:44: connectors[0].hosting.secrets.keys.clientSecret: (value hidden): expected a mapping. Give key, and property where the key holds several.',
      'connector.yaml:12:61: connectors[0].hosting.secrets.keys.apiKey: (value hidden): expected a mapping. Give key, and property where the key holds several.',
    ],
  ],
  [
    'external secrets without a key',
    fileOf(delivered({ secrets: external({ keys: '{ clientId: { key: a }, clientSecret: { key: b } }' }) })),
    [
      'connector.yaml:12:15: connectors[0].hosting.secrets.keys.apiKey: missing. Give key, and property where the key holds several.',
    ],
  ],
  [
    'an external store of an unknown kind',
    fileOf(delivered({ secrets: external({ store: '{ name: vault, kind: Vault }' }) })),
    [
      'connector.yaml:11:37: connectors[0].hosting.secrets.store.kind: "Vault": unknown value. Write SecretStore or ClusterSecretStore.',
    ],
  ],
  [
    'a refresh interval in words',
    fileOf(delivered({ secrets: external({ refreshInterval: 'hourly' }) })),
    [
      'connector.yaml:13:26: connectors[0].hosting.secrets.refreshInterval: "hourly": not a duration. Write it like "1h" or "30m".',
    ],
  ],
  [
    'a cluster of a GitOps delivery',
    fileOf(delivered({ cluster: '{ inCluster: true }' })),
    [
      'connector.yaml:10:7: connectors[0].hosting.cluster: unknown key. It belongs to delivery: terraform; with delivery: gitops, the GitOps tool knows the cluster.',
    ],
  ],
  [
    'manifests of a GitOps delivery',
    fileOf(delivered({ manifests: 'true' })),
    [
      'connector.yaml:10:7: connectors[0].hosting.manifests: unknown key. It belongs to delivery: terraform; delivery: gitops always writes them.',
    ],
  ],
];
