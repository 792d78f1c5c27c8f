import type { ConnectorInput, SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import { deployment } from '../../src/kubernetes/deployment.ts';
import { gitops, selfHostedOf } from '../support/configs.ts';

type GitOps = Extract<ConnectorInput['hosting'], { delivery: 'gitops' }>;

/** A connector with these settings of hosting, and the defaults of all others. */
export function hosted(hosting: Partial<GitOps> = {}, others: Partial<ConnectorInput> = {}) {
  return selfHostedOf({ ...gitops, ...others, hosting: { ...gitops.hosting, ...hosting } });
}

/** Every setting of a workload that does not depend on its delivery, none at its default. */
export const everySetting = {
  platform: 'openshift',
  namespace: { name: 'connectors', create: true, podSecurity: 'baseline' },
  image: 'registry.acme.com/confluence-sync:1.2.3',
  imagePullPolicy: 'Always',
  imagePullSecrets: ['registry', 'mirror'],
  entitlements: { nouns: ['page', 'space'], verbs: ['create', 'delete'] },
  provisioning: true,
  logLevel: 'debug',
  workers: 8,
  taskConcurrency: 2,
  httpTimeoutSeconds: 60,
  logFormat: 'console',
  skipFullSync: true,
  skipEntitlementsAndGrants: true,
  syncResourceTypes: ['user', 'group'],
  skipArchivedSpaces: true,
  skipExpandGrants: true,
  maxShrink: '12.5%',
  acceptShrinkage: 'users=120,grants-on-spaces=443',
  uploadPartial: true,
  timeLimit: '2h',
  maxWait: '5m',
  shutdownGrace: '1m',
  gatewayUrl: 'https://gateway.acme.com/ex/confluence',
  env: [
    { name: 'NODE_OPTIONS', value: '--max-old-space-size=512' },
    { name: 'HTTP_PROXY', valueFrom: { secretKeyRef: { name: 'proxy', key: 'url' } } },
  ],
  resources: {
    requests: { cpu: '50m', memory: '128Mi', 'ephemeral-storage': '1Gi' },
    limits: { cpu: '2', memory: '4Gi', 'ephemeral-storage': '3Gi' },
  },
  replicas: 2,
  pod: {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }],
        },
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, preference: { matchExpressions: [{ key: 'spot', operator: 'DoesNotExist' }] } },
        ],
      },
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: { app: 'proxy' } }, topologyKey: 'zone', namespaces: ['proxies'] },
        ],
      },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
              topologyKey: 'kubernetes.io/hostname',
            },
          },
        ],
      },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { app: 'baton-confluence-eu' } },
      },
    ],
    runtimeClassName: 'gvisor',
    schedulerName: 'own-scheduler',
    dnsPolicy: 'None',
    dnsConfig: {
      nameservers: ['10.0.0.1'],
      searches: ['acme.internal'],
      options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
    },
    hostAliases: [{ ip: '10.0.0.2', hostnames: ['wiki.acme.internal'] }],
    initContainers: [
      {
        name: 'fetch',
        image: 'acme/fetch:1.0.0',
        args: ['--once'],
        volumeMounts: [{ name: 'scratch', mountPath: '/out' }],
      },
    ],
    containers: [
      {
        name: 'agent',
        image: 'acme/agent:1.0.0',
        imagePullPolicy: 'Always',
        command: ['/agent'],
        workingDir: '/work',
        env: [
          { name: 'LEVEL', value: 'info' },
          { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'REGION', valueFrom: { configMapKeyRef: { name: 'agent', key: 'region' } } },
          { name: 'AGENT_KEY', valueFrom: { secretKeyRef: { name: 'agent', key: 'key' } } },
        ],
        ports: [{ name: 'metrics', containerPort: 9090 }],
        resources: { limits: { memory: '64Mi' } },
        securityContext: { runAsUser: 1000, runAsGroup: 1000, readOnlyRootFilesystem: true },
        volumeMounts: [{ name: 'tmp', mountPath: '/shared', subPath: 'a', readOnly: true }],
        startupProbe: { exec: { command: ['/agent', 'check'] }, periodSeconds: 2, failureThreshold: 9 },
        readinessProbe: { httpGet: { path: '/ready', port: 9090 }, timeoutSeconds: 2 },
        livenessProbe: { tcpSocket: { port: 9090 }, initialDelaySeconds: 5 },
      },
    ],
    volumes: [
      { name: 'scratch', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      { name: 'rules', configMap: { name: 'agent', items: [{ key: 'a', path: 'b' }] } },
      { name: 'keys', secret: { secretName: 'agent', optional: true, items: [{ key: 'a', path: 'b' }] } },
      { name: 'data', persistentVolumeClaim: { claimName: 'agent' } },
    ],
  },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [
    { key: 'dedicated', operator: 'Equal', value: 'sync', effect: 'NoExecute', tolerationSeconds: 60 },
    { operator: 'Exists' },
  ],
  priorityClassName: 'low',
  proxy: { https: 'http://proxy.acme.internal:3128', noProxy: ['10.0.0.0/8', '.acme.internal'] },
  caBundle: { configMap: 'corporate-ca', key: 'bundle.pem' },
  labels: { team: 'identity' },
  annotations: { 'acme.com/contact': 'identity@acme.com' },
  egressPorts: [15_012],
  mountSecret: true,
  secretRevision: 7,
} as const satisfies Partial<GitOps>;

/** What a workload takes from the rest of its connector, none at its default. */
export const everyOther = {
  name: 'confluence-eu',
  site: 'wiki.acme.com:8443',
  allowCustomHost: true,
  cloudId: '0aa3f1c2-0000-4000-8000-000000000000',
  apiKey: { expires: '2999-12-31' },
  skipPersonalSpaces: false,
} as const satisfies Partial<ConnectorInput>;

/** A connector with every option that its workload knows. */
export const everyOption: SelfHostedConnectorConfig = hosted(everySetting, everyOther);

/** The vendor’s labels of every object. */
export const vendorLabels = { app: 'baton-confluence', baton: 'true', 'baton-app': 'confluence' };

/** The labels that Kubernetes recommends. */
export const recommendedLabels = {
  'app.kubernetes.io/name': 'baton-confluence',
  'app.kubernetes.io/component': 'connector',
  'app.kubernetes.io/part-of': 'conductorone',
  'app.kubernetes.io/managed-by': 'confluence-connector',
};

/** The pod's spec, and that of the connector's container. */
export function podOf(connector = hosted()) {
  const pod = deployment(connector, '1').spec?.template.spec;
  const [container] = pod?.containers ?? [];
  if (!pod || !container) throw new Error('No container.');
  return { pod, container };
}
