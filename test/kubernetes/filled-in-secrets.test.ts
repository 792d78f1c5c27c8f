import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { holdsSecrets, matchesTemplate, redactedManifest } from '../../src/kubernetes/filled-in-secrets.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { hosted } from './connectors.ts';

const files = manifests(hosted({ secrets: { from: 'template' } }));
const template = files.get('template/baton-confluence-secrets.yaml') ?? '';

/** Opaque, so that nothing but its place gives it away. */
const canary = 'Canary0pen';
const base64 = Buffer.from(canary).toString('base64');

const filledIn = template
  .replace('<ConductorOne client id>', `${canary}-id`)
  .replace('<ConductorOne client secret>', `${canary}-secret`)
  .replace('<Confluence API token>', `${canary}-token`);

const secret = (holds: object) => stringify({ apiVersion: 'v1', kind: 'Secret', ...holds });

/** Files that somebody's secrets are in, each in its own way. */
const holding = {
  'a filled-in template': filledIn,
  'a template with one value filled in': template.replace('<Confluence API token>', canary),
  'one in base64': secret({ data: { BATON_API_KEY: base64 } }),
  'a key of the user’s': secret({ stringData: { PASSWORD: canary } }),
  'a number': secret({ stringData: { PIN: 815 } }),
  JSON: JSON.stringify({ kind: 'Secret', stringData: { BATON_API_KEY: canary } }),
  'a second document': `kind: Namespace\n---\n${filledIn}`,
  'a list': stringify({ kind: 'List', items: [{ kind: 'Secret', data: { a: base64 } }] }),
  'another spelling': `kind: secret\nstringData: { a: ${canary} }\n`,
  'an alias': `x: &a ${canary}\nkind: Secret\nstringData: { a: *a }\n`,
  'what kubectl has applied before': secret({
    metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"a":"${canary}"}` } },
    data: { a: base64 },
  }),
  SOPS: secret({ stringData: { BATON_API_KEY: 'ENC[AES256_GCM,data:abc]' }, sops: { version: '3.9.0' } }),
  'SOPS with everything encrypted': 'kind: ENC[AES256_GCM,data:abc]\nsops: { version: 3.9.0 }\n',
  'Sealed Secrets': stringify({ kind: 'SealedSecret', spec: { encryptedData: { BATON_API_KEY: 'AgBy' } } }),
  'half a merge': `<<<<<<< ours\n${filledIn}=======\n${template}>>>>>>> theirs\n`,
  'a key written twice': `${filledIn}stringData: {}\n`,
} as const;

const open = {
  'the template': template,
  'a template of another version': template.replace('<Confluence API token>', '<API token>'),
  'a template of another site': template.replaceAll('acme.atlassian.net', 'other.atlassian.net'),
  'a template with a value left empty': template.replace('<Confluence API token>', '""'),
  'the workload': files.get('baton-confluence.yaml') ?? '',
  'the workload, half merged': `<<<<<<< ours\n${files.get('baton-confluence.yaml')}=======\n`,
  'the kustomization': files.get('kustomization.yaml') ?? '',
  text: 'from yesterday',
  nothing: '',
};

describe('holds secrets', () => {
  test.each(Object.entries(holding))('%s', (_, text) => {
    expect(holdsSecrets(text)).toBe(true);
  });
});

describe('holds none', () => {
  test.each(Object.entries(open))('%s', (_, text) => {
    expect(holdsSecrets(text)).toBe(false);
  });
});

describe('what is shown', () => {
  test.each(Object.entries(holding))('of %s, no secret', (_, text) => {
    const seen = redactedManifest(text, template);
    expect(seen).not.toContain(canary);
    expect(seen).not.toContain(base64);
    expect(seen).not.toContain('815');
  });

  test('of a filled-in template: all but what is filled in', () => {
    expect(redactedManifest(filledIn, template)).toBe(
      template
        .replace(/^#.*\n/gm, '')
        .replace('<ConductorOne client id>', '(hidden)')
        .replace('<ConductorOne client secret>', '(hidden)')
        .replace('<Confluence API token>', '(hidden)'),
    );
  });

  test.each([
    ['the workload', files.get('baton-confluence.yaml') ?? ''],
    ['the workload, half merged', open['the workload, half merged']],
    ['text', 'from yesterday # with a comment'],
  ])('of %s: everything', (_, text) => {
    expect(redactedManifest(text, '')).toBe(text);
  });

  test('no token wherever it stands', () => {
    expect(redactedManifest('kind: Deployment # ATATT3xFfGF0canary\n', '')).toBe(
      'kind: Deployment # (hidden)\n',
    );
  });
});

describe('a filled-in template agrees', () => {
  test.each([
    ['with its secret values only', filledIn],
    ['encoded', encoded(filledIn)],
    ['with further keys', `${filledIn}  PROXY_PASSWORD: ${canary}\n`],
    ['with comments', `# ${canary}\n${filledIn}`],
    ['encrypted by SOPS', holding['SOPS']],
    ['sealed', holding['Sealed Secrets']],
  ])('%s', (_, text) => {
    expect(matchesTemplate(text, template)).toBe(true);
  });
});

describe('a filled-in template does not agree', () => {
  test.each([
    ['of another site', filledIn.replace('acme.atlassian.net', 'other.atlassian.net'), template],
    ['of another user', encoded(filledIn.replace('bot@acme.com', 'jo@acme.com')), template],
    ['in another namespace', filledIn.replace('namespace: conductorone', 'namespace: labs'), template],
    ['without one of the keys', filledIn.replace(/ +BATON_CLIENT_ID.*\n/, ''), template],
    ['with nothing in one of them', filledIn.replace(`${canary}-id`, '""'), template],
    ['with what is not a Secret', filledIn, files.get('baton-confluence.yaml') ?? ''],
  ])('%s', (_, text, rendered) => {
    expect(matchesTemplate(text, rendered)).toBe(false);
  });
});

/** The Secret with its values in base64. */
function encoded(text: string): string {
  return text
    .replace('stringData:', 'data:')
    .replace(/(BATON_\w+: )(.*)/g, (_, key, value) => `${key}${Buffer.from(value).toString('base64')}`);
}
