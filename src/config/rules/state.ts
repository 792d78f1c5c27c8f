import { isAbsolute } from 'node:path';
import * as z from 'zod';
import { namesSecret } from '../../text/redact.ts';
import { type Entry, entriesOf } from '../loading/entries.ts';
import type { Problem } from '../loading/problem.ts';
import { valueAt } from '../loading/schema-path.ts';
import {
  connectorPlaceholder,
  type StateBackend,
  stateBackendNames,
  stateBackends,
} from '../schema/state-backends.ts';
import { problemWithValue, type Rule, rule } from './rule.ts';

const settings = z.record(z.string(), z.unknown());
const withBackend = z.object({ state: z.object({ backend: z.enum(stateBackendNames), settings }) });

/** A password or token within a URL or the like, such as a connection string. */
const embeddedSecret = /:\/\/[^\s@]*:\S*@|(?:password|token|secret|\bsig)\s*=/i;

/**
 * Refuses one state for all connectors, also with one connector: the setting that a second one would need cannot be
 * changed without losing the state.
 */
const sharedState = rule(withBackend, ({ state: { backend, settings } }) => {
  const { identity } = stateBackends[backend];
  const values = identity.map((name) => valueAt(settings, name.split('.')));
  if (values.some((value) => typeof value === 'string' && value.includes(connectorPlaceholder))) return [];
  return [
    {
      code: 'shared-state',
      path: ['state', 'settings'],
      message: `all connectors would share one state. Write ${connectorPlaceholder}, which stands for the connector’s name, in ${identity.join(' or ')}.`,
    },
  ];
});

/** Refuses the backend's credentials by value. */
const secretInSettings = rule(withBackend, ({ state: { backend, settings } }) =>
  entriesOf(settings).flatMap((entry) => secretProblems(stateBackends[backend], entry)),
);

function secretProblems({ secrets }: StateBackend, { path, value }: Entry): readonly Problem[] {
  // Truth values only say whether something is used.
  if (typeof value === 'boolean') return [];
  const embedded = typeof value === 'string' && embeddedSecret.test(value);
  const name = embedded ? 'password' : String(path.at(-1) ?? '');
  const variable = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (!variable && !namesSecret(name)) return [];
  const remedy = variable
    ? `Remove it here, and set ${variable} when deploying.`
    : 'Remove it here: a backend takes its credentials from the environment.';
  return [
    {
      code: 'secret-in-file',
      path: ['state', 'settings', ...path],
      message: `(value hidden): a secret is never written in this file. ${remedy}`,
    },
  ];
}

/** Refuses expressions: Terraform takes a backend's text as it stands and OpenTofu evaluates it, with no escape. */
const expressionInSetting = rule(z.object({ state: z.object({ settings }) }), ({ state }) =>
  entriesOf(state.settings).flatMap(({ path, value }) =>
    typeof value === 'string' && /[$%]\{/.test(value)
      ? [
          problemWithValue({
            code: 'expression-in-setting',
            path: ['state', 'settings', ...path],
            value,
            message: `expressions cannot be used here. Write the value itself, with ${connectorPlaceholder} for the connector’s name.`,
          }),
        ]
      : [],
  ),
);

/** Refuses a relative path, which Terraform would take from the stack's folder in the output. */
const relativeStatePath = rule(
  z.object({
    state: z.object({ backend: z.literal('local'), settings: z.object({ path: z.string() }) }),
  }),
  ({ state: { settings } }) =>
    isAbsolute(settings.path)
      ? []
      : [
          problemWithValue({
            code: 'relative-state-path',
            path: ['state', 'settings', 'path'],
            value: settings.path,
            message: `not an absolute path. Write it like "/mnt/terraform/${connectorPlaceholder}.tfstate".`,
          }),
        ],
);

/** Notes backends that run Terraform elsewhere unless they are told not to. */
const localExecutionRequired = rule(
  z.object({ state: z.object({ backend: z.enum(['cloud', 'remote']), settings }) }),
  ({ state: { backend } }) => [
    problemWithValue({
      code: 'local-execution-required',
      path: ['state', 'backend'],
      value: backend,
      message:
        'set the workspaces to the local execution mode: elsewhere, Terraform has neither your variables and kubeconfig nor the command that waits for a rollout.',
    }),
  ],
);

/** What cannot work, or must not be, about where Terraform keeps its state. */
export const stateErrors: readonly Rule[] = [
  sharedState,
  secretInSettings,
  expressionInSetting,
  relativeStatePath,
];

/** What deserves a word about it. */
export const stateNotes: readonly Rule[] = [localExecutionRequired];
