import fc from 'fast-check';
import { checkConfig } from '../../src/config/loading/check.ts';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import { durationPattern } from '../../src/config/schema/duration.ts';
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../../src/config/schema/fields.ts';
import { imagePattern } from '../../src/config/schema/image.ts';
import { cpuPattern, memoryPattern } from '../../src/config/schema/quantity.ts';
import { ownSettingNames } from '../../src/config/schema/runtime-settings.ts';
import { sitePattern } from '../../src/config/schema/site.ts';
import { nouns, resourceTypes, verbs } from '../../src/config/vocabulary.ts';
import { terraform, today } from '../support/configs.ts';

type Hosting = Extract<ConnectorInput['hosting'], { delivery: 'terraform' }>;

/** An arbitrary for every key but these: a new option that has none is an error of the compiler. */
type Arbitraries<Options, Others extends keyof Options> = {
  readonly [Key in Exclude<keyof Options, Others>]-?: fc.Arbitrary<NonNullable<Options[Key]>>;
};

/** A namespace that is there before any connector. */
export const existingNamespace = 'existing';

/** Text that some reader or template language on the way could take for something else. */
const awkward = [
  ...['yes', 'no', 'on', 'off', 'y', 'N', 'true', 'null', '~', '', '=', '<<', '.inf'],
  ...['0', '012', '08', '0o14', '0x1F', '1e3', '1E3', '1_000', '.5', '12:30:45', '2027-01-01'],
  ...[`\${var.a}`, `$\${a}`, `$$\${a}`, '%{if true}', '%%{a}', '$', '%', '{{ .a }}', '$(TMPDIR)', '$$(A)'],
  ...['"', "it's", 'a\\b', '\\u0041', '# a', 'a: b', '- a', '{a', '|', '*a', '!a', ' a ', '\t'],
  ...['\n', 'a\nb', 'a\nb\n\n', ' a\n  b', 'a\r\nb', 'a\n---\nb', '---', '...'],
  ...['\u0000', '\u0007', '\ufeffa', 'Ünïcødé 😀', 'e\u0301', '\u212b', '\u{1f468}\u200d\u{1f469}'],
];

/** Kustomize refuses some of these and takes the others for line breaks, however they are escaped. */
const lostByKustomize = /[\x7f-\x9f\u2028\u2029\ufffe\uffff]/;

/** Text of one shape, awkward wherever the shape lets it be. */
function text(pattern: RegExp): fc.Arbitrary<string> {
  // fast-check knows no lookaheads: they are left out, and what they ask for is filtered for.
  const simple = new RegExp(pattern.source.replace(/\(\?[=!][^()]*\)/g, ''));
  const fitting = awkward.filter((word) => pattern.test(word));
  return fc
    .oneof(fc.stringMatching(simple), ...(fitting.length > 0 ? [fc.constantFrom(...fitting)] : []))
    .filter((word) => pattern.test(word));
}

const anyText = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
);

const few = { maxLength: 3 };
const objectName = text(dnsSubdomain);
const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });

const quantities = fc.record(
  {
    cpu: text(cpuPattern),
    memory: text(memoryPattern),
    // No two are the same amount: the provider leaves one as it is written where another is only written otherwise.
    'ephemeral-storage': fc.constantFrom('08', '512Mi', '1.5Gi', '2G'),
  },
  { requiredKeys: [] },
);

const map = (value: fc.Arbitrary<string>) =>
  fc.dictionary(text(qualifiedName), value, { maxKeys: 3, noNullPrototype: true });

const toleration = fc.oneof(
  fc.record(
    {
      key: text(qualifiedName),
      operator: fc.constantFrom('Equal' as const, undefined),
      value: text(labelValue),
      effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
    },
    { requiredKeys: ['key'] },
  ),
  fc.record(
    {
      key: text(qualifiedName),
      operator: fc.constant('Exists' as const),
      effect: fc.constant('NoExecute' as const),
      tolerationSeconds: fc.nat(),
    },
    { requiredKeys: ['operator', 'effect'] },
  ),
  fc.constant({ operator: 'Exists' } as const),
);

/** Some of each that there is, or none of it. */
const optional = <Shape extends object>(shape: { readonly [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) =>
  fc.record(shape, { requiredKeys: [] });

const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { minLength: 1, maxLength: 2 });
const label = text(dnsLabel);
const key = text(qualifiedName);

const expressions = some(
  fc.oneof(
    fc.record({
      key,
      operator: fc.constantFrom('In' as const, 'NotIn' as const),
      values: fc.uniqueArray(text(labelValue), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
  ),
);
const labelSelector = fc.oneof(
  fc.record({ matchLabels: map(text(labelValue)), matchExpressions: expressions }),
  fc.record({ matchExpressions: expressions }),
);
const weight = fc.integer({ min: 1, max: 100 });
const nodeTerm = fc.record({ matchExpressions: expressions });
const podTerm = fc.record(
  { labelSelector, namespaces: fc.uniqueArray(label, { minLength: 1, maxLength: 2 }), topologyKey: key },
  { requiredKeys: ['labelSelector', 'topologyKey'] },
);
const podAffinity = fc.oneof(
  fc.record({ requiredDuringSchedulingIgnoredDuringExecution: some(podTerm) }),
  fc.record({
    preferredDuringSchedulingIgnoredDuringExecution: some(fc.record({ weight, podAffinityTerm: podTerm })),
  }),
);
const probe = fc.oneof(
  fc.record({ tcpSocket: fc.record({ port: fc.integer({ min: 1, max: 65_535 }) }), periodSeconds: weight }),
  fc.record({
    httpGet: fc.record({ path: fc.constant('/up'), port: fc.integer({ min: 1, max: 65_535 }) }),
    initialDelaySeconds: weight,
    failureThreshold: weight,
  }),
  fc.record({ exec: fc.record({ command: some(anyText) }), timeoutSeconds: weight }),
);
const initContainer = {
  image: text(imagePattern),
  imagePullPolicy: fc.constantFrom('Always' as const, 'IfNotPresent' as const),
  command: some(anyText),
  args: some(anyText),
  workingDir: fc.constant('/work'),
  env: fc.constant([
    { name: 'PLAIN', value: 'a b' },
    { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'FROM_MAP', valueFrom: { configMapKeyRef: { name: 'map', key: 'a' } } },
    { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 'secret', key: 'b' } } },
  ]),
  ports: fc.constant([
    { name: 'web', containerPort: 8080 },
    { containerPort: 53, protocol: 'UDP' as const },
  ]),
  resources: fc.constantFrom({ limits: { cpu: '1', memory: '64Mi' } }, { requests: { memory: '32Mi' } }),
  securityContext: optional({
    runAsUser: weight,
    runAsGroup: weight,
    runAsNonRoot: fc.constant(true),
    readOnlyRootFilesystem: fc.boolean(),
    privileged: fc.constant(false),
    allowPrivilegeEscalation: fc.constant(false),
    capabilities: fc.constantFrom({ add: ['NET_BIND_SERVICE'] }, { drop: ['ALL', 'NET_RAW'] }),
  }),
  volumeMounts: fc.constantFrom(
    [{ name: 'tmp', mountPath: '/tmp', readOnly: true }],
    [{ name: 'tmp', mountPath: '/a', subPath: 'b' }],
  ),
};

const pod = optional({
  affinity: optional({
    nodeAffinity: fc.oneof(
      fc.record({
        requiredDuringSchedulingIgnoredDuringExecution: fc.record({ nodeSelectorTerms: some(nodeTerm) }),
      }),
      fc.record({
        preferredDuringSchedulingIgnoredDuringExecution: some(fc.record({ weight, preference: nodeTerm })),
      }),
    ),
    podAffinity,
    podAntiAffinity: podAffinity,
  }).filter((affinity) => Object.keys(affinity).length > 0),
  topologySpreadConstraints: fc
    .record({
      maxSkew: weight,
      topologyKey: key,
      whenUnsatisfiable: fc.constantFrom('DoNotSchedule' as const, 'ScheduleAnyway' as const),
      labelSelector,
    })
    .map((constraint) => [constraint]),
  runtimeClassName: objectName,
  schedulerName: objectName,
  dnsPolicy: fc.constantFrom('ClusterFirst' as const, 'Default' as const),
  dnsConfig: fc.constantFrom(
    { nameservers: ['10.0.0.1', 'fd00::1'], searches: ['acme.internal'] },
    { options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] },
  ),
  hostAliases: fc.constant([{ ip: '10.0.0.2', hostnames: ['wiki.acme.internal', 'wiki'] }]),
  initContainers: fc
    .record({ name: fc.constant('before'), ...initContainer }, { requiredKeys: ['name', 'image'] })
    .map((container) => [container]),
  containers: fc
    .record(
      {
        name: fc.constant('beside'),
        ...initContainer,
        startupProbe: probe,
        readinessProbe: probe,
        livenessProbe: probe,
      },
      { requiredKeys: ['name', 'image'] },
    )
    .map((container) => [container]),
  volumes: fc.subarray(
    [
      { name: 'scratch', emptyDir: { medium: 'Memory' as const, sizeLimit: '16Mi' } },
      { name: 'disk', emptyDir: { sizeLimit: '1Gi' } },
      { name: 'map', configMap: { name: 'map', items: [{ key: 'a', path: 'b' }], optional: true } },
      { name: 'secret', secret: { secretName: 'secret', items: [{ key: 'a', path: 'b' }] } },
      { name: 'claim', persistentVolumeClaim: { claimName: 'claim', readOnly: true } },
    ],
    { minLength: 1 },
  ),
});

const variable = text(/^[A-Z_][A-Z0-9_]*$/).chain((name) =>
  fc.oneof(
    anyText.map((value) => ({ name, value })),
    fc
      .constantFrom('metadata.name', 'metadata.namespace')
      .map((fieldPath) => ({ name, valueFrom: { fieldRef: { fieldPath } } })),
    fc
      .record({ name: objectName, key: text(/^[\w.-]+$/) })
      .chain((reference) =>
        fc.constantFrom(
          { name, valueFrom: { secretKeyRef: reference } },
          { name, valueFrom: { configMapKeyRef: reference } },
        ),
      ),
  ),
);

const hosting: Arbitraries<
  Hosting,
  'type' | 'delivery' | 'cluster' | 'rolloutTimeout' | 'manifests' | 'adopt' | 'ignoreChanges'
> = {
  platform: fc.constantFrom('kubernetes', 'openshift', 'gke-autopilot'),
  namespace: fc.oneof(
    fc.record(
      { name: text(dnsLabel), podSecurity: fc.constantFrom('restricted', 'baseline', 'privileged') },
      { requiredKeys: ['name'] },
    ),
    fc.constant({ name: existingNamespace, create: false }),
  ),
  image: text(imagePattern),
  imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent', 'Never'),
  imagePullSecrets: fc.uniqueArray(objectName, few),
  entitlements: fc.record(
    { nouns: fc.subarray([...nouns], { minLength: 1 }), verbs: fc.subarray([...verbs], { minLength: 1 }) },
    { requiredKeys: [] },
  ),
  useRbac: fc.boolean(),
  provisioning: fc.boolean(),
  logLevel: fc.constantFrom('debug', 'info', 'warn', 'error'),
  workers: fc.integer({ min: -1, max: 256 }),
  taskConcurrency: fc.integer({ min: 1, max: 100 }),
  httpTimeoutSeconds: fc.integer({ min: 1, max: 1800 }),
  logFormat: fc.constantFrom('json', 'console'),
  skipFullSync: fc.boolean(),
  skipEntitlementsAndGrants: fc.boolean(),
  syncResourceTypes: fc.subarray([...resourceTypes], { minLength: 1 }),
  skipArchivedSpaces: fc.boolean(),
  skipExpandGrants: fc.boolean(),
  maxShrink: fc.constantFrom('0%', '12.5%', '100%'),
  acceptShrinkage: fc.constantFrom('users=0', 'groups=7,grants-on-groups=12'),
  uploadPartial: fc.boolean(),
  timeLimit: text(durationPattern),
  maxWait: text(durationPattern),
  shutdownGrace: text(durationPattern),
  gatewayUrl: fc.constant('https://gateway.acme.com/ex/confluence'),
  env: fc.uniqueArray(variable, { ...few, selector: ({ name }) => name }),
  resources: fc.record({ requests: quantities, limits: quantities }, { requiredKeys: [] }),
  pod,
  replicas: fc.integer({ min: 1, max: 20 }),
  nodeSelector: map(text(labelValue)),
  tolerations: fc.array(toleration, few),
  priorityClassName: objectName,
  proxy: fc.record(
    {
      https: fc
        .tuple(fc.constantFrom('http', 'https'), fc.constantFrom('proxy', '10.0.0.1', '[::1]', 'a.b'), port)
        .map(([scheme, host, port]) => `${scheme}://${host}${port === undefined ? '' : `:${port}`}`),
      noProxy: fc.uniqueArray(text(/^[^\s,]+$/), few),
    },
    { requiredKeys: ['https'] },
  ),
  caBundle: fc.record({ configMap: objectName, key: text(/^[\w.-]+$/) }, { requiredKeys: ['configMap'] }),
  labels: map(text(labelValue)),
  annotations: map(anyText),
  networkPolicy: fc.boolean(),
  egressPorts: fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), few),
  mountSecret: fc.boolean(),
  secretRevision: fc.integer({ min: 1, max: 1_000_000 }),
};

const connector: Arbitraries<ConnectorInput, 'app' | 'owners' | 'rules' | 'review' | 'hosting'> = {
  name: text(/^[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?$/),
  site: text(sitePattern),
  allowCustomHost: fc.constant(true),
  cloudId: fc.uuid(),
  username: text(/^[^\s@{}]+@[^\s@{}]+$/),
  apiKey: fc.record({ expires: fc.constantFrom('2999-01-31', '2032-02-29') }, { requiredKeys: [] }),
  skipPersonalSpaces: fc.boolean(),
};

/** The vendor's image has fewer settings, and is the default. */
function ofVendor<Options extends object>(options: Options): Partial<Options> {
  const names: readonly string[] = [...ownSettingNames, 'mountSecret'];
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => !names.includes(name)),
  ) as Partial<Options>;
}

/** Self-hosted connectors that the model accepts, with any of the options that make objects differ. */
export const configurations: fc.Arbitrary<ConnectorInput> = fc
  .record(
    {
      ...connector,
      app: fc.constant(terraform.app),
      hosting: fc
        .record(hosting, { requiredKeys: [] })
        .map(
          (options): Hosting => ({ ...terraform.hosting, ...(options.image ? options : ofVendor(options)) }),
        ),
    },
    { requiredKeys: ['app', 'hosting', 'site', 'allowCustomHost', 'username', 'name'] },
  )
  .filter((input) => !lostByKustomize.test(JSON.stringify(input)))
  .filter((input) => {
    const { config } = checkConfig({ conductorone: { tenant: 'acme' }, connectors: [input] }, today);
    return config !== undefined;
  });
