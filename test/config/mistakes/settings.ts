import { ignorable } from '../../../src/config/schema/ignorable.ts';
import { deployed, fileOf, type Mistake } from './mistake.ts';

const remedy = 'Set hosting.image to this project’s runtime, or leave it out.';

const own = { image: 'registry.acme.com/confluence-sync:1.2.3' };

/** The settings and the variables of the connector's program. */
export const settingMistakes: readonly Mistake[] = [
  [
    'settings that the vendor’s image does not have',
    fileOf(deployed({ maxShrink: '30%', skipArchivedSpaces: 'true', workers: '8' })),
    [
      `connector.yaml:10:18: connectors[0].hosting.maxShrink: the vendor’s image has no such setting. ${remedy}`,
      `connector.yaml:11:27: connectors[0].hosting.skipArchivedSpaces: the vendor’s image has no such setting. ${remedy}`,
    ],
  ],
  [
    'the same with a mirror of the vendor’s image',
    fileOf(deployed({ image: 'registry.acme.com/conductorone/baton-confluence:1.2.3', timeLimit: '1h' })),
    [
      `connector.yaml:11:18: connectors[0].hosting.timeLimit: the vendor’s image has no such setting. ${remedy}`,
    ],
  ],
  [
    'a Secret as files, which the vendor’s image does not read',
    fileOf(deployed({ mountSecret: 'true' })),
    [
      `connector.yaml:10:20: connectors[0].hosting.mountSecret: the vendor’s image has no such setting. ${remedy}`,
    ],
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
      'connector.yaml:11:16: connectors[0].hosting.workers: 1000: above 256. Write a whole number from -1 to 256.',
      'connector.yaml:12:18: connectors[0].hosting.maxShrink: 0.5: expected text. Write it like "30%".',
      'connector.yaml:13:18: connectors[0].hosting.timeLimit: 90: expected text. Write it like "90s", "10m" or "1h".',
      'connector.yaml:14:24: connectors[0].hosting.acceptShrinkage: "people=3": not a list of counts. Write it as the refused sync says, e.g. "users=120,grants-on-spaces=443".',
      'connector.yaml:15:18: connectors[0].hosting.logFormat: "text": unknown value. Write json or console.',
    ],
  ],
  [
    'a variable that has a key of its own',
    fileOf(deployed({ env: '[{ name: BATON_WORKERS, value: "8" }, { name: BATON_NOUN, value: space }]' })),
    [
      'connector.yaml:10:21: connectors[0].hosting.env[0].name: "BATON_WORKERS": has a key of its own. Write hosting.workers.',
      'connector.yaml:10:58: connectors[0].hosting.env[1].name: "BATON_NOUN": has a key of its own. Write hosting.entitlements.nouns.',
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
      'connector.yaml:10:21: connectors[0].hosting.env[0].name: "BATON_API_KEY": the workload sets it itself. Leave it out.',
      'connector.yaml:10:96: connectors[0].hosting.env[1].name: "TMPDIR": the workload sets it itself. Leave it out.',
    ],
  ],
  [
    'a variable that another key sets',
    fileOf(
      deployed({ proxy: '{ https: "http://proxy" }', env: '[{ name: https_proxy, value: "http://other" }]' }),
    ),
    [
      'connector.yaml:11:21: connectors[0].hosting.env[0].name: "https_proxy": hosting.proxy sets it. Leave out one of the two.',
    ],
  ],
  [
    'a setting that confluence-sync does not have',
    fileOf(deployed({ ...own, env: '[{ name: BATON_TICKETING, value: "true" }]' })),
    [
      'connector.yaml:11:21: connectors[0].hosting.env[0].name: "BATON_TICKETING": confluence-sync has no such setting. Leave it out.',
    ],
  ],
  [
    'a variable named twice',
    fileOf(deployed({ env: '[{ name: A, value: "1" }, { name: A, value: "2" }]' })),
    ['connector.yaml:10:46: connectors[0].hosting.env[1].name: "A": named twice. Remove one.'],
  ],
  [
    'a variable without a value, and one with two',
    fileOf(
      deployed({
        env: '[{ name: A }, { name: B, value: x, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]',
      }),
    ),
    [
      'connector.yaml:10:13: connectors[0].hosting.env[0]: needs exactly one of value, valueFrom. Give one.',
      'connector.yaml:10:26: connectors[0].hosting.env[1]: needs exactly one of value, valueFrom. Give one.',
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
        `connector.yaml:10:${13 + variable.indexOf('value: ') + 'value: '.length}: connectors[0].hosting.env[0].value: a secret is never written here. Use valueFrom: { secretKeyRef: … }.`,
      ],
    ],
  ),
  [
    'parts of a Deployment that are none, or ours alone',
    fileOf(deployed({ ignoreChanges: '[image, "podAnnotations[confluence-connector/secret-revision]"]' })),
    ['image', 'podAnnotations[confluence-connector/secret-revision]'].map(
      (part, index) =>
        `connector.yaml:10:${index === 0 ? 23 : 30}: connectors[0].hosting.ignoreChanges[${index}]: "${part}": not a part of the Deployment. Write ${ignorable.join(', ')}, or a key such as podLabels[acme.com/team] or podAnnotations[…].`,
    ),
  ],
];
