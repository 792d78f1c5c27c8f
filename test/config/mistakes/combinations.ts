import { clientSecret, delivered, deployed, fileOf, type Mistake, token } from './mistake.ts';

/** What is wrong together only, and what only the rules know: no JSON Schema can say it. */
export const combinationMistakes: readonly Mistake[] = [
  [
    'a key written twice',
    `${fileOf({ name: 'wiki' })}    site: acme-eu\n`,
    ['connector.yaml:8:5: connectors[0].site: written more than once. Keep one.'],
  ],
  [
    'a section written twice',
    `${fileOf({})}conductorone: { tenant: acme-eu }\n`,
    ['connector.yaml:7:1: conductorone: written more than once. Keep one.'],
  ],
  [
    'neither a tenant nor a server URL',
    fileOf({}).replace('tenant: acme', ''),
    [
      'connector.yaml:1:15: conductorone: one of tenant, serverUrl is missing. Give tenant: acme for https://acme.conductor.one, or serverUrl.',
    ],
  ],
  [
    'both a tenant and a server URL',
    fileOf({}).replace('acme', 'acme, serverUrl: https://acme.conductor.one'),
    [
      'connector.yaml:1:15: conductorone: tenant and serverUrl exclude each other. Give tenant: acme for https://acme.conductor.one, or serverUrl.',
    ],
  ],
  [
    'two connectors of one name',
    fileOf({ name: 'wiki' }, { name: 'labs' }, { name: 'wiki' }),
    [
      'connector.yaml:17:11: connectors[2].name: "wiki": two connectors have this name. Give each a name of its own.',
    ],
  ],
  [
    'two connectors without a name',
    fileOf({}, {}),
    [
      'connector.yaml:7:5: connectors[1].name: "confluence": two connectors have this name. Give each a name of its own.',
    ],
  ],
  [
    'two new apps of one name',
    fileOf(
      { app: '{ create: { displayName: Wiki } }' },
      { name: 'labs', app: '{ create: { displayName: Wiki } }' },
    ),
    [
      'connector.yaml:9:35: connectors[1].app.create.displayName: "Wiki": another connector makes an app of this name. Choose another name, or use app: { existing: … } with that app.',
    ],
  ],
  [
    'a namespace made twice in one cluster',
    fileOf(
      deployed({ cluster: '{ kubeconfig: { context: prod } }' }),
      deployed(
        { cluster: '{ kubeconfig: { context: prod } }', namespace: '{ create: true }' },
        { name: 'labs' },
      ),
    ),
    [
      'connector.yaml:17:18: connectors[1].hosting.namespace: "conductorone": another connector already makes this namespace. Set namespace.create to false here.',
    ],
  ],
  [
    'a namespace made twice by way of the usual kubeconfig, written once',
    fileOf(
      deployed({ cluster: '{ kubeconfig: { context: prod } }' }),
      deployed({ cluster: '{ kubeconfig: { path: ~/.kube/config, context: prod } }' }, { name: 'labs' }),
    ),
    [
      'connector.yaml:14:7: connectors[1].hosting.namespace: "conductorone": another connector already makes this namespace. Set namespace.create to false here.',
    ],
  ],
  [
    'an owner named twice',
    fileOf({ owners: '[jo@acme.com, sam@acme.com, Jo@acme.com]' }),
    ['connector.yaml:7:41: connectors[0].owners[2]: "Jo@acme.com": named twice. Remove one.'],
  ],
  [
    'nouns and verbs named twice',
    fileOf(deployed({ entitlements: '{ nouns: [space, space], verbs: [read, read] }' })),
    [
      'connector.yaml:10:38: connectors[0].hosting.entitlements.nouns[1]: "space": named twice. Remove one.',
      'connector.yaml:10:60: connectors[0].hosting.entitlements.verbs[1]: "read": named twice. Remove one.',
    ],
  ],
  [
    'objects to adopt that are not part of the workload',
    fileOf(
      deployed({
        adopt: '[Namespace, NetworkPolicy, PodDisruptionBudget]',
        namespace: '{ create: false }',
        networkPolicy: 'false',
      }),
    ),
    [
      'connector.yaml:10:15: connectors[0].hosting.adopt[0]: "Namespace": not part of the workload, as namespace.create is false. Leave out one of the two.',
      'connector.yaml:10:26: connectors[0].hosting.adopt[1]: "NetworkPolicy": not part of the workload, as networkPolicy is false. Leave out one of the two.',
      'connector.yaml:10:41: connectors[0].hosting.adopt[2]: "PodDisruptionBudget": not part of the workload, as replicas is 1. Leave out one of the two.',
    ],
  ],
  [
    'an image pull secret named twice',
    fileOf(deployed({ imagePullSecrets: '[registry, registry]' })),
    ['connector.yaml:10:36: connectors[0].hosting.imagePullSecrets[1]: "registry": named twice. Remove one.'],
  ],
  [
    'a host of no proxy named twice',
    fileOf(deployed({ proxy: '{ https: "http://proxy:3128", noProxy: [10.0.0.0/8, 10.0.0.0/8] }' })),
    ['connector.yaml:10:66: connectors[0].hosting.proxy.noProxy[1]: "10.0.0.0/8": named twice. Remove one.'],
  ],
  [
    'a misspelt host',
    fileOf({ site: 'acme.atlasian.net' }),
    [
      'connector.yaml:3:11: connectors[0].site: "acme.atlasian.net": not a host under atlassian.net. Did you mean acme.atlassian.net?',
    ],
  ],
  [
    'a misspelt host that is allowed',
    fileOf({ site: 'https://acme.atlassian.com/wiki', allowCustomHost: 'true' }),
    [
      'connector.yaml:3:11: connectors[0].site: "acme.atlassian.com": not a host under atlassian.net. Did you mean acme.atlassian.net?',
    ],
  ],
  [
    'a site of Data Center with a path',
    fileOf({ site: 'https://wiki.acme.com/confluence/display/HR' }),
    [
      'connector.yaml:3:11: connectors[0].site: "wiki.acme.com": not a host under atlassian.net. Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.',
    ],
  ],
  [
    'a site of Data Center with a port',
    fileOf({ site: 'https://confluence.acme.com:8443' }),
    [
      'connector.yaml:3:11: connectors[0].site: "confluence.acme.com:8443": not a host under atlassian.net. Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.',
    ],
  ],
  [
    'a site outside Confluence Cloud',
    fileOf({ site: 'https://Wiki.acme.com/spaces' }),
    [
      'connector.yaml:3:11: connectors[0].site: "wiki.acme.com": not a host under atlassian.net. Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.',
    ],
  ],
  [
    'a site that only looks like Confluence Cloud',
    fileOf({ site: 'acme.atlassian.net.example.com' }),
    [
      'connector.yaml:3:11: connectors[0].site: "acme.atlassian.net.example.com": not a host under atlassian.net. Did you mean acme.atlassian.net?',
    ],
  ],
  [
    'the host of all sites',
    fileOf({ site: 'atlassian.net' }),
    [
      'connector.yaml:3:11: connectors[0].site: "atlassian.net": not a host under atlassian.net. Did you mean <name>.atlassian.net?',
    ],
  ],
  [
    'a scoped token with cloud hosting',
    fileOf({ cloudId: '0aa3f1c2-0000-4000-8000-000000000000' }),
    [
      'connector.yaml:7:14: connectors[0].cloudId: a scoped API token cannot be used with cloud hosting. Leave cloudId out and use a classic API token, or host the connector yourself.',
    ],
  ],
  [
    'a scoped token with the default image',
    fileOf(deployed({}, { cloudId: '0aa3f1c2-0000-4000-8000-000000000000' })),
    [
      'connector.yaml:10:14: connectors[0].cloudId: the vendor’s image cannot use a scoped API token. Set hosting.image to this project’s runtime, or leave cloudId out and use a classic API token.',
    ],
  ],
  [
    'a scoped token with a mirror of the vendor’s image',
    fileOf(
      delivered(
        { image: 'registry.acme.com/conductorone/baton-confluence:0.1.0' },
        { cloudId: '0aa3f1c2-0000-4000-8000-000000000000' },
      ),
    ),
    [
      'connector.yaml:11:14: connectors[0].cloudId: the vendor’s image cannot use a scoped API token. Set hosting.image to this project’s runtime, or leave cloudId out and use a classic API token.',
    ],
  ],
  [
    'a Terraform variable with a GitOps delivery',
    fileOf(delivered({}, { apiKey: '{ variable: acme_token }' })),
    [
      'connector.yaml:10:25: connectors[0].apiKey.variable: not used with delivery: gitops. Leave it out: hosting.secrets says where the API token comes from.',
    ],
  ],
  ...[
    'kustomization.yaml',
    'Kustomization.yml',
    'namespace.yaml',
    'template/a.yaml',
    'baton-confluence.yaml',
  ].map(
    (path): Mistake => [
      `an encrypted Secret at ${path}`,
      fileOf(delivered({ secrets: `{ from: file, path: ${path} }` })),
      [
        `connector.yaml:9:36: connectors[0].hosting.secrets.path: "${path}": rendering writes this file itself. Choose another name, or leave path out.`,
      ],
    ],
  ),
  [
    'an expired API token',
    fileOf({ apiKey: '{ expires: 2026-11-22 }' }),
    [
      'connector.yaml:7:24: connectors[0].apiKey.expires: "2026-11-22": the API token has expired. Create a new one at https://id.atlassian.com/manage-profile/security/api-tokens and write its day here.',
    ],
  ],
  [
    'nouns and verbs that form no pair',
    fileOf(deployed({ entitlements: '{ nouns: [page, comment], verbs: [read, export] }' })),
    [
      'connector.yaml:10:21: connectors[0].hosting.entitlements: these nouns and verbs form no valid pair, so nothing would be synced. Valid pairs: administer-space, archive-page, create-attachment, create-blogpost, create-comment, create-page, delete-attachment, delete-blogpost, delete-comment, delete-page, delete-space, export-space, read-space, restrict_content-space.',
    ],
  ],
  [
    'a verb that forms no pair',
    fileOf(deployed({ entitlements: '{ verbs: [update] }' })),
    [
      'connector.yaml:10:21: connectors[0].hosting.entitlements: these nouns and verbs form no valid pair, so nothing would be synced. Valid pairs: administer-space, archive-page, create-attachment, create-blogpost, create-comment, create-page, delete-attachment, delete-blogpost, delete-comment, delete-page, delete-space, export-space, read-space, restrict_content-space.',
    ],
  ],
  [
    'RBAC with entitlements',
    fileOf(deployed({ useRbac: 'true', entitlements: '{ nouns: [space] }' })),
    [
      'connector.yaml:11:21: connectors[0].hosting.entitlements: not used with useRbac: true, which syncs space roles instead. Leave out one of the two.',
    ],
  ],
  [
    'requests above the limits',
    fileOf(
      deployed({
        resources: '{ requests: { cpu: "2", memory: 1Gi }, limits: { cpu: 1500m, memory: 1000M } }',
      }),
    ),
    [
      'connector.yaml:10:37: connectors[0].hosting.resources.requests.cpu: "2": more than the limit, "1500m". Lower the request or raise resources.limits.cpu.',
      'connector.yaml:10:50: connectors[0].hosting.resources.requests.memory: "1Gi": more than the limit, "1000M". Lower the request or raise resources.limits.memory.',
    ],
  ],
  [
    'a request of disk above its limit',
    fileOf(
      deployed({
        resources: '{ requests: { ephemeral-storage: 2Gi }, limits: { ephemeral-storage: 1Gi } }',
      }),
    ),
    [
      'connector.yaml:10:51: connectors[0].hosting.resources.requests.ephemeral-storage: "2Gi": more than the limit, "1Gi". Lower the request or raise resources.limits.ephemeral-storage.',
    ],
  ],
  [
    'ports that no policy closes',
    fileOf(deployed({ networkPolicy: 'false', egressPorts: '[15012]' })),
    [
      'connector.yaml:11:20: connectors[0].hosting.egressPorts: not used with networkPolicy: false, which closes no port. Leave out one of the two.',
    ],
  ],
  [
    'the connector’s own container, and one named twice',
    fileOf(
      deployed({
        pod: '{ initContainers: [{ name: a, image: b }], containers: [{ name: baton-confluence, image: b }, { name: a, image: b }] }',
      }),
    ),
    [
      'connector.yaml:10:76: connectors[0].hosting.pod.containers[0].name: "baton-confluence": the connector’s own container. Choose another name; what it runs is hosting.image.',
      'connector.yaml:10:114: connectors[0].hosting.pod.containers[1].name: "a": named twice. Choose another name.',
    ],
  ],
  [
    'a volume that is not there',
    fileOf(
      deployed({
        pod: '{ volumes: [{ name: a, emptyDir: {} }], containers: [{ name: a, image: b, volumeMounts: [{ name: ca, mountPath: /c }] }] }',
      }),
    ),
    [
      'connector.yaml:10:109: connectors[0].hosting.pod.containers[0].volumeMounts[0].name: "ca": no such volume. Add it to hosting.pod.volumes.',
    ],
  ],
  [
    'a volume of the connector’s, and one without a source',
    fileOf(deployed({ pod: '{ volumes: [{ name: tmp, emptyDir: {} }, { name: a }] }' })),
    [
      'connector.yaml:10:32: connectors[0].hosting.pod.volumes[0].name: "tmp": named twice, or the connector’s own. Choose another name.',
      'connector.yaml:10:53: connectors[0].hosting.pod.volumes[1]: needs exactly one of emptyDir, configMap, secret, persistentVolumeClaim. Give one.',
    ],
  ],
  [
    'a secret as a variable’s value, and a variable without one',
    fileOf(
      deployed({
        pod: '{ containers: [{ name: a, image: b, env: [{ name: API_KEY, value: hunter2 }, { name: B }] }] }',
      }),
    ),
    [
      'connector.yaml:10:78: connectors[0].hosting.pod.containers[0].env[0].value: a secret is never written here. Use valueFrom: { secretKeyRef: … }.',
      'connector.yaml:10:89: connectors[0].hosting.pod.containers[0].env[1]: needs exactly one of value, valueFrom. Give one.',
    ],
  ],
  [
    'a probe that asks nothing',
    fileOf(deployed({ pod: '{ containers: [{ name: a, image: b, livenessProbe: { periodSeconds: 3 } }] }' })),
    [
      'connector.yaml:10:63: connectors[0].hosting.pod.containers[0].livenessProbe: needs exactly one of httpGet, tcpSocket, exec. Give one.',
    ],
  ],
  [
    'no way to resolve names',
    fileOf(deployed({ pod: '{ dnsPolicy: None }' })),
    [
      'connector.yaml:10:25: connectors[0].hosting.pod.dnsPolicy: None needs dnsConfig.nameservers. Give one at least.',
    ],
  ],
  [
    'a limit below the default request',
    fileOf(deployed({ resources: '{ limits: { cpu: 50m } }' })),
    [
      'connector.yaml:10:18: connectors[0].hosting.resources.requests.cpu: "100m": more than the limit, "50m". Lower the request or raise resources.limits.cpu.',
    ],
  ],
  [
    'a toleration without a key',
    fileOf(deployed({ tolerations: '[{}]' })),
    [
      'connector.yaml:10:21: connectors[0].hosting.tolerations[0]: key is missing. Give key, or operator: Exists alone to tolerate every taint.',
    ],
  ],
  [
    'a toleration whose operator ignores its value',
    fileOf(deployed({ tolerations: '[{ key: dedicated, operator: Exists, value: wiki }]' })),
    [
      'connector.yaml:10:64: connectors[0].hosting.tolerations[0].value: not used with operator: Exists. Leave out one of the two.',
    ],
  ],
  [
    'a toleration for a time without NoExecute',
    fileOf(deployed({ tolerations: '[{ key: dedicated, effect: NoSchedule, tolerationSeconds: 60 }]' })),
    [
      'connector.yaml:10:78: connectors[0].hosting.tolerations[0].tolerationSeconds: needs effect: NoExecute. Set it, or leave this out.',
    ],
  ],
  [
    'a token as text',
    fileOf({ app: `{ create: { displayName: Wiki, description: "Token: ${token}" } }` }),
    [
      'connector.yaml:5:54: connectors[0].app.create.description: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.',
    ],
  ],
  [
    'a token as the site',
    fileOf({ site: token }),
    [
      'connector.yaml:3:11: connectors[0].site: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.',
    ],
  ],
  [
    'a client secret as an annotation',
    fileOf(deployed({ annotations: `{ note: "${clientSecret}" }` })),
    [
      'connector.yaml:10:28: connectors[0].hosting.annotations.note: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.',
    ],
  ],
  [
    'a token as a label key',
    fileOf(deployed({ labels: `{ ${token}: x }` })),
    [
      'connector.yaml:10:17: connectors[0].hosting.labels[key hidden]: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.',
    ],
  ],
];
