import fc from 'fast-check';
import { checkConfig } from '../../src/config/check.ts';
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../../src/config/fields.ts';
import { imagePattern } from '../../src/config/image.ts';
import { cpuPattern, memoryPattern } from '../../src/config/quantity.ts';
import type { ConnectorInput } from '../../src/config/schema.ts';
import { sitePattern } from '../../src/config/site.ts';
import { nouns, verbs } from '../../src/config/vocabulary.ts';
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
  { cpu: text(cpuPattern), memory: text(memoryPattern), 'ephemeral-storage': text(memoryPattern) },
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

const hosting: Arbitraries<Hosting, 'type' | 'delivery' | 'cluster' | 'rolloutTimeout' | 'manifests'> = {
  platform: fc.constantFrom('kubernetes', 'openshift'),
  namespace: fc.oneof(
    fc.record({ name: text(dnsLabel) }),
    fc.constant({ name: existingNamespace, create: false }),
  ),
  image: text(imagePattern),
  imagePullSecrets: fc.uniqueArray(objectName, few),
  entitlements: fc.record(
    { nouns: fc.subarray([...nouns], { minLength: 1 }), verbs: fc.subarray([...verbs], { minLength: 1 }) },
    { requiredKeys: [] },
  ),
  useRbac: fc.boolean(),
  provisioning: fc.boolean(),
  logLevel: fc.constantFrom('debug', 'info', 'warn', 'error'),
  resources: fc.record({ requests: quantities, limits: quantities }, { requiredKeys: [] }),
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
  secretRevision: fc.integer({ min: 1, max: 1_000_000 }),
};

const connector: Arbitraries<ConnectorInput, 'app' | 'owners' | 'hosting'> = {
  name: text(/^[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?$/),
  site: text(sitePattern),
  allowCustomHost: fc.constant(true),
  cloudId: fc.uuid(),
  username: text(/^[^\s@{}]+@[^\s@{}]+$/),
  apiKey: fc.record({ expires: fc.constantFrom('2999-01-31', '2032-02-29') }, { requiredKeys: [] }),
  skipPersonalSpaces: fc.boolean(),
};

/** Self-hosted connectors that the model accepts, with any of the options that make objects differ. */
export const configurations: fc.Arbitrary<ConnectorInput> = fc
  .record(
    {
      ...connector,
      app: fc.constant(terraform.app),
      hosting: fc
        .record(hosting, { requiredKeys: [] })
        .map((options): Hosting => ({ ...terraform.hosting, ...options })),
    },
    { requiredKeys: ['app', 'hosting', 'site', 'allowCustomHost', 'username', 'name'] },
  )
  .filter((input) => !lostByKustomize.test(JSON.stringify(input)))
  .filter((input) => {
    const { config } = checkConfig({ conductorone: { tenant: 'acme' }, connectors: [input] }, today);
    return config !== undefined;
  });
