import * as z from 'zod';
import { countNames, limits, logFormats, resourceTypes } from '../vocabulary.ts';
import { durationPattern } from './duration.ts';
import { field, flag, nonEmpty, text } from './fields.ts';
import { portSource } from './site.ts';

const duration = (description: string) =>
  text(durationPattern, {
    expected: 'a duration',
    description,
    remedy: 'Write it like "90s", "10m" or "1h".',
  }).optional();

const whole = (least: number, most: number, description: string) =>
  field(z.int().min(least, `below ${least}`).max(most, `above ${most}`), {
    description,
    remedy: `Write a whole number from ${least} to ${most}.`,
  }).optional();

const count = `(?:${countNames.join('|')})=\\d{1,12}`;

/** Settings that the vendor's program has too. */
const shared = {
  workers: whole(
    ...limits.workers,
    'The most requests to Confluence side by side; 0 or -1 for the program’s own.',
  ),
  taskConcurrency: whole(
    ...limits.taskConcurrency,
    'The most tasks of ConductorOne to work at side by side; by default 3.',
  ),
  httpTimeoutSeconds: whole(
    ...limits.httpTimeoutSeconds,
    'How long Confluence may take to answer a request; by default 300.',
  ),
  logFormat: field(z.enum(logFormats), {
    description: 'How the connector logs; by default json.',
    remedy: `Write ${logFormats.join(' or ')}.`,
  }).optional(),
  skipFullSync: flag('Take no full syncs.').optional(),
  skipEntitlementsAndGrants: flag('Sync resources only.').optional(),
  syncResourceTypes: field(
    nonEmpty(
      field(z.enum(resourceTypes), { description: 'Type.', remedy: `Write ${resourceTypes.join(', ')}.` }),
    ),
    {
      description: 'Sync these types of resources only, and grants between them.',
      remedy: `Write a list of ${resourceTypes.join(', ')}.`,
    },
  ).optional(),
};

/** Settings that only confluence-sync has. */
const own = {
  skipArchivedSpaces: flag('Leave out archived spaces.').optional(),
  skipExpandGrants: flag('Leave it to ConductorOne to grant members what their groups hold.').optional(),
  maxShrink: text(/^(?:100|\d{1,2}(?:\.\d+)?)%$/, {
    expected: 'a percentage',
    description:
      'By how much users, groups, spaces or grants may be fewer than in the sync before; by default 50%.',
    remedy: 'Write it like "30%".',
  }).optional(),
  acceptShrinkage: text(new RegExp(`^${count}(?:,${count})*$`), {
    expected: 'a list of counts',
    description: 'Counts that may be this low all the same.',
    remedy: 'Write it as the refused sync says, e.g. "users=120,grants-on-spaces=443".',
  }).optional(),
  uploadPartial: flag(
    'Upload a sync also if something could not be read; ConductorOne takes what is missing for removed.',
  ).optional(),
  timeLimit: duration('Give up a sync that takes longer.'),
  maxWait: duration('How long a request waits at most when Confluence asks to come later; by default 15m.'),
  shutdownGrace: duration(
    'How long running tasks may take to finish when the pod is stopped; by default 25s.',
  ),
  gatewayUrl: text(
    new RegExp(`^https:\\/\\/(?:[^\\s@/?#:]+|\\[[0-9A-Fa-f:.]+\\])${portSource}?(?:[/?][^\\s@]*)?$`),
    {
      expected: 'an https URL',
      description: 'Where Atlassian takes scoped API tokens, if not at api.atlassian.com.',
      remedy: 'Write it like "https://api.atlassian.com/ex/confluence".',
    },
  ).optional(),
};

/** Keys of `hosting` that only set a variable of the container: maxShrink is BATON_MAX_SHRINK. */
export const runtimeSettings = { ...shared, ...own };

/** The name of such a key. */
export type RuntimeSetting = keyof typeof runtimeSettings;

/** All of these names. */
export const runtimeSettingNames = Object.keys(runtimeSettings) as readonly RuntimeSetting[];

/** The names that the vendor's program does not have. */
export const ownSettingNames = Object.keys(own) as readonly RuntimeSetting[];

/** The variable that a key sets. */
export function variableOfKey(name: string): string {
  return `BATON_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** Variables of confluence-sync that no key sets, and that may stand in `env`. */
export const variablesWithoutKey: readonly string[] = [
  'BATON_C1Z_TEMP_DIR',
  'BATON_CONFIG_PATH',
  'BATON_LOG_LEVEL_DEBUG_EXPIRES_AT',
  'BATON_LOG_PATH',
  'BATON_OTEL_COLLECTOR_ENDPOINT',
  'BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT',
  'BATON_OTEL_COLLECTOR_ENDPOINT_TLS_CERT_PATH',
  'BATON_OTEL_COLLECTOR_ENDPOINT_TLS_INSECURE',
  'BATON_OTEL_LOGGING_DISABLED',
  'BATON_OTEL_TRACING_DISABLED',
  'BATON_TMPDIR',
];
