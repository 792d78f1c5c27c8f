import { describe, expect, test } from '@jest/globals';
import { saidOf, testMistakes } from './mistakes/check.ts';
import { combinationMistakes } from './mistakes/combinations.ts';
import { connectorMistakes } from './mistakes/connector.ts';
import { fileMistakes } from './mistakes/file.ts';
import { hostingMistakes } from './mistakes/hosting.ts';
import { stateMistakes, stateRuleMistakes } from './mistakes/state.ts';
import { workloadMistakes } from './mistakes/workload.ts';
import { yamlMistakes } from './mistakes/yaml.ts';

describe('not YAML', () => {
  testMistakes(yamlMistakes);

  test('in words', () => {
    expect(saidOf(yamlMistakes)).toMatchInlineSnapshot(`
"connector.yaml:3:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].
connector.yaml:3:1: not valid YAML: Missing closing "quote.
connector.yaml:1:15: not valid YAML: Nested mappings are not allowed in compact mappings.
connector.yaml:2:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.
connector.yaml:2:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.
connector.yaml:3:4: not valid YAML: Tabs are not allowed as indentation. Use spaces.
connector.yaml:2:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.
connector.yaml:4:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.
connector.yaml:3:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.
connector.yaml:3:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.
connector.yaml:1:15: not valid YAML: Plain value cannot start with reserved character @.
connector.yaml:3:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.
connector.yaml:4:15: not valid YAML: Plain value cannot start with reserved character @.
connector.yaml:4:30: not valid YAML: an escape sequence that does not exist. Use single quotes.
connector.yaml:4:15: not valid YAML: an alias without an anchor before it. Quote text that starts with "*".
connector.yaml:4:15: not valid YAML: a tag that cannot be resolved.
connector.yaml:2:1: not valid YAML: more than one document. Keep one, and no "---" after it.
connector.yaml:1:15: not valid YAML: Plain value cannot start with reserved character @.
connector.yaml:2:13: not valid YAML: an alias without an anchor before it. Quote text that starts with "*"."
`);
  });
});

describe('the file and conductorone', () => {
  testMistakes(fileMistakes);

  test('in words', () => {
    expect(saidOf(fileMistakes)).toMatchInlineSnapshot(`
"connector.yaml:1:1: empty: expected a mapping. Write conductorone and connectors; "npx --no -- confluence-connector init" makes an example.
connector.yaml:1:1: empty: expected a mapping. Write conductorone and connectors; "npx --no -- confluence-connector init" makes an example.
connector.yaml:1:1: a list: expected a mapping. Write conductorone and connectors; "npx --no -- confluence-connector init" makes an example.
connector.yaml:1:1: "conductorone": expected a mapping. Write conductorone and connectors; "npx --no -- confluence-connector init" makes an example.
connector.yaml:1:1: conductorone: missing. Give tenant: acme for https://acme.conductor.one, or serverUrl.
connector.yaml:1:1: connectors: missing. Write a list with at least one connector.
connector.yaml:1:14: conductorone: empty: expected a mapping. Give tenant: acme for https://acme.conductor.one, or serverUrl.
connector.yaml:2:12: connectors: empty: expected a list. Write a list with at least one connector.
connector.yaml:1:15: conductorone: "acme": expected a mapping. Give tenant: acme for https://acme.conductor.one, or serverUrl.
connector.yaml:2:13: connectors: a mapping: expected a list. Write a list with at least one connector.
connector.yaml:1:1: connectors: missing. Write a list with at least one connector.
connector.yaml:2:1: conectors: unknown key. Did you mean "connectors"?
connector.yaml:7:1: defaults: unknown key. Known keys: conductorone, state, connectors; and what begins with x-, for anchors of your own.
connector.yaml:7:1: constructor: unknown key. Known keys: conductorone, state, connectors; and what begins with x-, for anchors of your own.
connector.yaml:2:13: connectors: []: must not be empty. Write a list with at least one connector.
connector.yaml:2:14: connectors[0]: "acme": expected a mapping. Give at least site, username, app and hosting.
connector.yaml:2:20: connectors[1]: 1: expected a mapping. Give at least site, username, app and hosting.
connector.yaml:2:23: connectors[2]: empty: expected a mapping. Give at least site, username, app and hosting.
connector.yaml:2:26: connectors[3]: []: expected a mapping. Give at least site, username, app and hosting.
connector.yaml:1:25: conductorone.tenant: "https://acme.conductor.one": not a tenant name. Write the part before .conductor.one.
connector.yaml:1:25: conductorone.tenant: 42: expected text. Write the part before .conductor.one.
connector.yaml:1:28: conductorone.serverUrl: "http://acme.conductor.one": not an https URL without a path. Write it like "https://acme.conductor.one".
connector.yaml:1:28: conductorone.serverUrl: "https://acme.conductor.one/api": not an https URL without a path. Write it like "https://acme.conductor.one".
connector.yaml:1:28: conductorone.serverUrl: (value hidden): not an https URL without a path. Write it like "https://acme.conductor.one".
connector.yaml:1:44: conductorone.credentials: (value hidden): unknown value. Write environment or variables; a credential is never written in this file.
connector.yaml:1:31: conductorone.clientSecret: unknown key. A secret is never written here. Known keys: tenant, serverUrl, credentials.
connector.yaml:1:31: conductorone.crdentials: unknown key. Did you mean "credentials"?"
`);
  });
});

describe('the state', () => {
  testMistakes([...stateMistakes, ...stateRuleMistakes]);

  test('in words', () => {
    expect(saidOf([...stateMistakes, ...stateRuleMistakes])).toMatchInlineSnapshot(`
"connector.yaml:7:8: state: "s3": expected a mapping. Give backend and settings, or leave state out.
connector.yaml:7:8: state.backend: missing. Write azurerm, cloud, consul, cos, gcs, http, kubernetes, local, oss, pg, remote or s3.
connector.yaml:7:8: state.settings: missing. Write a mapping from the backend’s settings to their values.
connector.yaml:7:19: state.backend: "etcd": unknown value. Write azurerm, cloud, consul, cos, gcs, http, kubernetes, local, oss, pg, remote or s3.
connector.yaml:7:8: state.settings: missing. Write a mapping from the backend’s settings to their values.
connector.yaml:7:23: state.setings: unknown key. Did you mean "settings"?
connector.yaml:7:33: state.settings: a list: expected a mapping. Write a mapping from the backend’s settings to their values.
connector.yaml:7:63: state.settings.bucket: empty: not what a setting can be. Write text, a number, true or false, a list of these, or a mapping to them.
connector.yaml:7:71: state.settings.tags: a list: not what a setting can be. Write text, a number, true or false, a list of these, or a mapping to them.
connector.yaml:7:84: state.settings.role: a mapping: not what a setting can be. Write text, a number, true or false, a list of these, or a mapping to them.
connector.yaml:7:55: state.settings["a b"]: not the name of a setting. Write a mapping from the backend’s settings to their values.
connector.yaml:7:66: state.settings.role: a mapping: not what a setting can be. Write text, a number, true or false, a list of these, or a mapping to them.
connector.yaml:7:33: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in key or bucket.
connector.yaml:7:38: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in key or container_name or storage_account_name.
connector.yaml:7:33: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in schema_name or conn_str.
connector.yaml:7:67: state.settings.access_key: (value hidden): a secret is never written in this file. Remove it here, and set AWS_ACCESS_KEY_ID when deploying.
connector.yaml:7:83: state.settings.token: (value hidden): a secret is never written in this file. Remove it here, and set AWS_SESSION_TOKEN when deploying.
connector.yaml:7:36: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in workspaces.name.
connector.yaml:7:65: state.settings.token: (value hidden): a secret is never written in this file. Remove it here, and set TF_TOKEN_app_terraform_io (TF_TOKEN_ and the host name, its dots as underscores) when deploying.
connector.yaml:7:36: state.settings: all connectors would share one state. Write {connector}, which stands for the connector’s name, in workspaces.name.
connector.yaml:7:71: state.settings.secret_key: (value hidden): a secret is never written in this file. Remove it here: a backend takes its credentials from the environment.
connector.yaml:7:98: state.settings.exec.password: (value hidden): a secret is never written in this file. Remove it here: a backend takes its credentials from the environment.
connector.yaml:7:73: state.settings.conn_str: (value hidden): a secret is never written in this file. Remove it here, and set PGPASSWORD when deploying.
connector.yaml:7:46: state.settings.address: (value hidden): a secret is never written in this file. Remove it here, and set TF_HTTP_PASSWORD when deploying.
connector.yaml:7:63: state.settings.bucket: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.
connector.yaml:7:40: state.settings.key: "{connector}\${var.x}": expressions cannot be used here. Write the value itself, with {connector} for the connector’s name.
connector.yaml:7:71: state.settings.bucket: "%{if x}": expressions cannot be used here. Write the value itself, with {connector} for the connector’s name.
connector.yaml:7:44: state.settings.path: "state/{connector}.tfstate": not an absolute path. Write it like "/mnt/terraform/{connector}.tfstate"."
`);
  });
});

describe('a connector', () => {
  testMistakes(connectorMistakes);

  test('in words', () => {
    expect(saidOf(connectorMistakes)).toMatchInlineSnapshot(`
"connector.yaml:3:5: connectors[0].site: missing. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:3:5: connectors[0].username: missing. Write the e-mail address the account logs in with.
connector.yaml:3:5: connectors[0].app: missing. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.
connector.yaml:3:5: connectors[0].hosting: missing. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.
connector.yaml:7:11: connectors[0].name: "Confluence": not a name of up to 50 lower-case letters, digits and "-", starting with a letter. Choose a name like "confluence" or "confluence-eu".
connector.yaml:7:11: connectors[0].name: (value hidden): not a name of up to 50 lower-case letters, digits and "-", starting with a letter. Choose a name like "confluence" or "confluence-eu".
connector.yaml:7:5: connectors[0].usrname: unknown key. Did you mean "username"?
connector.yaml:7:5: connectors[0].schedule: unknown key. Known keys: name, site, allowCustomHost, cloudId, username, apiKey, skipPersonalSpaces, app, owners, rules, review, hosting.
connector.yaml:7:5: connectors[0].skip_personal_spaces: unknown key. Did you mean "skipPersonalSpaces"?
connector.yaml:7:5: connectors[0].entitlements: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one always syncs the default set: use hosting: { type: self-hosted }.
connector.yaml:3:5: connectors[0].site: missing. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:3:11: connectors[0].site: empty: expected text. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:3:11: connectors[0].site: 42: expected text. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:3:11: connectors[0].site: "http://acme.atlassian.net": not a site. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:3:11: connectors[0].site: "http://confluence.acme.local": not a site: only Confluence Cloud is supported, not Data Center or Server. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:3:11: connectors[0].site: "http://wiki:8090/display/HR": not a site: only Confluence Cloud is supported, not Data Center or Server. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:3:11: connectors[0].site: "HTTP://wiki.acme.com": not a site: only Confluence Cloud is supported, not Data Center or Server. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:3:11: connectors[0].site: (value hidden): not a site. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:3:11: connectors[0].site: "acme wiki": not a site. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".
connector.yaml:7:25: connectors[0].skipPersonalSpaces: "yes": expected true or false. Write true or false, without quotes.
connector.yaml:7:22: connectors[0].allowCustomHost: "yes": expected true or false. Write true or false, without quotes.
connector.yaml:7:14: connectors[0].cloudId: "acme": not a cloud id. Copy cloudId from https://<site>.atlassian.net/_edge/tenant_info.
connector.yaml:7:14: connectors[0].cloudId: a scoped API token cannot be used with cloud hosting. Leave cloudId out and use a classic API token, or host the connector yourself.
connector.yaml:4:15: connectors[0].username: "bot": not an e-mail address. Write the e-mail address the account logs in with.
connector.yaml:4:15: connectors[0].username: (value hidden): not an e-mail address. Write the e-mail address the account logs in with.
connector.yaml:7:13: connectors[0].apiKey: (value hidden): expected a mapping. Write apiKey: { variable: confluence_api_key } and set TF_VAR_confluence_api_key when deploying.
connector.yaml:7:13: connectors[0].apiKey: (value hidden): expected a mapping. Write apiKey: { variable: confluence_api_key } and set TF_VAR_confluence_api_key when deploying.
connector.yaml:7:15: connectors[0].apiKey.value: unknown key. A secret is never written here. Known keys: variable, expires.
connector.yaml:7:5: connectors[0].apiToken: unknown key. A secret is never written here. Known keys: name, site, allowCustomHost, cloudId, username, apiKey, skipPersonalSpaces, app, owners, rules, review, hosting.
connector.yaml:7:25: connectors[0].apiKey.variable: (value hidden): not the name of a Terraform variable. Use lower-case letters, digits and "_", and set TF_VAR_<name> when deploying.
connector.yaml:7:25: connectors[0].apiKey.variable: (value hidden): a name that Terraform or the provider’s credentials use. Use lower-case letters, digits and "_", and set TF_VAR_<name> when deploying.
connector.yaml:7:25: connectors[0].apiKey.variable: (value hidden): a name that Terraform or the provider’s credentials use. Use lower-case letters, digits and "_", and set TF_VAR_<name> when deploying.
connector.yaml:7:15: connectors[0].apiKey.expire: unknown key. Did you mean "expires"?
connector.yaml:7:24: connectors[0].apiKey.expires: "2027-02-30": not a day. Write it like 2027-01-31.
connector.yaml:7:24: connectors[0].apiKey.expires: "31.01.2027": not a day. Write it like 2027-01-31.
connector.yaml:3:5: connectors[0].app: missing. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.
connector.yaml:5:10: connectors[0].app: "Confluence": expected a mapping. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.
connector.yaml:5:10: connectors[0].app: []: expected a mapping. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.
connector.yaml:5:10: connectors[0].app: one of create, existing is missing. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.
connector.yaml:5:10: connectors[0].app: create and existing exclude each other. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.
connector.yaml:5:20: connectors[0].app.create.displayName: missing. Write the name as ConductorOne shows it.
connector.yaml:5:35: connectors[0].app.create.displayName: "": not a display name of 1 to 200 characters. Write the name as ConductorOne shows it.
connector.yaml:5:20: connectors[0].app.create.displayName: missing. Write the name as ConductorOne shows it.
connector.yaml:5:22: connectors[0].app.create.displayname: unknown key. Did you mean "displayName"?
connector.yaml:5:59: connectors[0].app.create.identityMatching: "lax": unknown value. Write strict or display-name.
connector.yaml:5:57: connectors[0].app.create.monthlyCostUsd: -1: below 0. Write a whole number from 0 on.
connector.yaml:5:57: connectors[0].app.create.monthlyCostUsd: 1.5: expected a whole number. Write a whole number from 0 on.
connector.yaml:5:56: connectors[0].app.create.annotations["c1/owner"]: a key under c1/, which ConductorOne keeps for itself. Write a mapping from keys to text, at most 16.
connector.yaml:5:54: connectors[0].app.create.annotations: more than 16 annotations. Write a mapping from keys to text, at most 16.
connector.yaml:5:22: connectors[0].app.existing: one of id, displayName is missing. Give id, or displayName where exactly one app has that name.
connector.yaml:5:22: connectors[0].app.existing: id and displayName exclude each other. Give id, or displayName where exactly one app has that name.
connector.yaml:5:28: connectors[0].app.existing.id: "wiki/1": not an id. Copy it from the address bar of ConductorOne.
connector.yaml:7:13: connectors[0].owners: "jo@acme.com": expected a list. Write a list of e-mail addresses or user ids.
connector.yaml:7:27: connectors[0].owners[1]: "Jo Doe": not an e-mail address or user id. Write the e-mail address or the user id of a ConductorOne user.
connector.yaml:7:14: connectors[0].owners[0]: 42: expected text. Write the e-mail address or the user id of a ConductorOne user."
`);
  });
});

describe('its hosting', () => {
  testMistakes(hostingMistakes);

  test('in words', () => {
    expect(saidOf(hostingMistakes)).toMatchInlineSnapshot(`
"connector.yaml:3:5: connectors[0].hosting: missing. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.
connector.yaml:6:14: connectors[0].hosting: "cloud": expected a mapping. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.
connector.yaml:6:14: connectors[0].hosting.type: missing. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.
connector.yaml:6:22: connectors[0].hosting.type: empty: unknown value. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.
connector.yaml:6:22: connectors[0].hosting.type: "self_hosted": unknown value (did you mean "self-hosted"?). Write type: cloud, or type: self-hosted with delivery: terraform or gitops.
connector.yaml:6:22: connectors[0].hosting.type: "kubernetes": unknown value. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.
connector.yaml:6:29: connectors[0].hosting.nouns: unknown key. It belongs to hosting.entitlements of a self-hosted connector; the cloud-hosted one always syncs the default set.
connector.yaml:6:45: connectors[0].hosting.verbs: unknown key. It belongs to hosting.entitlements of a self-hosted connector; the cloud-hosted one always syncs the default set.
connector.yaml:6:29: connectors[0].hosting.entitlements: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one always syncs the default set: use hosting: { type: self-hosted }.
connector.yaml:6:29: connectors[0].hosting.useRbac: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one syncs space permissions only: use hosting: { type: self-hosted }.
connector.yaml:6:29: connectors[0].hosting.provisioning: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one does not provision: use hosting: { type: self-hosted }.
connector.yaml:6:29: connectors[0].hosting.namespace: unknown key. Known keys: type.
connector.yaml:6:14: connectors[0].hosting.delivery: missing. Write terraform or gitops.
connector.yaml:6:45: connectors[0].hosting.delivery: "helm": unknown value. Write terraform or gitops.
connector.yaml:6:45: connectors[0].hosting.delivery: "GitOps": unknown value (did you mean "gitops"?). Write terraform or gitops.
connector.yaml:10:7: connectors[0].hosting.imgae: unknown key. Did you mean "image"?
connector.yaml:10:7: connectors[0].hosting.nouns: unknown key. It belongs to hosting.entitlements. Write hosting: { entitlements: { nouns: […] } }.
connector.yaml:7:7: connectors[0].hosting.cluster: missing. Give kubeconfig: { context: … } or inCluster: true.
connector.yaml:9:16: connectors[0].hosting.cluster: "prod": expected a mapping. Give kubeconfig: { context: … } or inCluster: true.
connector.yaml:9:16: connectors[0].hosting.cluster: one of kubeconfig, inCluster is missing. Give kubeconfig: { context: … } or inCluster: true.
connector.yaml:9:16: connectors[0].hosting.cluster: kubeconfig and inCluster exclude each other. Give kubeconfig: { context: … } or inCluster: true.
connector.yaml:9:29: connectors[0].hosting.cluster.inCluster: false: unknown value. Write inCluster: true, or give kubeconfig.
connector.yaml:9:30: connectors[0].hosting.cluster.kubeconfig.context: missing. List them with "kubectl config get-contexts".
connector.yaml:10:23: connectors[0].hosting.rolloutTimeout: "90": not a duration. Write it like "90s", "5m" or "1h".
connector.yaml:9:38: connectors[0].hosting.cluster.kubeconfig.path: "$KUBECONFIG": not a path. Write a path like "~/.kube/config" or "./kubeconfig", or leave it out to use $KUBECONFIG.
connector.yaml:10:7: connectors[0].hosting.secrets: unknown key. It belongs to delivery: gitops; with delivery: terraform, the secrets are Terraform variables.
connector.yaml:7:7: connectors[0].hosting.secrets: missing. Write from: existing, external-secrets, file or template; a secret is never written in this file.
connector.yaml:9:16: connectors[0].hosting.secrets: (value hidden): expected a mapping. Write from: existing, external-secrets, file or template; a secret is never written in this file.
connector.yaml:9:24: connectors[0].hosting.secrets.from: "inline": unknown value. Write from: existing, external-secrets, file or template; a secret is never written in this file.
connector.yaml:9:40: connectors[0].hosting.secrets.apiKey: (value hidden): this is a secret, and would be written to the output. Remove it here and revoke it.
connector.yaml:9:16: connectors[0].hosting.secrets.from: missing. Write from: existing, external-secrets, file or template; a secret is never written in this file.
connector.yaml:9:16: connectors[0].hosting.secrets.name: missing. Write a name of lower-case letters, digits, "-" and ".".
connector.yaml:9:40: connectors[0].hosting.secrets.name: "My_Secret": not a Kubernetes object name. Write a name of lower-case letters, digits, "-" and ".".
connector.yaml:9:36: connectors[0].hosting.secrets.path: "/etc/secrets.yaml": not a path in the connector’s folder. Write it like "secrets.enc.yaml".
connector.yaml:9:36: connectors[0].hosting.secrets.path: "../secrets.yaml": not a path in the connector’s folder. Write it like "secrets.enc.yaml".
connector.yaml:9:36: connectors[0].hosting.secrets.path: "a/../../b.yaml": not a path in the connector’s folder. Write it like "secrets.enc.yaml".
connector.yaml:9:36: connectors[0].hosting.secrets.path: "./a.yaml": not a path in the connector’s folder. Write it like "secrets.enc.yaml".
connector.yaml:9:36: connectors[0].hosting.secrets.path: "a//b.yaml": not a path in the connector’s folder. Write it like "secrets.enc.yaml".
connector.yaml:9:36: connectors[0].hosting.secrets.path: "secrets.txt": not a path in the connector’s folder. Write it like "secrets.enc.yaml".
connector.yaml:9:16: connectors[0].hosting.secrets.store: missing. Give name, and kind unless it is a ClusterSecretStore.
connector.yaml:9:16: connectors[0].hosting.secrets.keys: missing. Give clientId, clientSecret and apiKey.
connector.yaml:12:27: connectors[0].hosting.secrets.keys.clientId: "a": expected a mapping. Give key, and property where the key holds several.
connector.yaml:12:44: connectors[0].hosting.secrets.keys.clientSecret: (value hidden): expected a mapping. Give key, and property where the key holds several.
connector.yaml:12:61: connectors[0].hosting.secrets.keys.apiKey: (value hidden): expected a mapping. Give key, and property where the key holds several.
connector.yaml:12:15: connectors[0].hosting.secrets.keys.apiKey: missing. Give key, and property where the key holds several.
connector.yaml:11:37: connectors[0].hosting.secrets.store.kind: "Vault": unknown value. Write SecretStore or ClusterSecretStore.
connector.yaml:13:26: connectors[0].hosting.secrets.refreshInterval: "hourly": not a duration. Write it like "1h" or "30m".
connector.yaml:10:7: connectors[0].hosting.cluster: unknown key. It belongs to delivery: terraform; with delivery: gitops, the GitOps tool knows the cluster.
connector.yaml:10:7: connectors[0].hosting.manifests: unknown key. It belongs to delivery: terraform; delivery: gitops always writes them."
`);
  });
});

test('no kind stands in the tables twice', () => {
  const kinds = [
    ...yamlMistakes,
    ...fileMistakes,
    ...stateMistakes,
    ...stateRuleMistakes,
    ...connectorMistakes,
    ...hostingMistakes,
    ...workloadMistakes,
    ...combinationMistakes,
  ].map(([kind]) => kind);
  expect(kinds.filter((kind, index) => kinds.indexOf(kind) !== index)).toEqual([]);
});
