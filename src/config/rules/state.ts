import { isAbsolute } from 'node:path';
import * as z from 'zod';
import { type Entry, entriesOf } from '../loading/entries.ts';
import type { Problem } from '../loading/problem.ts';
import { namesSecret } from '../loading/redact.ts';
import { valueAt } from '../loading/schema-path.ts';
import {
  connectorPlaceholder,
  type StateBackend,
  stateBackendNames,
  stateBackends,
} from '../schema/state-backends.ts';
import { problem, problemWith, type Rule, rule } from './rule.ts';

const settings = z.record(z.string(), z.unknown());
const withBackend = z.object({ state: z.object({ backend: z.enum(stateBackendNames), settings }) });

/** A password or token within a URL or the like, such as a connection string. */
const embeddedSecret = /:\/\/[^\s@]*:\S*@|(?:password|token|secret|\bsig)\s*=/i;

/** What cannot work, or must not be, about where Terraform keeps its state. */
export const stateErrors: readonly Rule[] = [
  // Also with one connector: the setting that a second one would need cannot be changed without losing the state.
  rule(withBackend, ({ state: { backend, settings } }) => {
    const { identity } = stateBackends[backend];
    const values = identity.map((name) => valueAt(settings, name.split('.')));
    if (values.some((value) => typeof value === 'string' && value.includes(connectorPlaceholder))) return [];
    return [
      problem(
        ['state', 'settings'],
        `all connectors would share one state. Write ${connectorPlaceholder}, which stands for the connector’s name, in ${identity.join(' or ')}.`,
      ),
    ];
  }),
  rule(withBackend, ({ state: { backend, settings } }) =>
    entriesOf(settings).flatMap((entry) => secretProblems(stateBackends[backend], entry)),
  ),
  // Terraform takes a backend's text as it stands and OpenTofu evaluates it: no escape means the same to both.
  rule(z.object({ state: z.object({ settings }) }), ({ state }) =>
    entriesOf(state.settings).flatMap(({ path, value }) =>
      typeof value === 'string' && /[$%]\{/.test(value)
        ? [
            problemWith(
              ['state', 'settings', ...path],
              value,
              `expressions cannot be used here. Write the value itself, with ${connectorPlaceholder} for the connector’s name.`,
            ),
          ]
        : [],
    ),
  ),
  // Terraform would take it from the stack's folder in the output.
  rule(
    z.object({
      state: z.object({ backend: z.literal('local'), settings: z.object({ path: z.string() }) }),
    }),
    ({ state: { settings } }) =>
      isAbsolute(settings.path)
        ? []
        : [
            problemWith(
              ['state', 'settings', 'path'],
              settings.path,
              `not an absolute path. Write it like "/mnt/terraform/${connectorPlaceholder}.tfstate".`,
            ),
          ],
  ),
];

/** What deserves a word about it. */
export const stateNotes: readonly Rule[] = [
  rule(z.object({ state: z.object({ backend: z.enum(['cloud', 'remote']), settings }) }), ({ state }) => [
    problemWith(
      ['state', 'backend'],
      state.backend,
      'set the workspaces to the local execution mode: elsewhere, Terraform has neither your variables and kubeconfig nor the command that waits for a rollout.',
    ),
  ]),
];

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
    problem(
      ['state', 'settings', ...path],
      `(value hidden): a secret is never written in this file. ${remedy}`,
    ),
  ];
}
