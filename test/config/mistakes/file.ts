import { clientSecret, fileOf, type Mistake } from './mistake.ts';

/** The file as a whole, and conductorone. */
export const fileMistakes: readonly Mistake[] = [
  [
    'an empty file',
    '',
    [
      'connector.yaml:1:1: empty: expected a mapping. Write conductorone and connectors; "npx confluence-connector init" makes an example.',
    ],
  ],
  [
    'nothing but a comment',
    '# nothing yet\n',
    [
      'connector.yaml:1:1: empty: expected a mapping. Write conductorone and connectors; "npx confluence-connector init" makes an example.',
    ],
  ],
  [
    'a file that is a list',
    '- conductorone\n',
    [
      'connector.yaml:1:1: a list: expected a mapping. Write conductorone and connectors; "npx confluence-connector init" makes an example.',
    ],
  ],
  [
    'a file that is text',
    'conductorone\n',
    [
      'connector.yaml:1:1: "conductorone": expected a mapping. Write conductorone and connectors; "npx confluence-connector init" makes an example.',
    ],
  ],
  [
    'missing sections',
    '{}\n',
    [
      'connector.yaml:1:1: conductorone: missing. Give tenant: acme for https://acme.conductor.one, or serverUrl.',
      'connector.yaml:1:1: connectors: missing. Write a list with at least one connector.',
    ],
  ],
  [
    'empty sections',
    'conductorone:\nconnectors:\n',
    [
      'connector.yaml:1:14: conductorone: empty: expected a mapping. Give tenant: acme for https://acme.conductor.one, or serverUrl.',
      'connector.yaml:2:12: connectors: empty: expected a list. Write a list with at least one connector.',
    ],
  ],
  [
    'sections of the wrong type',
    'conductorone: acme\nconnectors: {}\n',
    [
      'connector.yaml:1:15: conductorone: "acme": expected a mapping. Give tenant: acme for https://acme.conductor.one, or serverUrl.',
      'connector.yaml:2:13: connectors: a mapping: expected a list. Write a list with at least one connector.',
    ],
  ],
  [
    'a misspelt section',
    'conductorone: { tenant: acme }\nconectors: []\n',
    [
      'connector.yaml:1:1: connectors: missing. Write a list with at least one connector.',
      'connector.yaml:2:1: conectors: unknown key. Did you mean "connectors"?',
    ],
  ],
  [
    'a section that does not exist',
    `${fileOf({})}defaults: {}\n`,
    [
      'connector.yaml:7:1: defaults: unknown key. Known keys: conductorone, state, connectors; and what begins with x-, for anchors of your own.',
    ],
  ],
  [
    'a key that every object has',
    `${fileOf({})}constructor: {}\n`,
    [
      'connector.yaml:7:1: constructor: unknown key. Known keys: conductorone, state, connectors; and what begins with x-, for anchors of your own.',
    ],
  ],
  [
    'no connector',
    'conductorone: { tenant: acme }\nconnectors: []\n',
    ['connector.yaml:2:13: connectors: []: must not be empty. Write a list with at least one connector.'],
  ],
  [
    'connectors that are no mappings',
    'conductorone: { tenant: acme }\nconnectors: [acme, 1, ~, []]\n',
    [
      'connector.yaml:2:14: connectors[0]: "acme": expected a mapping. Give at least site, username, app and hosting.',
      'connector.yaml:2:20: connectors[1]: 1: expected a mapping. Give at least site, username, app and hosting.',
      'connector.yaml:2:23: connectors[2]: empty: expected a mapping. Give at least site, username, app and hosting.',
      'connector.yaml:2:26: connectors[3]: []: expected a mapping. Give at least site, username, app and hosting.',
    ],
  ],
  [
    'a tenant that is a URL',
    fileOf({}).replace('acme', 'https://acme.conductor.one'),
    [
      'connector.yaml:1:25: conductorone.tenant: "https://acme.conductor.one": not a tenant name. Write the part before .conductor.one.',
    ],
  ],
  [
    'a tenant that is a number',
    fileOf({}).replace('acme', '42'),
    ['connector.yaml:1:25: conductorone.tenant: 42: expected text. Write the part before .conductor.one.'],
  ],
  [
    'a server URL without TLS',
    fileOf({}).replace('tenant: acme', 'serverUrl: http://acme.conductor.one'),
    [
      'connector.yaml:1:28: conductorone.serverUrl: "http://acme.conductor.one": not an https URL without a path. Write it like "https://acme.conductor.one".',
    ],
  ],
  [
    'a server URL with a path',
    fileOf({}).replace('tenant: acme', 'serverUrl: https://acme.conductor.one/api'),
    [
      'connector.yaml:1:28: conductorone.serverUrl: "https://acme.conductor.one/api": not an https URL without a path. Write it like "https://acme.conductor.one".',
    ],
  ],
  [
    'a server URL with a password',
    fileOf({}).replace('tenant: acme', 'serverUrl: https://jo:pass@acme.conductor.one'),
    [
      'connector.yaml:1:28: conductorone.serverUrl: (value hidden): not an https URL without a path. Write it like "https://acme.conductor.one".',
    ],
  ],
  [
    'credentials by value',
    fileOf({}).replace('acme', `acme, credentials: ${clientSecret}`),
    [
      'connector.yaml:1:44: conductorone.credentials: (value hidden): unknown value. Write environment or variables; a credential is never written in this file.',
    ],
  ],
  [
    'a client secret as a key of its own',
    fileOf({}).replace('acme', 'acme, clientSecret: hunter2'),
    [
      'connector.yaml:1:31: conductorone.clientSecret: unknown key. A secret is never written here. Known keys: tenant, serverUrl, credentials.',
    ],
  ],
  [
    'a misspelt key of conductorone',
    fileOf({}).replace('acme', 'acme, crdentials: environment'),
    ['connector.yaml:1:31: conductorone.crdentials: unknown key. Did you mean "credentials"?'],
  ],
];
