import * as z from 'zod';
import type { Problem } from '../loading/problem.ts';
import { holdsCredentials, namesSecret } from '../loading/redact.ts';
import { isOwnImage, isVendorImage, vendorImage } from '../schema/image.ts';
import { env } from '../schema/pod.ts';
import { ownSettingNames, runtimeSettingNames, variableOfKey } from '../schema/runtime-settings.ts';
import { problem, problemWith, type Rule, repeated, rule } from './rule.ts';

/** The key of connector.yaml that sets a variable. */
const keyOfVariable: ReadonlyMap<string, string> = new Map([
  ...runtimeSettingNames.map((name) => [variableOfKey(name), `hosting.${name}`] as const),
  ['BATON_LOG_LEVEL', 'hosting.logLevel'],
  ['BATON_NOUN', 'hosting.entitlements.nouns'],
  ['BATON_VERB', 'hosting.entitlements.verbs'],
  ['BATON_USE_RBAC', 'hosting.useRbac'],
  ['BATON_PROVISIONING', 'hosting.provisioning'],
  ['BATON_FORCE', 'hosting.maxShrink: 100%'],
  ['BATON_SKIP_PERSONAL_SPACES', 'skipPersonalSpaces'],
  ['BATON_CLOUD_ID', 'cloudId'],
  ['BATON_DOMAIN_URL', 'site'],
  ['BATON_USERNAME', 'username'],
]);

/** Variables that the pod or its Secret always sets. */
const fixed =
  /^(?:BATON_(?:(?:API_KEY|CLIENT_ID|CLIENT_SECRET|USERNAME)(?:_FILE)?|HOST_ID|HEALTH_CHECK|HEALTH_CHECK_(?:PORT|BIND_ADDRESS))|TMPDIR)$/;

const parts = z.object({
  hosting: z.object({
    env,
    image: z.string().default(vendorImage),
    proxy: z.unknown().optional(),
    caBundle: z.unknown().optional(),
  }),
});

/** What is wrong with the variables and the settings of the connector's program. */
export const envErrors: readonly Rule[] = [
  rule(parts, ({ hosting: { env, image, proxy, caBundle } }) => {
    const again = new Set(repeated(env.map(({ name }) => name)));
    const refusal = (name: string): string | undefined => {
      const key = keyOfVariable.get(name);
      if (key) return `has a key of its own. Write ${key}.`;
      if (fixed.test(name)) return 'the workload sets it itself. Leave it out.';
      if (proxy && /^(?:https|no)_proxy$/i.test(name))
        return 'hosting.proxy sets it. Leave out one of the two.';
      if (caBundle && /^(?:SSL_CERT_DIR|NODE_EXTRA_CA_CERTS)$/.test(name)) {
        return 'hosting.caBundle sets it. Leave out one of the two.';
      }
      return isOwnImage(image) && name.startsWith('BATON_')
        ? 'confluence-sync has no such setting. Leave it out.'
        : undefined;
    };
    return env.flatMap((variable, index) => {
      const path = ['hosting', 'env', index];
      const why = again.has(index) ? 'named twice. Remove one.' : refusal(variable.name);
      return why ? [problemWith([...path, 'name'], variable.name, why)] : valueProblems(path, variable);
    });
  }),
  rule(z.object({ hosting: z.looseObject({ image: z.string().default(vendorImage) }) }), ({ hosting }) =>
    isVendorImage(hosting.image)
      ? [...ownSettingNames, 'mountSecret']
          .filter((name) => hosting[name] !== undefined && hosting[name] !== false)
          .map((name) =>
            problem(
              ['hosting', name],
              'the vendor’s image has no such setting. Set hosting.image to this project’s runtime, or leave it out.',
            ),
          )
      : [],
  ),
];

/** A variable of a container, as written. */
export type Variable = z.output<typeof env>[number];

/** What is wrong with where a variable's value comes from. */
export function valueProblems(
  path: readonly PropertyKey[],
  { name, value, valueFrom }: Variable,
): readonly Problem[] {
  if ((value === undefined) === (valueFrom === undefined)) {
    return [problem(path, 'needs exactly one of value, valueFrom. Give one.')];
  }
  return value !== undefined && (namesSecret(name) || holdsCredentials(value))
    ? [problem([...path, 'value'], 'a secret is never written here. Use valueFrom: { secretKeyRef: … }.')]
    : [];
}
