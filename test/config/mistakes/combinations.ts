import { clientSecret, delivered, deployed, fileOf, type Mistake, token } from './mistake.ts';

/** What is wrong together only, and what only the rules know: no JSON Schema can say it. */
export const combinationMistakes: readonly Mistake[] = [
  [
    'a key written twice',
    `${fileOf({ name: 'wiki' })}    site: acme-eu\n`,
    ['8:5 connectors[0].site duplicate-key'],
  ],
  [
    'a section written twice',
    `${fileOf({})}conductorone: { tenant: acme-eu }\n`,
    ['7:1 conductorone duplicate-key'],
  ],
  [
    'neither a tenant nor a server URL',
    fileOf({}).replace('tenant: acme', ''),
    ['1:15 conductorone exactly-one-required'],
  ],
  [
    'both a tenant and a server URL',
    fileOf({}).replace('acme', 'acme, serverUrl: https://acme.conductor.one'),
    ['1:15 conductorone exactly-one-required'],
  ],
  [
    'two connectors of one name',
    fileOf({ name: 'wiki' }, { name: 'labs' }, { name: 'wiki' }),
    ['17:11 connectors[2].name duplicate'],
  ],
  ['two connectors without a name', fileOf({}, {}), ['7:5 connectors[1].name duplicate']],
  [
    'two new apps of one name',
    fileOf(
      { app: '{ create: { displayName: Wiki } }' },
      { name: 'labs', app: '{ create: { displayName: Wiki } }' },
    ),
    ['9:35 connectors[1].app.create.displayName duplicate'],
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
    ['17:18 connectors[1].hosting.namespace namespace-created-twice'],
  ],
  [
    'a namespace made twice by way of the usual kubeconfig, written once',
    fileOf(
      deployed({ cluster: '{ kubeconfig: { context: prod } }' }),
      deployed({ cluster: '{ kubeconfig: { path: ~/.kube/config, context: prod } }' }, { name: 'labs' }),
    ),
    ['14:7 connectors[1].hosting.namespace namespace-created-twice'],
  ],
  [
    'an owner named twice',
    fileOf({ owners: '[jo@acme.com, sam@acme.com, Jo@acme.com]' }),
    ['7:41 connectors[0].owners[2] duplicate'],
  ],
  [
    'nouns and verbs named twice',
    fileOf(deployed({ entitlements: '{ nouns: [space, space], verbs: [read, read] }' })),
    [
      '10:38 connectors[0].hosting.entitlements.nouns[1] duplicate',
      '10:60 connectors[0].hosting.entitlements.verbs[1] duplicate',
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
      '10:15 connectors[0].hosting.adopt[0] adopted-object-not-in-workload',
      '10:26 connectors[0].hosting.adopt[1] adopted-object-not-in-workload',
      '10:41 connectors[0].hosting.adopt[2] adopted-object-not-in-workload',
    ],
  ],
  [
    'an image pull secret named twice',
    fileOf(deployed({ imagePullSecrets: '[registry, registry]' })),
    ['10:36 connectors[0].hosting.imagePullSecrets[1] duplicate'],
  ],
  [
    'a host of no proxy named twice',
    fileOf(deployed({ proxy: '{ https: "http://proxy:3128", noProxy: [10.0.0.0/8, 10.0.0.0/8] }' })),
    ['10:66 connectors[0].hosting.proxy.noProxy[1] duplicate'],
  ],
  ['a misspelt host', fileOf({ site: 'acme.atlasian.net' }), ['3:11 connectors[0].site unsupported-site']],
  [
    'a misspelt host that is allowed',
    fileOf({ site: 'https://acme.atlassian.com/wiki', allowCustomHost: 'true' }),
    ['3:11 connectors[0].site unsupported-site'],
  ],
  [
    'a site of Data Center with a path',
    fileOf({ site: 'https://wiki.acme.com/confluence/display/HR' }),
    ['3:11 connectors[0].site unsupported-site'],
  ],
  [
    'a site of Data Center with a port',
    fileOf({ site: 'https://confluence.acme.com:8443' }),
    ['3:11 connectors[0].site unsupported-site'],
  ],
  [
    'a site outside Confluence Cloud',
    fileOf({ site: 'https://Wiki.acme.com/spaces' }),
    ['3:11 connectors[0].site unsupported-site'],
  ],
  [
    'a site that only looks like Confluence Cloud',
    fileOf({ site: 'acme.atlassian.net.example.com' }),
    ['3:11 connectors[0].site unsupported-site'],
  ],
  ['the host of all sites', fileOf({ site: 'atlassian.net' }), ['3:11 connectors[0].site unsupported-site']],
  [
    'a scoped token with cloud hosting',
    fileOf({ cloudId: '0aa3f1c2-0000-4000-8000-000000000000' }),
    ['7:14 connectors[0].cloudId scoped-token-with-cloud-hosting'],
  ],
  [
    'a scoped token with the default image',
    fileOf(deployed({}, { cloudId: '0aa3f1c2-0000-4000-8000-000000000000' })),
    ['10:14 connectors[0].cloudId scoped-token-with-vendor-image'],
  ],
  [
    'a scoped token with a mirror of the vendor’s image',
    fileOf(
      delivered(
        { image: 'registry.acme.com/conductorone/baton-confluence:0.1.0' },
        { cloudId: '0aa3f1c2-0000-4000-8000-000000000000' },
      ),
    ),
    ['11:14 connectors[0].cloudId scoped-token-with-vendor-image'],
  ],
  [
    'a version of the vendor’s image that ghcr.io does not have',
    fileOf(deployed({ image: 'ghcr.io/conductorone/baton-confluence:0.0.24' })),
    ['10:14 connectors[0].hosting.image image-not-in-registry'],
  ],
  [
    'a tag of the vendor’s image with a v',
    fileOf(delivered({ image: 'public.ecr.aws/conductorone/baton-confluence:v0.0.24' })),
    ['10:14 connectors[0].hosting.image image-not-in-registry'],
  ],
  [
    'space roles with the image on ghcr.io',
    fileOf(deployed({ image: 'ghcr.io/conductorone/baton-confluence:0.0.18', useRbac: 'true' })),
    ['11:16 connectors[0].hosting.useRbac unsupported-setting'],
  ],
  [
    'a Terraform variable with a GitOps delivery',
    fileOf(delivered({}, { apiKey: '{ variable: acme_token }' })),
    ['10:25 connectors[0].apiKey.variable api-key-variable-with-gitops'],
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
      ['9:36 connectors[0].hosting.secrets.path reserved-secrets-path'],
    ],
  ),
  [
    'an expired API token',
    fileOf({ apiKey: '{ expires: 2026-11-22 }' }),
    ['7:24 connectors[0].apiKey.expires api-token-expired'],
  ],
  [
    'nouns and verbs that form no pair',
    fileOf(deployed({ entitlements: '{ nouns: [page, comment], verbs: [read, export] }' })),
    ['10:21 connectors[0].hosting.entitlements no-valid-entitlement'],
  ],
  [
    'a verb that forms no pair',
    fileOf(deployed({ entitlements: '{ verbs: [update] }' })),
    ['10:21 connectors[0].hosting.entitlements no-valid-entitlement'],
  ],
  [
    'RBAC with entitlements',
    fileOf(deployed({ useRbac: 'true', entitlements: '{ nouns: [space] }' })),
    ['11:21 connectors[0].hosting.entitlements entitlements-with-rbac'],
  ],
  [
    'requests above the limits',
    fileOf(
      deployed({
        resources: '{ requests: { cpu: "2", memory: 1Gi }, limits: { cpu: 1500m, memory: 1000M } }',
      }),
    ),
    [
      '10:37 connectors[0].hosting.resources.requests.cpu request-above-limit',
      '10:50 connectors[0].hosting.resources.requests.memory request-above-limit',
    ],
  ],
  [
    'a request of disk above its limit',
    fileOf(
      deployed({
        resources: '{ requests: { ephemeral-storage: 2Gi }, limits: { ephemeral-storage: 1Gi } }',
      }),
    ),
    ['10:51 connectors[0].hosting.resources.requests.ephemeral-storage request-above-limit'],
  ],
  [
    'ports that no policy closes',
    fileOf(deployed({ networkPolicy: 'false', egressPorts: '[15012]' })),
    ['11:20 connectors[0].hosting.egressPorts egress-ports-without-network-policy'],
  ],
  [
    'the connector’s own container, and one named twice',
    fileOf(
      deployed({
        pod: '{ initContainers: [{ name: a, image: b }], containers: [{ name: baton-confluence, image: b }, { name: a, image: b }] }',
      }),
    ),
    [
      '10:76 connectors[0].hosting.pod.containers[0].name reserved-name',
      '10:114 connectors[0].hosting.pod.containers[1].name duplicate',
    ],
  ],
  [
    'a volume that is not there',
    fileOf(
      deployed({
        pod: '{ volumes: [{ name: a, emptyDir: {} }], containers: [{ name: a, image: b, volumeMounts: [{ name: ca, mountPath: /c }] }] }',
      }),
    ),
    ['10:109 connectors[0].hosting.pod.containers[0].volumeMounts[0].name unknown-volume'],
  ],
  [
    'a volume of the connector’s, and one without a source',
    fileOf(deployed({ pod: '{ volumes: [{ name: tmp, emptyDir: {} }, { name: a }] }' })),
    [
      '10:32 connectors[0].hosting.pod.volumes[0].name reserved-name',
      '10:53 connectors[0].hosting.pod.volumes[1] exactly-one-required',
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
      '10:78 connectors[0].hosting.pod.containers[0].env[0].value secret-in-file',
      '10:89 connectors[0].hosting.pod.containers[0].env[1] exactly-one-required',
    ],
  ],
  [
    'a probe that asks nothing',
    fileOf(deployed({ pod: '{ containers: [{ name: a, image: b, livenessProbe: { periodSeconds: 3 } }] }' })),
    ['10:63 connectors[0].hosting.pod.containers[0].livenessProbe exactly-one-required'],
  ],
  [
    'no way to resolve names',
    fileOf(deployed({ pod: '{ dnsPolicy: None }' })),
    ['10:25 connectors[0].hosting.pod.dnsPolicy dns-policy-without-nameservers'],
  ],
  [
    'a limit below the default request',
    fileOf(deployed({ resources: '{ limits: { cpu: 50m } }' })),
    ['10:18 connectors[0].hosting.resources.requests.cpu request-above-limit'],
  ],
  [
    'a toleration without a key',
    fileOf(deployed({ tolerations: '[{}]' })),
    ['10:21 connectors[0].hosting.tolerations[0] toleration-without-key'],
  ],
  [
    'a toleration whose operator ignores its value',
    fileOf(deployed({ tolerations: '[{ key: dedicated, operator: Exists, value: wiki }]' })),
    ['10:64 connectors[0].hosting.tolerations[0].value toleration-value-with-exists'],
  ],
  [
    'a toleration for a time without NoExecute',
    fileOf(deployed({ tolerations: '[{ key: dedicated, effect: NoSchedule, tolerationSeconds: 60 }]' })),
    ['10:78 connectors[0].hosting.tolerations[0].tolerationSeconds toleration-seconds-without-no-execute'],
  ],
  [
    'a token as text',
    fileOf({ app: `{ create: { displayName: Wiki, description: "Token: ${token}" } }` }),
    ['5:54 connectors[0].app.create.description secret-in-file'],
  ],
  ['a token as the site', fileOf({ site: token }), ['3:11 connectors[0].site secret-in-file']],
  [
    'a client secret as an annotation',
    fileOf(deployed({ annotations: `{ note: "${clientSecret}" }` })),
    ['10:28 connectors[0].hosting.annotations.note secret-in-file'],
  ],
  [
    'a token as a label key',
    fileOf(deployed({ labels: `{ ${token}: x }` })),
    ['10:17 connectors[0].hosting.labels[key hidden] secret-in-file'],
  ],
];
