import { stringify } from 'yaml';
import { vendorImage } from '../../config/schema/image.ts';
import type { Answers } from './answers.ts';

/**
 * A first connector.yaml, with comments that say what else there is.
 * @param schema path of the JSON Schema from the file's folder, where there is one to name
 */
export function connectorYaml(answers: Answers, schema?: string): string {
  const { tenant, site, username, app, appName } = answers;
  const known = app === 'new' ? 'create' : 'existing';
  return `${schema ? `# yaml-language-server: $schema=${schema}\n` : ''}# No secret belongs in this file.

conductorone:
  tenant: ${scalar(tenant)} # https://<tenant>.conductor.one

connectors:
  - name: confluence # the stack's id: cdktf deploy confluence
    site: ${scalar(site)} # https://<site>.atlassian.net
    username: ${scalar(username)} # owner of the API token
    # skipPersonalSpaces: false
    app:
      ${known}: { displayName: ${flowScalar(appName)} }${known === 'existing' ? ' # or { id: … }' : ''}
    # owners: [jo@acme.com]
    hosting:
${hosting(answers)}`;
}

function hosting(answers: Answers): string {
  switch (answers.hosting) {
    case 'cloud':
      return `      type: cloud # its API token: TF_VAR_confluence_api_key
`;
    case 'terraform':
      return `      type: self-hosted
      delivery: terraform # its API token: TF_VAR_confluence_api_key
      cluster:
        kubeconfig:
          context: ${scalar(answers.context ?? '')}
${selfHosted(answers)}`;
    case 'gitops':
      return `      type: self-hosted
      delivery: gitops
${secrets(answers)}${selfHosted(answers)}`;
  }
}

function secrets({ secrets: from = 'template', store = '', secret = '' }: Answers): string {
  const more = {
    template: '',
    file: '        # path: secrets.enc.yaml\n',
    existing: `        name: ${scalar(secret)}\n`,
    'external-secrets': `        store: { name: ${flowScalar(store)} } # kind: SecretStore if it is not a ClusterSecretStore
        keys:
          clientId: { key: confluence, property: client-id }
          clientSecret: { key: confluence, property: client-secret }
          apiKey: { key: confluence, property: api-key }
`,
  };
  return `      secrets:
        from: ${from}
${more[from]}`;
}

function selfHosted({ image = vendorImage }: Answers): string {
  return `      image: ${scalar(image)}
      # namespace: { name: conductorone, create: true }
      # entitlements: { nouns: [space], verbs: [administer, read] }
`;
}

/** Text on one line, quoted where YAML needs it. */
function scalar(value: string): string {
  return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd();
}

/** The same within braces, where more of it has a meaning. */
function flowScalar(value: string): string {
  return stringify([value], { lineWidth: 0, collectionStyle: 'flow', flowCollectionPadding: false })
    .trimEnd()
    .slice(1, -1);
}
