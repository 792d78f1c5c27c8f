import { expect, test } from '@jest/globals';
import { checkConfig, parseConnector } from '../../../src/config/loading/check.ts';
import type { Problem } from '../../../src/config/loading/problem.ts';
import { cloud, gitops, terraform, today } from '../../support/configs.ts';
import { extended, type Path } from '../leaves.ts';

const entitlements = {};

/** A connector of each kind. */
const connectors = {
  cloud,
  terraform: { ...terraform, hosting: { ...terraform.hosting, entitlements } },
  gitops: { ...gitops, hosting: { ...gitops.hosting, entitlements } },
};

type Kind = keyof typeof connectors;
const kinds = Object.keys(connectors) as readonly Kind[];

/** Keys that people misplace: what they may say, where they belong, and the kinds of connectors that have them. */
const keys = [
  { key: 'nouns', value: ['space'], home: ['hosting', 'entitlements'], of: ['terraform', 'gitops'] },
  { key: 'verbs', value: ['read'], home: ['hosting', 'entitlements'], of: ['terraform', 'gitops'] },
  { key: 'entitlements', value: {}, home: ['hosting'], of: ['terraform', 'gitops'] },
  { key: 'useRbac', value: true, home: ['hosting'], of: ['terraform', 'gitops'] },
  { key: 'provisioning', value: true, home: ['hosting'], of: ['terraform', 'gitops'] },
  { key: 'cluster', value: { inCluster: true }, home: ['hosting'], of: ['terraform'] },
  { key: 'manifests', value: true, home: ['hosting'], of: ['terraform'] },
  { key: 'rolloutTimeout', value: '5m', home: ['hosting'], of: ['terraform'] },
  { key: 'secrets', value: { from: 'template' }, home: ['hosting'], of: ['gitops'] },
] as const;

/** Mappings that have none of these keys, from the connector on. */
const elsewhere: readonly Path[] = [[], ['apiKey'], ['app', 'create']];

/** What is wrong with a connector in which a key stands at a place. */
function problemsWith(kind: Kind, place: Path, key: string, value: unknown): readonly Problem[] {
  const connector = extended({ apiKey: {}, ...connectors[kind] }, place, key, value);
  return checkConfig({ conductorone: { tenant: 'acme' }, connectors: [connector] }, today).errors;
}

const cases = keys.flatMap(({ of, ...key }) =>
  kinds.map((kind) => ({ ...key, kind, fits: of.some((other) => other === kind) })),
);

test.each(cases)('$key: a $kind connector has it: $fits', ({ key, value, home, kind, fits }) => {
  const inHosting = fits && home.length === 1 ? [] : [['hosting']];
  for (const place of [...elsewhere, ...inHosting]) {
    const [problem, ...others] = problemsWith(kind, place, key, value);
    expect({ ...problem, others }).toMatchObject({
      code: 'unknown-key',
      path: ['connectors', 0, ...place, key],
      others: [],
    });
    // No advice to become what it is already, nor to write what would be refused.
    const remedy = fits
      ? `It belongs to ${home.join('.')}. Write ${home.join(': { ')}: { ${key}: `
      : 'It belongs to ';
    expect(problem?.message).toContain(remedy);
    expect(problem?.message.includes('Write ')).toBe(fits);
    expect(problem?.message).not.toContain(`It belongs to delivery: ${kind};`);
  }
  if (fits) expect(problemsWith(kind, home, key, value).map(({ code }) => code)).not.toContain('unknown-key');
});

test('in words', () => {
  const said = cases.flatMap(({ key, value, kind }) =>
    problemsWith(kind, [], key, value).map(({ message }) => `${kind}, ${key}: ${message}`),
  );
  expect(said.join('\n')).toMatchInlineSnapshot(`
"cloud, nouns: unknown key. It belongs to hosting.entitlements of a self-hosted connector; the cloud-hosted one always syncs the default set.
terraform, nouns: unknown key. It belongs to hosting.entitlements. Write hosting: { entitlements: { nouns: […] } }.
gitops, nouns: unknown key. It belongs to hosting.entitlements. Write hosting: { entitlements: { nouns: […] } }.
cloud, verbs: unknown key. It belongs to hosting.entitlements of a self-hosted connector; the cloud-hosted one always syncs the default set.
terraform, verbs: unknown key. It belongs to hosting.entitlements. Write hosting: { entitlements: { verbs: […] } }.
gitops, verbs: unknown key. It belongs to hosting.entitlements. Write hosting: { entitlements: { verbs: […] } }.
cloud, entitlements: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one always syncs the default set: use hosting: { type: self-hosted }.
terraform, entitlements: unknown key. It belongs to hosting. Write hosting: { entitlements: … }.
gitops, entitlements: unknown key. It belongs to hosting. Write hosting: { entitlements: … }.
cloud, useRbac: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one syncs space permissions only: use hosting: { type: self-hosted }.
terraform, useRbac: unknown key. It belongs to hosting. Write hosting: { useRbac: … }.
gitops, useRbac: unknown key. It belongs to hosting. Write hosting: { useRbac: … }.
cloud, provisioning: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one does not provision: use hosting: { type: self-hosted }.
terraform, provisioning: unknown key. It belongs to hosting. Write hosting: { provisioning: … }.
gitops, provisioning: unknown key. It belongs to hosting. Write hosting: { provisioning: … }.
cloud, cluster: unknown key. It belongs to delivery: terraform; with delivery: gitops, the GitOps tool knows the cluster.
terraform, cluster: unknown key. It belongs to hosting. Write hosting: { cluster: … }.
gitops, cluster: unknown key. It belongs to delivery: terraform; with delivery: gitops, the GitOps tool knows the cluster.
cloud, manifests: unknown key. It belongs to delivery: terraform; delivery: gitops always writes them.
terraform, manifests: unknown key. It belongs to hosting. Write hosting: { manifests: … }.
gitops, manifests: unknown key. It belongs to delivery: terraform; delivery: gitops always writes them.
cloud, rolloutTimeout: unknown key. It belongs to delivery: terraform; with delivery: gitops, the GitOps tool watches the rollout.
terraform, rolloutTimeout: unknown key. It belongs to hosting. Write hosting: { rolloutTimeout: … }.
gitops, rolloutTimeout: unknown key. It belongs to delivery: terraform; with delivery: gitops, the GitOps tool watches the rollout.
cloud, secrets: unknown key. It belongs to delivery: gitops; with delivery: terraform, the secrets are Terraform variables.
terraform, secrets: unknown key. It belongs to delivery: gitops; with delivery: terraform, the secrets are Terraform variables.
gitops, secrets: unknown key. It belongs to hosting. Write hosting: { secrets: … }."
`);
});

test('so is it in typed props', () => {
  const props = { ...terraform, hosting: { ...terraform.hosting, nouns: ['space'] } };
  expect(() => parseConnector(props, 'wiki', today)).toThrow(
    'wiki: hosting.nouns: unknown key. It belongs to hosting.entitlements. Write hosting: { entitlements: { nouns: […] } }.',
  );
});
