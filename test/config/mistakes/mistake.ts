/** Secrets that must never show: an Atlassian API token, and a ConductorOne client secret. */
export const token = 'ATATT3xFfGF0CANARYcanaryCANARY';
export const clientSecret = 'secret-token:conductorone.com:v1:eyJDQU5BUlkiOiJjYW5hcnkifQ';

/** YAML with a line per key: what follows its colon, or a nested mapping; undefined leaves the key out. */
export interface Keys {
  readonly [key: string]: string | Keys | undefined;
}

/**
 * A file with these connectors, cloud-hosted unless their keys say otherwise. The first has site in line 3,
 * username in 4, app in 5 and hosting in 6; other keys follow from 7 on.
 */
export function fileOf(...connectors: readonly Keys[]): string {
  const sound = {
    site: 'acme',
    username: 'bot@acme.com',
    app: '{ existing: { id: wiki } }',
    hosting: '{ type: cloud }',
  };
  const complete = connectors.map((keys) => ({ ...sound, ...keys }));
  return [
    'conductorone: { tenant: acme }',
    'connectors:',
    ...complete.flatMap((keys) =>
      block(keys).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`),
    ),
    '',
  ].join('\n');
}

/**
 * A connector's keys when Terraform delivers it: hosting has type in line 7, delivery in 8 and cluster in 9; the
 * given keys follow from 10 on, then the connector's.
 */
export function deployed(hosting: Keys = {}, connector: Keys = {}): Keys {
  const type = 'self-hosted';
  return {
    ...connector,
    hosting: { type, delivery: 'terraform', cluster: '{ inCluster: true }', ...hosting },
  };
}

/** As {@link deployed}, when it is delivered as YAML: secrets stand in line 9. */
export function delivered(hosting: Keys = {}, connector: Keys = {}): Keys {
  const type = 'self-hosted';
  return { ...connector, hosting: { type, delivery: 'gitops', secrets: '{ from: template }', ...hosting } };
}

function block(keys: Keys): readonly string[] {
  return Object.entries(keys).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return typeof value === 'string'
      ? [`${key}: ${value}`]
      : [`${key}:`, ...block(value).map((line) => `  ${line}`)];
  });
}

/**
 * A kind of mistake, a file that makes it, and all that is wrong with it, each as `line:column path code`. The sentences
 * about it are snapshots of the tests.
 */
export type Mistake = readonly [kind: string, yaml: string, problems: readonly string[]];
