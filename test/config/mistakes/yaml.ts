import { fileOf, type Mistake, token } from './mistake.ts';

/** What keeps a file from being YAML. */
export const yamlMistakes: readonly Mistake[] = [
  ['a list that is not closed', 'conductorone: { tenant: acme }\nconnectors: [\n', ['3:1 invalid-yaml']],
  [
    'a quote that is not closed, without an excerpt',
    `conductorone: { tenant: acme }\nconnectors: "${token}\n`,
    ['3:1 invalid-yaml'],
  ],
  ['a mapping in a line', 'conductorone: tenant: acme\n', ['1:15 invalid-yaml']],
  ['a tab as indentation', 'conductorone:\n\ttenant: acme\n', ['2:1 invalid-yaml']],
  [
    'tabs as indentation, line after line',
    'conductorone:\n\ttenant: acme\nconnectors:\n\t- site: acme\n\t  app:\n\t\texisting: *app\n',
    ['2:1 invalid-yaml'],
  ],
  [
    'a tab after the hyphen of a list',
    'conductorone: { tenant: acme }\nconnectors:\n  - \tsite: acme\n    username: jo@acme.com\n',
    ['3:4 invalid-yaml'],
  ],
  [
    'a tab as indentation in a flow mapping',
    'conductorone: {\n\ttenant: acme\n}\nconnectors: []\n',
    ['2:1 invalid-yaml'],
  ],
  [
    'a tab as indentation in a flow sequence',
    'conductorone: { tenant: acme }\nconnectors: [\n  {},\n\t{}\n]\n',
    ['4:1 invalid-yaml'],
  ],
  [
    'a tab as indentation of text in quotes',
    'conductorone:\n  tenant: "ac\n\tme"\nconnectors: []\n',
    ['3:1 invalid-yaml'],
  ],
  [
    'a tab as indentation of a block of text',
    'conductorone:\n  tenant: |\n\tacme\nconnectors: []\n',
    ['3:1 invalid-yaml'],
  ],
  [
    'a tab as indentation after another mistake',
    'conductorone: @acme\nconnectors:\n\t- site: @acme\n',
    ['1:15 invalid-yaml', '3:1 invalid-yaml'],
  ],
  ['text that begins with a reserved character', fileOf({ username: '@acme' }), ['4:15 invalid-yaml']],
  ['an escape that does not exist', fileOf({ username: '"bot\\_@acme.com\\q"' }), ['4:30 invalid-yaml']],
  ['an alias without an anchor', fileOf({ username: '*bot' }), ['4:15 invalid-yaml']],
  ['a tag that does not exist', fileOf({ username: '!bot!acme x' }), ['4:15 invalid-yaml']],
  ['two documents', 'conductorone: { tenant: acme }\n---\nconnectors: []\n', ['2:1 invalid-yaml']],
  ['several at once', 'conductorone: @acme\nconnectors: *all\n', ['1:15 invalid-yaml', '2:13 invalid-yaml']],
];
