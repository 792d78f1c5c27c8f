import * as z from 'zod';
import { containsCredentials, namesSecret } from '../../text/redact.ts';
import type { Problem } from '../loading/problem.ts';
import type { ProblemCode } from '../loading/problem-code.ts';
import { isOwnImage, isVendorImage, vendorImage } from '../schema/image.ts';
import { env } from '../schema/pod.ts';
import {
  ownSettingNames,
  runtimeSettingNames,
  variableOfKey,
  variablesWithoutKey,
} from '../schema/runtime-settings.ts';
import { leaveOutOne, namedTwice, needsExactlyOne } from './messages.ts';
import { problemWithValue, repeated, rule } from './rule.ts';

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

/** Refuses variables that are named twice, that the workload or another key sets, or whose value is impossible. */
export const impossibleVariable = rule(parts, ({ hosting }) => {
  const again = new Set(repeated(hosting.env.map(({ name }) => name)));
  return hosting.env.flatMap((variable, index) => {
    const path = ['hosting', 'env', index];
    const { name } = variable;
    const refusal: Refusal | undefined = again.has(index)
      ? { code: 'duplicate', message: namedTwice }
      : refusalOf(name, hosting);
    return refusal
      ? [problemWithValue({ ...refusal, path: [...path, 'name'], value: name })]
      : valueProblems(path, variable);
  });
});

/** Why a variable cannot be set by its name. */
interface Refusal {
  readonly code: ProblemCode;
  readonly message: string;
}

function refusalOf(
  name: string,
  { image, proxy, caBundle }: z.output<typeof parts>['hosting'],
): Refusal | undefined {
  const reserved = (message: string): Refusal => ({ code: 'reserved-variable', message });
  const key = keyOfVariable.get(name);
  if (key) return reserved(`has a key of its own. Write ${key}.`);
  if (fixed.test(name)) return reserved('the workload sets it itself. Leave it out.');
  if (proxy && /^(?:https|no)_proxy$/i.test(name)) return reserved(`hosting.proxy sets it. ${leaveOutOne}`);
  if (caBundle && /^(?:SSL_CERT_DIR|NODE_EXTRA_CA_CERTS)$/.test(name))
    return reserved(`hosting.caBundle sets it. ${leaveOutOne}`);
  return isOwnImage(image) && name.startsWith('BATON_') && !variablesWithoutKey.includes(name)
    ? { code: 'unsupported-setting', message: 'confluence-sync has no such setting. Leave it out.' }
    : undefined;
}

/** Refuses settings that the vendor's program does not have. */
export const unsupportedSetting = rule(
  z.object({ hosting: z.looseObject({ image: z.string().default(vendorImage).refine(isVendorImage) }) }),
  ({ hosting }) =>
    [...ownSettingNames, 'mountSecret']
      .filter((name) => hosting[name] !== undefined && hosting[name] !== false)
      .map((name) => ({
        code: 'unsupported-setting' as const,
        path: ['hosting', name],
        message:
          'the vendor’s image has no such setting. Set hosting.image to this project’s runtime, or leave it out.',
      })),
);

/** What is wrong with where the value of a container's variable comes from. */
export function valueProblems(
  path: readonly PropertyKey[],
  { name, value, valueFrom }: z.output<typeof env>[number],
): readonly Problem[] {
  if ((value === undefined) === (valueFrom === undefined)) {
    return [{ code: 'exactly-one-required', path, message: needsExactlyOne('value', 'valueFrom') }];
  }
  if (value === undefined || !(namesSecret(name) || containsCredentials(value))) return [];
  return [
    {
      code: 'secret-in-file',
      path: [...path, 'value'],
      message: 'a secret is never written here. Use valueFrom: { secretKeyRef: … }.',
    },
  ];
}
