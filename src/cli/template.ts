import { stringify } from 'yaml';

/** The ways of hosting and delivery that `init` offers. */
export const deliveries = ['cloud', 'terraform', 'gitops'] as const;

/** What a first configuration needs to know. */
export interface Answers {
  readonly tenant: string;
  readonly site: string;
  readonly username: string;
  readonly hosting: (typeof deliveries)[number];
  /** Kubeconfig context; for `terraform` only. */
  readonly context?: string;
}

/**
 * A first connector.yaml, with comments that say what else there is.
 * @param schema path of the JSON Schema from the file's folder, where there is one to name
 */
export function connectorYaml(answers: Answers, schema?: string): string {
  const { tenant, site, username } = answers;
  return `${schema ? `# yaml-language-server: $schema=${schema}\n` : ''}# No secret belongs in this file.

conductorone:
  tenant: ${scalar(tenant)} # https://<tenant>.conductor.one

connectors:
  - name: confluence # the stack's id: cdktf deploy confluence
    site: ${scalar(site)} # https://<site>.atlassian.net
    username: ${scalar(username)} # owner of the API token
    # skipPersonalSpaces: false
    app:
      create: { displayName: Confluence }
      # existing: { displayName: Confluence } # or { id: … }
    # owners: [jo@acme.com]
    hosting:
${hosting(answers)}`;
}

function hosting({ hosting: way, context }: Answers): string {
  switch (way) {
    case 'cloud':
      return `      type: cloud # its API token: TF_VAR_confluence_api_key
`;
    case 'terraform':
      return `      type: self-hosted
      delivery: terraform # its API token: TF_VAR_confluence_api_key
      cluster:
        kubeconfig:
          context: ${scalar(context ?? '')}
${selfHosted}`;
    case 'gitops':
      return `      type: self-hosted
      delivery: gitops
      secrets:
        from: template # or existing, external-secrets, file
${selfHosted}`;
  }
}

const selfHosted = `      # image: ghcr.io/conductorone/baton-confluence:1.2.3 # pin a version or a digest; or bundled, see image build
      # namespace: { name: conductorone, create: true }
      # entitlements: { nouns: [space], verbs: [administer, read] }
`;

/** Text on one line, quoted where YAML needs it. */
function scalar(value: string): string {
  return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd();
}
