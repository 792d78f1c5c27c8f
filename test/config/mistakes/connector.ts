import { fileOf, type Mistake, token } from './mistake.ts';

const letters = (count: number) =>
  Array.from({ length: count }, (_, index) => `${String.fromCharCode(97 + index)}: x`).join(', ');

/** A connector, but for its hosting. */
export const connectorMistakes: readonly Mistake[] = [
  [
    'a connector with nothing in it',
    'conductorone: { tenant: acme }\nconnectors:\n  - {}\n',
    [
      '3:5 connectors[0].site missing',
      '3:5 connectors[0].username missing',
      '3:5 connectors[0].app missing',
      '3:5 connectors[0].hosting missing',
    ],
  ],
  ['a name in upper case', fileOf({ name: 'Confluence' }), ['7:11 connectors[0].name invalid-value']],
  ['a name of 51 characters', fileOf({ name: 'c'.repeat(51) }), ['7:11 connectors[0].name invalid-value']],
  [
    'a misspelt key of a connector',
    fileOf({ usrname: 'jo@acme.com' }),
    ['7:5 connectors[0].usrname unknown-key'],
  ],
  [
    'a key of a connector that does not exist',
    fileOf({ schedule: 'hourly' }),
    ['7:5 connectors[0].schedule unknown-key'],
  ],
  [
    'a key in another style',
    fileOf({ skip_personal_spaces: 'true' }),
    ['7:5 connectors[0].skip_personal_spaces unknown-key'],
  ],
  [
    'entitlements beside hosting',
    fileOf({ entitlements: '{ nouns: [space] }' }),
    ['7:5 connectors[0].entitlements unknown-key'],
  ],
  ['no site', fileOf({ site: undefined }), ['3:5 connectors[0].site missing']],
  ['an empty site', fileOf({ site: '' }), ['3:11 connectors[0].site wrong-type']],
  ['a site that is a number', fileOf({ site: '42' }), ['3:11 connectors[0].site wrong-type']],
  [
    'a site without TLS',
    fileOf({ site: 'http://acme.atlassian.net' }),
    ['3:11 connectors[0].site invalid-value'],
  ],
  ...['http://confluence.acme.local', 'http://wiki:8090/display/HR', 'HTTP://wiki.acme.com'].map(
    (site): Mistake => [
      `a site of Data Center without TLS: ${site}`,
      fileOf({ site, allowCustomHost: 'true' }),
      ['3:11 connectors[0].site invalid-value'],
    ],
  ),
  [
    'a site with a password',
    fileOf({ site: 'https://jo:pass@acme.atlassian.net' }),
    ['3:11 connectors[0].site invalid-value'],
  ],
  ['a site with a blank', fileOf({ site: 'acme wiki' }), ['3:11 connectors[0].site invalid-value']],
  [
    'a truth value in quotes',
    fileOf({ skipPersonalSpaces: '"yes"' }),
    ['7:25 connectors[0].skipPersonalSpaces wrong-type'],
  ],
  [
    'a truth value of YAML 1.1',
    fileOf({ allowCustomHost: 'yes' }),
    ['7:22 connectors[0].allowCustomHost wrong-type'],
  ],
  [
    'a cloud id that is a site',
    fileOf({ cloudId: 'acme' }),
    [
      '7:14 connectors[0].cloudId invalid-value',
      '7:14 connectors[0].cloudId scoped-token-with-cloud-hosting',
    ],
  ],
  [
    'a user name that is no e-mail address',
    fileOf({ username: 'bot' }),
    ['4:15 connectors[0].username invalid-value'],
  ],
  ['a token as the user name', fileOf({ username: token }), ['4:15 connectors[0].username invalid-value']],
  ['an API key by value', fileOf({ apiKey: token }), ['7:13 connectors[0].apiKey wrong-type']],
  ['a short API key by value', fileOf({ apiKey: 'hunter2' }), ['7:13 connectors[0].apiKey wrong-type']],
  [
    'an API key by value, one level down',
    fileOf({ apiKey: '{ value: hunter2 }' }),
    ['7:15 connectors[0].apiKey.value unknown-key'],
  ],
  [
    'an API token as a key of its own',
    fileOf({ apiToken: 'hunter2' }),
    ['7:5 connectors[0].apiToken unknown-key'],
  ],
  [
    'an API key in place of its variable',
    fileOf({ apiKey: `{ variable: ${token} }` }),
    ['7:25 connectors[0].apiKey.variable invalid-value'],
  ],
  [
    'a variable that Terraform reserves',
    fileOf({ apiKey: '{ variable: count }' }),
    ['7:25 connectors[0].apiKey.variable invalid-value'],
  ],
  [
    'a variable that the provider uses',
    fileOf({ apiKey: '{ variable: conductorone_client_secret }' }),
    ['7:25 connectors[0].apiKey.variable invalid-value'],
  ],
  [
    'a misspelt key of apiKey',
    fileOf({ apiKey: '{ expire: 2027-01-31 }' }),
    ['7:15 connectors[0].apiKey.expire unknown-key'],
  ],
  [
    'a day that does not exist',
    fileOf({ apiKey: '{ expires: 2027-02-30 }' }),
    ['7:24 connectors[0].apiKey.expires invalid-value'],
  ],
  [
    'a day in another order',
    fileOf({ apiKey: '{ expires: 31.01.2027 }' }),
    ['7:24 connectors[0].apiKey.expires invalid-value'],
  ],
  ['no app', fileOf({ app: undefined }), ['3:5 connectors[0].app missing']],
  ['an app by its name alone', fileOf({ app: 'Confluence' }), ['5:10 connectors[0].app wrong-type']],
  ['an app that is a list', fileOf({ app: '[]' }), ['5:10 connectors[0].app wrong-type']],
  ['an app neither new nor existing', fileOf({ app: '{}' }), ['5:10 connectors[0].app exactly-one-required']],
  [
    'an app both new and existing',
    fileOf({ app: '{ create: { displayName: Wiki }, existing: { id: wiki } }' }),
    ['5:10 connectors[0].app exactly-one-required'],
  ],
  [
    'a new app without a name',
    fileOf({ app: '{ create: {} }' }),
    ['5:20 connectors[0].app.create.displayName missing'],
  ],
  [
    'a new app with an empty name',
    fileOf({ app: '{ create: { displayName: "" } }' }),
    ['5:35 connectors[0].app.create.displayName invalid-value'],
  ],
  [
    'a new app with a misspelt key',
    fileOf({ app: '{ create: { displayname: Wiki } }' }),
    [
      '5:20 connectors[0].app.create.displayName missing',
      '5:22 connectors[0].app.create.displayname unknown-key',
    ],
  ],
  [
    'a new app with an unknown matching',
    fileOf({ app: '{ create: { displayName: Wiki, identityMatching: lax } }' }),
    ['5:59 connectors[0].app.create.identityMatching invalid-value'],
  ],
  [
    'a new app with a negative price',
    fileOf({ app: '{ create: { displayName: Wiki, monthlyCostUsd: -1 } }' }),
    ['5:57 connectors[0].app.create.monthlyCostUsd invalid-value'],
  ],
  [
    'a new app with a price in cents',
    fileOf({ app: '{ create: { displayName: Wiki, monthlyCostUsd: 1.5 } }' }),
    ['5:57 connectors[0].app.create.monthlyCostUsd wrong-type'],
  ],
  [
    'a new app with annotations of ConductorOne',
    fileOf({ app: '{ create: { displayName: Wiki, annotations: { c1/owner: jo } } }' }),
    ['5:56 connectors[0].app.create.annotations["c1/owner"] invalid-key'],
  ],
  [
    'a new app with 17 annotations',
    fileOf({ app: `{ create: { displayName: Wiki, annotations: { ${letters(17)} } } }` }),
    ['5:54 connectors[0].app.create.annotations invalid-value'],
  ],
  [
    'an existing app without id and name',
    fileOf({ app: '{ existing: {} }' }),
    ['5:22 connectors[0].app.existing exactly-one-required'],
  ],
  [
    'an existing app with id and name',
    fileOf({ app: '{ existing: { id: wiki, displayName: Wiki } }' }),
    ['5:22 connectors[0].app.existing exactly-one-required'],
  ],
  [
    'an existing app with a bad id',
    fileOf({ app: '{ existing: { id: "wiki/1" } }' }),
    ['5:28 connectors[0].app.existing.id invalid-value'],
  ],
  ['owners that are no list', fileOf({ owners: 'jo@acme.com' }), ['7:13 connectors[0].owners wrong-type']],
  [
    'an owner by name',
    fileOf({ owners: '[jo@acme.com, Jo Doe]' }),
    ['7:27 connectors[0].owners[1] invalid-value'],
  ],
  ['an owner that is a number', fileOf({ owners: '[42]' }), ['7:14 connectors[0].owners[0] wrong-type']],
];
