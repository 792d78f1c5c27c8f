import type { ConnectorInput, SelfHostedConnector } from '../../src/config/schema.ts';
import { gitops, selfHostedOf } from '../support/configs.ts';

type GitOps = Extract<ConnectorInput['hosting'], { delivery: 'gitops' }>;

/** A connector with these settings of hosting, and the defaults of all others. */
export function hosted(hosting: Partial<GitOps> = {}, others: Partial<ConnectorInput> = {}) {
  return selfHostedOf({ ...gitops, ...others, hosting: { ...gitops.hosting, ...hosting } });
}

/** Every setting of a workload that does not depend on its delivery, none at its default. */
export const everySetting = {
  platform: 'openshift',
  namespace: { name: 'connectors', create: true },
  image: 'registry.acme.com/confluence-sync:1.2.3',
  imagePullSecrets: ['registry', 'mirror'],
  entitlements: { nouns: ['page', 'space'], verbs: ['create', 'delete'] },
  provisioning: true,
  logLevel: 'debug',
  resources: {
    requests: { cpu: '50m', memory: '128Mi', 'ephemeral-storage': '1Gi' },
    limits: { cpu: '2', memory: '4Gi', 'ephemeral-storage': '3Gi' },
  },
  replicas: 2,
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
export const everyOption: SelfHostedConnector = hosted(everySetting, everyOther);
