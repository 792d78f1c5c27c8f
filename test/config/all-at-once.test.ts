import { expect, test } from '@jest/globals';
import { errorLines, problemsIn } from '../support/configs.ts';

test('everything is reported at once, in the order of the file', () => {
  const yaml = `
conductorone:
  tenant: acme
  serverUrl: http://acme.conductor.one
  credentials: hunter2
  teannt: acme
connectors:
  - site: wiki.acme.com
    username: bot
    usrname: bot@acme.com
    apiKey: { variable: hunter2!, expires: 2026-11-01 }
    app: { create: { displayName: Wiki }, existing: { id: wiki } }
    owners: [jo@acme.com, Jo@acme.com, Jo Doe]
    hosting: { type: cloud, useRbac: true }
  - site: acme
    site: acme-eu
    username: bot@acme.com
    cloudId: 0aa3f1c2-0000-4000-8000-000000000000
    app: { create: { displayName: Wiki } }
    hosting:
      type: self-hosted
      delivery: gitops
      image: My Image
      useRbac: yes
      entitlements: { nouns: [comment, page], verbs: [read] }
      resources: { requests: { cpu: "2" }, limits: { memory: 512 } }
      tolerations: [{ effect: NoSchedule }, { effect: Never }]
      labels: { app: wiki, team: 7 }
      proxy: { https: "http://jo:hunter2@proxy" }
      cluster: { inCluster: true }
  - hosting: {}
`;
  expect(problemsIn(yaml)).toEqual([
    '3:3 conductorone exactly-one-required',
    '4:14 conductorone.serverUrl invalid-value',
    '5:16 conductorone.credentials invalid-value',
    '6:3 conductorone.teannt unknown-key',
    '8:11 connectors[0].site unsupported-site',
    '9:15 connectors[0].username invalid-value',
    '10:5 connectors[0].usrname unknown-key',
    '11:25 connectors[0].apiKey.variable invalid-value',
    '11:44 connectors[0].apiKey.expires api-token-expired',
    '12:10 connectors[0].app exactly-one-required',
    '13:27 connectors[0].owners[1] duplicate',
    '13:40 connectors[0].owners[2] invalid-value',
    '14:29 connectors[0].hosting.useRbac unknown-key',
    '15:5 connectors[1].name duplicate',
    '16:5 connectors[1].site duplicate-key',
    '19:35 connectors[1].app.create.displayName duplicate',
    '21:7 connectors[1].hosting.secrets missing',
    '23:14 connectors[1].hosting.image invalid-value',
    '24:16 connectors[1].hosting.useRbac wrong-type',
    '25:21 connectors[1].hosting.entitlements no-valid-entitlement',
    '26:62 connectors[1].hosting.resources.limits.memory wrong-type',
    '27:21 connectors[1].hosting.tolerations[0] toleration-without-key',
    '27:55 connectors[1].hosting.tolerations[1].effect invalid-value',
    '28:17 connectors[1].hosting.labels.app invalid-key',
    '28:34 connectors[1].hosting.labels.team wrong-type',
    '29:23 connectors[1].hosting.proxy.https invalid-value',
    '30:7 connectors[1].hosting.cluster unknown-key',
    '31:5 connectors[2].site missing',
    '31:5 connectors[2].username missing',
    '31:5 connectors[2].app missing',
    '31:5 connectors[2].name duplicate',
    '31:14 connectors[2].hosting.type missing',
  ]);
  expect(errorLines(yaml).join('\n')).toMatchInlineSnapshot(`
"connector.yaml:3:3: conductorone: tenant and serverUrl exclude each other. Give tenant: acme for https://acme.conductor.one, or serverUrl.
connector.yaml:4:14: conductorone.serverUrl: "http://acme.conductor.one": not an https URL without a path. Write it like "https://acme.conductor.one".
connector.yaml:5:16: conductorone.credentials: (value hidden): unknown value. Write environment or variables; a credential is never written in this file.
connector.yaml:6:3: conductorone.teannt: unknown key. Did you mean "tenant"?
connector.yaml:8:11: connectors[0].site: "wiki.acme.com": not a host under atlassian.net. Only Confluence Cloud is supported, not Data Center or Server: write the Cloud host, or set allowCustomHost: true for a proxy in front of it.
connector.yaml:9:15: connectors[0].username: "bot": not an e-mail address. Write the e-mail address the account logs in with.
connector.yaml:10:5: connectors[0].usrname: unknown key. Did you mean "username"?
connector.yaml:11:25: connectors[0].apiKey.variable: (value hidden): not the name of a Terraform variable. Use lower-case letters, digits and "_", and set TF_VAR_<name> when deploying.
connector.yaml:11:44: connectors[0].apiKey.expires: "2026-11-01": the API token has expired. Create a new one at https://id.atlassian.com/manage-profile/security/api-tokens and write its day here.
connector.yaml:12:10: connectors[0].app: create and existing exclude each other. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.
connector.yaml:13:27: connectors[0].owners[1]: "Jo@acme.com": named twice. Remove one.
connector.yaml:13:40: connectors[0].owners[2]: "Jo Doe": not an e-mail address or user id. Write the e-mail address or the user id of a ConductorOne user.
connector.yaml:14:29: connectors[0].hosting.useRbac: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one syncs space permissions only: use hosting: { type: self-hosted }.
connector.yaml:15:5: connectors[1].name: "confluence": two connectors have this name. Give each a name of its own.
connector.yaml:16:5: connectors[1].site: written more than once. Keep one.
connector.yaml:19:35: connectors[1].app.create.displayName: "Wiki": another connector makes an app of this name. Choose another name, or use app: { existing: … } with that app.
connector.yaml:21:7: connectors[1].hosting.secrets: missing. Write from: existing, external-secrets, file or template; a secret is never written in this file.
connector.yaml:23:14: connectors[1].hosting.image: "My Image": not an image reference. Write it like "public.ecr.aws/conductorone/baton-confluence:0.0.24" or "…@sha256:<64 hex digits>".
connector.yaml:24:16: connectors[1].hosting.useRbac: "yes": expected true or false. Write true or false, without quotes.
connector.yaml:25:21: connectors[1].hosting.entitlements: these nouns and verbs form no valid pair, so nothing would be synced. Valid pairs: administer-space, archive-page, create-attachment, create-blogpost, create-comment, create-page, delete-attachment, delete-blogpost, delete-comment, delete-page, delete-space, export-space, read-space, restrict_content-space.
connector.yaml:26:62: connectors[1].hosting.resources.limits.memory: 512: expected text. Write it like "512Mi".
connector.yaml:27:21: connectors[1].hosting.tolerations[0]: key is missing. Give key, or operator: Exists alone to tolerate every taint.
connector.yaml:27:55: connectors[1].hosting.tolerations[1].effect: "Never": unknown value. Write NoSchedule, PreferNoSchedule or NoExecute.
connector.yaml:28:17: connectors[1].hosting.labels.app: a label key that the workload sets itself. Write a mapping from keys to text; app, baton, baton-app and app.kubernetes.io/* are taken.
connector.yaml:28:34: connectors[1].hosting.labels.team: 7: expected text. Write text; numbers, true and false go in quotes.
connector.yaml:29:23: connectors[1].hosting.proxy.https: (value hidden): not an http(s) URL of a proxy. Write it like "http://proxy.acme.internal:3128", without a user name or password.
connector.yaml:30:7: connectors[1].hosting.cluster: unknown key. It belongs to delivery: terraform; with delivery: gitops, the GitOps tool knows the cluster.
connector.yaml:31:5: connectors[2].site: missing. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:31:5: connectors[2].username: missing. Write the e-mail address the account logs in with.
connector.yaml:31:5: connectors[2].app: missing. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.
connector.yaml:31:5: connectors[2].name: "confluence": two connectors have this name. Give each a name of its own.
connector.yaml:31:14: connectors[2].hosting.type: missing. Write type: cloud, or type: self-hosted with delivery: terraform or gitops."
`);
});
