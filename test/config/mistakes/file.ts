import { clientSecret, fileOf, type Mistake } from './mistake.ts';

/** The file as a whole, and conductorone. */
export const fileMistakes: readonly Mistake[] = [
  ['an empty file', '', ['1:1 wrong-type']],
  ['nothing but a comment', '# nothing yet\n', ['1:1 wrong-type']],
  ['a file that is a list', '- conductorone\n', ['1:1 wrong-type']],
  ['a file that is text', 'conductorone\n', ['1:1 wrong-type']],
  ['missing sections', '{}\n', ['1:1 conductorone missing', '1:1 connectors missing']],
  [
    'empty sections',
    'conductorone:\nconnectors:\n',
    ['1:14 conductorone wrong-type', '2:12 connectors wrong-type'],
  ],
  [
    'sections of the wrong type',
    'conductorone: acme\nconnectors: {}\n',
    ['1:15 conductorone wrong-type', '2:13 connectors wrong-type'],
  ],
  [
    'a misspelt section',
    'conductorone: { tenant: acme }\nconectors: []\n',
    ['1:1 connectors missing', '2:1 conectors unknown-key'],
  ],
  ['a section that does not exist', `${fileOf({})}defaults: {}\n`, ['7:1 defaults unknown-key']],
  ['a key that every object has', `${fileOf({})}constructor: {}\n`, ['7:1 constructor unknown-key']],
  ['no connector', 'conductorone: { tenant: acme }\nconnectors: []\n', ['2:13 connectors invalid-value']],
  [
    'connectors that are no mappings',
    'conductorone: { tenant: acme }\nconnectors: [acme, 1, ~, []]\n',
    [
      '2:14 connectors[0] wrong-type',
      '2:20 connectors[1] wrong-type',
      '2:23 connectors[2] wrong-type',
      '2:26 connectors[3] wrong-type',
    ],
  ],
  [
    'a tenant that is a URL',
    fileOf({}).replace('acme', 'https://acme.conductor.one'),
    ['1:25 conductorone.tenant invalid-value'],
  ],
  ['a tenant that is a number', fileOf({}).replace('acme', '42'), ['1:25 conductorone.tenant wrong-type']],
  [
    'a server URL without TLS',
    fileOf({}).replace('tenant: acme', 'serverUrl: http://acme.conductor.one'),
    ['1:28 conductorone.serverUrl invalid-value'],
  ],
  [
    'a server URL with a path',
    fileOf({}).replace('tenant: acme', 'serverUrl: https://acme.conductor.one/api'),
    ['1:28 conductorone.serverUrl invalid-value'],
  ],
  [
    'a server URL with a password',
    fileOf({}).replace('tenant: acme', 'serverUrl: https://jo:pass@acme.conductor.one'),
    ['1:28 conductorone.serverUrl invalid-value'],
  ],
  [
    'credentials by value',
    fileOf({}).replace('acme', `acme, credentials: ${clientSecret}`),
    ['1:44 conductorone.credentials invalid-value'],
  ],
  [
    'a client secret as a key of its own',
    fileOf({}).replace('acme', 'acme, clientSecret: hunter2'),
    ['1:31 conductorone.clientSecret unknown-key'],
  ],
  [
    'a misspelt key of conductorone',
    fileOf({}).replace('acme', 'acme, crdentials: environment'),
    ['1:31 conductorone.crdentials unknown-key'],
  ],
];
