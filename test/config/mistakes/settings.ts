import { deployed, fileOf, type Mistake } from './mistake.ts';

const own = { image: 'registry.acme.com/confluence-sync:1.2.3' };

/** The settings and the variables of the connector's program. */
export const settingMistakes: readonly Mistake[] = [
  [
    'settings that the vendor’s image does not have',
    fileOf(deployed({ maxShrink: '30%', skipArchivedSpaces: 'true', workers: '8' })),
    [
      '10:18 connectors[0].hosting.maxShrink unsupported-setting',
      '11:27 connectors[0].hosting.skipArchivedSpaces unsupported-setting',
    ],
  ],
  [
    'the same with a mirror of the vendor’s image',
    fileOf(deployed({ image: 'registry.acme.com/conductorone/baton-confluence:1.2.3', timeLimit: '1h' })),
    ['11:18 connectors[0].hosting.timeLimit unsupported-setting'],
  ],
  [
    'a Secret as files, which the vendor’s image does not read',
    fileOf(deployed({ mountSecret: 'true' })),
    ['10:20 connectors[0].hosting.mountSecret unsupported-setting'],
  ],
  [
    'settings out of range, or written otherwise',
    fileOf(
      deployed({
        ...own,
        workers: '1000',
        maxShrink: '0.5',
        timeLimit: '90',
        acceptShrinkage: 'people=3',
        logFormat: 'text',
      }),
    ),
    [
      '11:16 connectors[0].hosting.workers invalid-value',
      '12:18 connectors[0].hosting.maxShrink wrong-type',
      '13:18 connectors[0].hosting.timeLimit wrong-type',
      '14:24 connectors[0].hosting.acceptShrinkage invalid-value',
      '15:18 connectors[0].hosting.logFormat invalid-value',
    ],
  ],
  [
    'a variable that has a key of its own',
    fileOf(deployed({ env: '[{ name: BATON_WORKERS, value: "8" }, { name: BATON_NOUN, value: space }]' })),
    [
      '10:21 connectors[0].hosting.env[0].name reserved-variable',
      '10:58 connectors[0].hosting.env[1].name reserved-variable',
    ],
  ],
  [
    'a variable that the workload sets',
    fileOf(
      deployed({
        env: '[{ name: BATON_API_KEY, valueFrom: { secretKeyRef: { name: a, key: b } } }, { name: TMPDIR, value: /x }]',
      }),
    ),
    [
      '10:21 connectors[0].hosting.env[0].name reserved-variable',
      '10:96 connectors[0].hosting.env[1].name reserved-variable',
    ],
  ],
  [
    'a variable that another key sets',
    fileOf(
      deployed({ proxy: '{ https: "http://proxy" }', env: '[{ name: https_proxy, value: "http://other" }]' }),
    ),
    ['11:21 connectors[0].hosting.env[0].name reserved-variable'],
  ],
  [
    'a setting that confluence-sync does not have',
    fileOf(deployed({ ...own, env: '[{ name: BATON_TICKETING, value: "true" }]' })),
    ['11:21 connectors[0].hosting.env[0].name unsupported-setting'],
  ],
  [
    'a variable named twice',
    fileOf(deployed({ env: '[{ name: A, value: "1" }, { name: A, value: "2" }]' })),
    ['10:46 connectors[0].hosting.env[1].name duplicate'],
  ],
  [
    'a variable without a value, and one with two',
    fileOf(
      deployed({
        env: '[{ name: A }, { name: B, value: x, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]',
      }),
    ),
    [
      '10:13 connectors[0].hosting.env[0] exactly-one-required',
      '10:26 connectors[0].hosting.env[1] exactly-one-required',
    ],
  ],
  ...[
    '{ name: OTEL_TOKEN, value: hunter2 }',
    '{ name: ALL_PROXY, value: "http://jo:hunter2@proxy:3128" }',
    '{ name: OTEL_EXPORTER_OTLP_HEADERS, value: "authorization=Bearer hunter2hunter2" }',
  ].map(
    (variable): Mistake => [
      `a secret as a value: ${variable}`,
      fileOf(deployed({ env: `[${variable}]` })),
      [
        `10:${13 + variable.indexOf('value: ') + 'value: '.length} connectors[0].hosting.env[0].value secret-in-file`,
      ],
    ],
  ),
  [
    'parts of a Deployment that are none, or ours alone',
    fileOf(deployed({ ignoreChanges: '[image, "podAnnotations[confluence-connector/secret-revision]"]' })),
    [
      '10:23 connectors[0].hosting.ignoreChanges[0] invalid-value',
      '10:30 connectors[0].hosting.ignoreChanges[1] invalid-value',
    ],
  ],
];
