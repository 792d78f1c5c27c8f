import { fileOf, type Mistake, token } from './mistake.ts';

/** What keeps a file from being YAML. */
export const yamlMistakes: readonly Mistake[] = [
  [
    'a list that is not closed',
    'conductorone: { tenant: acme }\nconnectors: [\n',
    [
      'connector.yaml:3:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
  ],
  [
    'a quote that is not closed, without an excerpt',
    `conductorone: { tenant: acme }\nconnectors: "${token}\n`,
    ['connector.yaml:3:1: not valid YAML: Missing closing "quote.'],
  ],
  [
    'a mapping in a line',
    'conductorone: tenant: acme\n',
    ['connector.yaml:1:15: not valid YAML: Nested mappings are not allowed in compact mappings.'],
  ],
  [
    'a tab as indentation',
    'conductorone:\n\ttenant: acme\n',
    ['connector.yaml:2:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.'],
  ],
  [
    'tabs as indentation, line after line',
    'conductorone:\n\ttenant: acme\nconnectors:\n\t- site: acme\n\t  app:\n\t\texisting: *app\n',
    ['connector.yaml:2:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.'],
  ],
  [
    'a tab after the hyphen of a list',
    'conductorone: { tenant: acme }\nconnectors:\n  - \tsite: acme\n    username: jo@acme.com\n',
    ['connector.yaml:3:4: not valid YAML: Tabs are not allowed as indentation. Use spaces.'],
  ],
  [
    'a tab as indentation in a flow mapping',
    'conductorone: {\n\ttenant: acme\n}\nconnectors: []\n',
    ['connector.yaml:2:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.'],
  ],
  [
    'a tab as indentation in a flow sequence',
    'conductorone: { tenant: acme }\nconnectors: [\n  {},\n\t{}\n]\n',
    ['connector.yaml:4:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.'],
  ],
  [
    'a tab as indentation of text in quotes',
    'conductorone:\n  tenant: "ac\n\tme"\nconnectors: []\n',
    ['connector.yaml:3:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.'],
  ],
  [
    'a tab as indentation of a block of text',
    'conductorone:\n  tenant: |\n\tacme\nconnectors: []\n',
    ['connector.yaml:3:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.'],
  ],
  [
    'a tab as indentation after another mistake',
    'conductorone: @acme\nconnectors:\n\t- site: @acme\n',
    [
      'connector.yaml:1:15: not valid YAML: Plain value cannot start with reserved character @.',
      'connector.yaml:3:1: not valid YAML: Tabs are not allowed as indentation. Use spaces.',
    ],
  ],
  [
    'text that begins with a reserved character',
    fileOf({ username: '@acme' }),
    ['connector.yaml:4:15: not valid YAML: Plain value cannot start with reserved character @.'],
  ],
  [
    'an escape that does not exist',
    fileOf({ username: '"bot\\_@acme.com\\q"' }),
    ['connector.yaml:4:30: not valid YAML: an escape sequence that does not exist. Use single quotes.'],
  ],
  [
    'an alias without an anchor',
    fileOf({ username: '*bot' }),
    [
      'connector.yaml:4:15: not valid YAML: an alias without an anchor before it. Quote text that starts with "*".',
    ],
  ],
  [
    'a tag that does not exist',
    fileOf({ username: '!bot!acme x' }),
    ['connector.yaml:4:15: not valid YAML: a tag that cannot be resolved.'],
  ],
  [
    'two documents',
    'conductorone: { tenant: acme }\n---\nconnectors: []\n',
    ['connector.yaml:2:1: not valid YAML: more than one document. Keep one, and no "---" after it.'],
  ],
  [
    'several at once',
    'conductorone: @acme\nconnectors: *all\n',
    [
      'connector.yaml:1:15: not valid YAML: Plain value cannot start with reserved character @.',
      'connector.yaml:2:13: not valid YAML: an alias without an anchor before it. Quote text that starts with "*".',
    ],
  ],
];
