/** Flags that answer what init asks of everybody. */
export const who = ['--tenant', 'acme', '--site', 'acme', '--username', 'jo@acme.com'] as const;

const beginning = `# No secret belongs in this file.

conductorone:
  tenant: acme # https://<tenant>.conductor.one

connectors:
  - name: confluence # the stack's id: cdktf deploy confluence
    site: acme # https://<site>.atlassian.net
    username: jo@acme.com # owner of the API token
    # skipPersonalSpaces: false
    app:
      create: { displayName: Confluence }
    # owners: [jo@acme.com]
    hosting:
`;
const selfHosted = `      image: public.ecr.aws/conductorone/baton-confluence:0.0.24
      # namespace: { name: conductorone, create: true }
      # entitlements: { nouns: [space], verbs: [administer, read] }
`;
/** What init writes for each way of hosting. */
export const cloud = `${beginning}      type: cloud # its API token: TF_VAR_confluence_api_key
`;
export const terraform = `${beginning}      type: self-hosted
      delivery: terraform # its API token: TF_VAR_confluence_api_key
      cluster:
        kubeconfig:
          context: prod
${selfHosted}`;
export const gitops = `${beginning}      type: self-hosted
      delivery: gitops
      secrets:
        from: template
${selfHosted}`;
/** What has cdktf run the app of the package. */
export const cdktfJson = `{
  "language": "typescript",
  "app": "npx --no -- confluence-connector app",
  "sendCrashReports": "false",
  "terraformProviders": [],
  "terraformModules": [],
  "context": {}
}
`;
