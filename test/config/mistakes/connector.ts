import { fileOf, type Mistake, token } from './mistake.ts';

const letters = (count: number) =>
  Array.from({ length: count }, (_, index) => `${String.fromCharCode(97 + index)}: x`).join(', ');

/** A connector, but for its hosting. */
export const connectorMistakes: readonly Mistake[] = [
  [
    'a connector with nothing in it',
    'conductorone: { tenant: acme }\nconnectors:\n  - {}\n',
    [
      'connector.yaml:3:5: connectors[0].site: missing. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".',
      'connector.yaml:3:5: connectors[0].username: missing. Write the e-mail address the account logs in with.',
      'connector.yaml:3:5: connectors[0].app: missing. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.',
      'connector.yaml:3:5: connectors[0].hosting: missing. Write type: cloud, or type: self-hosted with delivery: terraform or gitops.',
    ],
  ],
  [
    'a name in upper case',
    fileOf({ name: 'Confluence' }),
    [
      'connector.yaml:7:11: connectors[0].name: "Confluence": not a name of up to 50 lower-case letters, digits and "-", starting with a letter. Choose a name like "confluence" or "confluence-eu".',
    ],
  ],
  [
    'a name of 51 characters',
    fileOf({ name: 'c'.repeat(51) }),
    [
      'connector.yaml:7:11: connectors[0].name: (value hidden): not a name of up to 50 lower-case letters, digits and "-", starting with a letter. Choose a name like "confluence" or "confluence-eu".',
    ],
  ],
  [
    'a misspelt key of a connector',
    fileOf({ usrname: 'jo@acme.com' }),
    ['connector.yaml:7:5: connectors[0].usrname: unknown key. Did you mean "username"?'],
  ],
  [
    'a key of a connector that does not exist',
    fileOf({ schedule: 'hourly' }),
    [
      'connector.yaml:7:5: connectors[0].schedule: unknown key. Known keys: name, site, allowCustomHost, cloudId, username, apiKey, skipPersonalSpaces, app, owners, hosting.',
    ],
  ],
  [
    'a key in another style',
    fileOf({ skip_personal_spaces: 'true' }),
    [
      'connector.yaml:7:5: connectors[0].skip_personal_spaces: unknown key. Did you mean "skipPersonalSpaces"?',
    ],
  ],
  [
    'entitlements beside hosting',
    fileOf({ entitlements: '{ nouns: [space] }' }),
    [
      'connector.yaml:7:5: connectors[0].entitlements: unknown key. It belongs to the hosting of a self-hosted connector; the cloud-hosted one always syncs the default set: use hosting: { type: self-hosted }.',
    ],
  ],
  [
    'no site',
    fileOf({ site: undefined }),
    [
      'connector.yaml:3:5: connectors[0].site: missing. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".',
    ],
  ],
  [
    'an empty site',
    fileOf({ site: '' }),
    [
      'connector.yaml:3:11: connectors[0].site: empty: expected text. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".',
    ],
  ],
  [
    'a site that is a number',
    fileOf({ site: '42' }),
    [
      'connector.yaml:3:11: connectors[0].site: 42: expected text. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".',
    ],
  ],
  [
    'a site without TLS',
    fileOf({ site: 'http://acme.atlassian.net' }),
    [
      'connector.yaml:3:11: connectors[0].site: "http://acme.atlassian.net": not a site. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".',
    ],
  ],
  ...['http://confluence.acme.local', 'http://wiki:8090/display/HR', 'HTTP://wiki.acme.com'].map(
    (site): Mistake => [
      `a site of Data Center without TLS: ${site}`,
      fileOf({ site, allowCustomHost: 'true' }),
      [
        `connector.yaml:3:11: connectors[0].site: "${site}": not a site: only Confluence Cloud is supported, not Data Center or Server. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".`,
      ],
    ],
  ),
  [
    'a site with a password',
    fileOf({ site: 'https://jo:pass@acme.atlassian.net' }),
    [
      'connector.yaml:3:11: connectors[0].site: (value hidden): not a site. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".',
    ],
  ],
  [
    'a site with a blank',
    fileOf({ site: 'acme wiki' }),
    [
      'connector.yaml:3:11: connectors[0].site: "acme wiki": not a site. Write "acme", "acme.atlassian.net" or "https://acme.atlassian.net".',
    ],
  ],
  [
    'a truth value in quotes',
    fileOf({ skipPersonalSpaces: '"yes"' }),
    [
      'connector.yaml:7:25: connectors[0].skipPersonalSpaces: "yes": expected true or false. Write true or false, without quotes.',
    ],
  ],
  [
    'a truth value of YAML 1.1',
    fileOf({ allowCustomHost: 'yes' }),
    [
      'connector.yaml:7:22: connectors[0].allowCustomHost: "yes": expected true or false. Write true or false, without quotes.',
    ],
  ],
  [
    'a cloud id that is a site',
    fileOf({ cloudId: 'acme' }),
    [
      'connector.yaml:7:14: connectors[0].cloudId: "acme": not a cloud id. Copy cloudId from https://<site>.atlassian.net/_edge/tenant_info.',
      'connector.yaml:7:14: connectors[0].cloudId: a scoped API token cannot be used with cloud hosting. Leave cloudId out and use a classic API token, or host the connector yourself.',
    ],
  ],
  [
    'a user name that is no e-mail address',
    fileOf({ username: 'bot' }),
    [
      'connector.yaml:4:15: connectors[0].username: "bot": not an e-mail address. Write the e-mail address the account logs in with.',
    ],
  ],
  [
    'a token as the user name',
    fileOf({ username: token }),
    [
      'connector.yaml:4:15: connectors[0].username: (value hidden): not an e-mail address. Write the e-mail address the account logs in with.',
    ],
  ],
  [
    'an API key by value',
    fileOf({ apiKey: token }),
    [
      'connector.yaml:7:13: connectors[0].apiKey: (value hidden): expected a mapping. Write apiKey: { variable: confluence_api_key } and set TF_VAR_confluence_api_key when deploying.',
    ],
  ],
  [
    'a short API key by value',
    fileOf({ apiKey: 'hunter2' }),
    [
      'connector.yaml:7:13: connectors[0].apiKey: (value hidden): expected a mapping. Write apiKey: { variable: confluence_api_key } and set TF_VAR_confluence_api_key when deploying.',
    ],
  ],
  [
    'an API key by value, one level down',
    fileOf({ apiKey: '{ value: hunter2 }' }),
    [
      'connector.yaml:7:15: connectors[0].apiKey.value: unknown key. A secret is never written here. Known keys: variable, expires.',
    ],
  ],
  [
    'an API token as a key of its own',
    fileOf({ apiToken: 'hunter2' }),
    [
      'connector.yaml:7:5: connectors[0].apiToken: unknown key. A secret is never written here. Known keys: name, site, allowCustomHost, cloudId, username, apiKey, skipPersonalSpaces, app, owners, hosting.',
    ],
  ],
  [
    'an API key in place of its variable',
    fileOf({ apiKey: `{ variable: ${token} }` }),
    [
      'connector.yaml:7:25: connectors[0].apiKey.variable: (value hidden): not the name of a Terraform variable. Use lower-case letters, digits and "_", and set TF_VAR_<name> when deploying.',
    ],
  ],
  [
    'a variable that Terraform reserves',
    fileOf({ apiKey: '{ variable: count }' }),
    [
      'connector.yaml:7:25: connectors[0].apiKey.variable: (value hidden): a name that Terraform or the provider’s credentials use. Use lower-case letters, digits and "_", and set TF_VAR_<name> when deploying.',
    ],
  ],
  [
    'a variable that the provider uses',
    fileOf({ apiKey: '{ variable: conductorone_client_secret }' }),
    [
      'connector.yaml:7:25: connectors[0].apiKey.variable: (value hidden): a name that Terraform or the provider’s credentials use. Use lower-case letters, digits and "_", and set TF_VAR_<name> when deploying.',
    ],
  ],
  [
    'a misspelt key of apiKey',
    fileOf({ apiKey: '{ expire: 2027-01-31 }' }),
    ['connector.yaml:7:15: connectors[0].apiKey.expire: unknown key. Did you mean "expires"?'],
  ],
  [
    'a day that does not exist',
    fileOf({ apiKey: '{ expires: 2027-02-30 }' }),
    ['connector.yaml:7:24: connectors[0].apiKey.expires: "2027-02-30": not a day. Write it like 2027-01-31.'],
  ],
  [
    'a day in another order',
    fileOf({ apiKey: '{ expires: 31.01.2027 }' }),
    ['connector.yaml:7:24: connectors[0].apiKey.expires: "31.01.2027": not a day. Write it like 2027-01-31.'],
  ],
  [
    'no app',
    fileOf({ app: undefined }),
    [
      'connector.yaml:3:5: connectors[0].app: missing. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.',
    ],
  ],
  [
    'an app by its name alone',
    fileOf({ app: 'Confluence' }),
    [
      'connector.yaml:5:10: connectors[0].app: "Confluence": expected a mapping. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.',
    ],
  ],
  [
    'an app that is a list',
    fileOf({ app: '[]' }),
    [
      'connector.yaml:5:10: connectors[0].app: []: expected a mapping. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.',
    ],
  ],
  [
    'an app neither new nor existing',
    fileOf({ app: '{}' }),
    [
      'connector.yaml:5:10: connectors[0].app: one of create, existing is missing. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.',
    ],
  ],
  [
    'an app both new and existing',
    fileOf({ app: '{ create: { displayName: Wiki }, existing: { id: wiki } }' }),
    [
      'connector.yaml:5:10: connectors[0].app: create and existing exclude each other. Give create: { displayName: … } or existing: { id: … } or existing: { displayName: … }.',
    ],
  ],
  [
    'a new app without a name',
    fileOf({ app: '{ create: {} }' }),
    [
      'connector.yaml:5:20: connectors[0].app.create.displayName: missing. Write the name as ConductorOne shows it.',
    ],
  ],
  [
    'a new app with an empty name',
    fileOf({ app: '{ create: { displayName: "" } }' }),
    [
      'connector.yaml:5:35: connectors[0].app.create.displayName: "": not a display name of 1 to 200 characters. Write the name as ConductorOne shows it.',
    ],
  ],
  [
    'a new app with a misspelt key',
    fileOf({ app: '{ create: { displayname: Wiki } }' }),
    [
      'connector.yaml:5:20: connectors[0].app.create.displayName: missing. Write the name as ConductorOne shows it.',
      'connector.yaml:5:22: connectors[0].app.create.displayname: unknown key. Did you mean "displayName"?',
    ],
  ],
  [
    'a new app with an unknown matching',
    fileOf({ app: '{ create: { displayName: Wiki, identityMatching: lax } }' }),
    [
      'connector.yaml:5:59: connectors[0].app.create.identityMatching: "lax": unknown value. Write strict or display-name.',
    ],
  ],
  [
    'a new app with a negative price',
    fileOf({ app: '{ create: { displayName: Wiki, monthlyCostUsd: -1 } }' }),
    [
      'connector.yaml:5:57: connectors[0].app.create.monthlyCostUsd: -1: below 0. Write a whole number from 0 on.',
    ],
  ],
  [
    'a new app with a price in cents',
    fileOf({ app: '{ create: { displayName: Wiki, monthlyCostUsd: 1.5 } }' }),
    [
      'connector.yaml:5:57: connectors[0].app.create.monthlyCostUsd: 1.5: expected a whole number. Write a whole number from 0 on.',
    ],
  ],
  [
    'a new app with annotations of ConductorOne',
    fileOf({ app: '{ create: { displayName: Wiki, annotations: { c1/owner: jo } } }' }),
    [
      'connector.yaml:5:56: connectors[0].app.create.annotations["c1/owner"]: a key under c1/, which ConductorOne keeps for itself. Write a mapping from keys to text, at most 16.',
    ],
  ],
  [
    'a new app with 17 annotations',
    fileOf({ app: `{ create: { displayName: Wiki, annotations: { ${letters(17)} } } }` }),
    [
      'connector.yaml:5:54: connectors[0].app.create.annotations: more than 16 annotations. Write a mapping from keys to text, at most 16.',
    ],
  ],
  [
    'an existing app without id and name',
    fileOf({ app: '{ existing: {} }' }),
    [
      'connector.yaml:5:22: connectors[0].app.existing: one of id, displayName is missing. Give id, or displayName where exactly one app has that name.',
    ],
  ],
  [
    'an existing app with id and name',
    fileOf({ app: '{ existing: { id: wiki, displayName: Wiki } }' }),
    [
      'connector.yaml:5:22: connectors[0].app.existing: id and displayName exclude each other. Give id, or displayName where exactly one app has that name.',
    ],
  ],
  [
    'an existing app with a bad id',
    fileOf({ app: '{ existing: { id: "wiki/1" } }' }),
    [
      'connector.yaml:5:28: connectors[0].app.existing.id: "wiki/1": not an id. Copy it from the address bar of ConductorOne.',
    ],
  ],
  [
    'owners that are no list',
    fileOf({ owners: 'jo@acme.com' }),
    [
      'connector.yaml:7:13: connectors[0].owners: "jo@acme.com": expected a list. Write a list of e-mail addresses or user ids.',
    ],
  ],
  [
    'an owner by name',
    fileOf({ owners: '[jo@acme.com, Jo Doe]' }),
    [
      'connector.yaml:7:27: connectors[0].owners[1]: "Jo Doe": not an e-mail address or user id. Write the e-mail address or the user id of a ConductorOne user.',
    ],
  ],
  [
    'an owner that is a number',
    fileOf({ owners: '[42]' }),
    [
      'connector.yaml:7:14: connectors[0].owners[0]: 42: expected text. Write the e-mail address or the user id of a ConductorOne user.',
    ],
  ],
];
