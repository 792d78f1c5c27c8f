import { type Check, checked } from '../clients/check.ts';
import { type ConductorOne, credentialVariables } from '../clients/conductorone.ts';
import { appName, appsNamed, policiesNamed, usersWith } from '../clients/search.ts';
import type { Connector, ConductorOne as Tenant } from '../config/schema/config.ts';

/** What is looked at here. */
export const tenantDescriptions = {
  login: 'ConductorOne and Confluence accept their credentials',
  app: 'ConductorOne knows those that are named',
  owners: 'ConductorOne knows those that are named',
  policies: 'ConductorOne knows those that are named',
} as const;

/** Whether ConductorOne accepts the credentials that a deployment takes. */
export async function loginCheck(
  tenant: Tenant,
  conductorOne: ConductorOne | undefined,
): Promise<Check<'login'>> {
  const name = 'login';
  const variables = credentialVariables(tenant).join(' and ');
  if (!conductorOne) {
    return {
      name,
      state: 'skipped',
      message: 'ConductorOne was not asked: no credentials',
      remedy: `Set ${variables} to an API credential of ConductorOne.`,
    };
  }
  return checked(name, async () => {
    await conductorOne.logIn();
    return { name, state: 'ok', message: `${conductorOne.host} accepts ${variables}` };
  });
}

/** Whether ConductorOne knows what a connector's deployment looks up there: the app, owners and policies. */
export async function lookUpChecks(
  conductorOne: ConductorOne,
  connector: Connector,
): Promise<readonly Check<'app' | 'owners' | 'policies'>[]> {
  const { app, review } = connector;
  const owners = [...connector.owners, ...(app.create?.owners ?? []), ...(review?.owners ?? [])];
  const emails = [...new Set(owners)].filter((owner) => owner.includes('@'));
  const named = namedPolicies(connector);
  return Promise.all([
    checked('app', () => appCheck(conductorOne, connector)),
    ...(emails.length > 0 ? [checked('owners', () => ownersCheck(conductorOne, emails))] : []),
    ...(named.length > 0 ? [checked('policies', () => policiesCheck(conductorOne, named))] : []),
  ]);
}

async function appCheck(
  conductorOne: ConductorOne,
  { app: { create, existing } }: Connector,
): Promise<Check<'app'>> {
  const name = 'app';
  if (existing?.id) {
    const found = await appName(conductorOne, existing.id);
    return found === undefined
      ? {
          name,
          state: 'failed',
          message: `ConductorOne knows no app ${existing.id}.`,
          remedy: 'Copy app.existing.id from the address bar of ConductorOne.',
        }
      : { name, state: 'ok', message: `${existing.id} is "${found}"` };
  }
  const displayName = create?.displayName ?? existing?.displayName ?? '';
  const ids = await appsNamed(conductorOne, displayName);
  if (create) {
    const message =
      ids.length === 0
        ? `"${displayName}" will be made`
        : `"${displayName}" is there already: this connector’s own, or there will be one more of that name`;
    return { name, state: 'ok', message, details: { ids } };
  }
  if (ids.length === 1)
    return { name, state: 'ok', message: `"${displayName}" is ${ids[0]}`, details: { ids } };
  return {
    name,
    state: 'failed',
    message: `ConductorOne does not know exactly one app with the display name "${displayName}": ${ids.length > 0 ? ids.join(', ') : 'there is none'}.`,
    remedy: 'Check its spelling, or use its id instead: app: { existing: { id: … } }.',
    details: { ids },
  };
}

async function ownersCheck(conductorOne: ConductorOne, emails: readonly string[]): Promise<Check<'owners'>> {
  const name = 'owners';
  const found = await Promise.all(
    emails.map(async (email) => ({ email, ids: await usersWith(conductorOne, email) })),
  );
  const wrong = found.filter(({ ids }) => ids.length !== 1);
  if (wrong.length === 0) {
    return { name, state: 'ok', message: `ConductorOne knows ${emails.join(', ')}` };
  }
  const each = wrong.map(({ email, ids }) => `${email} (${ids.length > 0 ? ids.join(', ') : 'nobody'})`);
  return {
    name,
    state: 'failed',
    message: `ConductorOne does not know exactly one user with the e-mail address ${each.join(', ')}.`,
    remedy: 'Check the spelling, or use the user’s id instead.',
  };
}

/** A policy that a connector names. */
interface NamedPolicy {
  readonly kind: 'certify' | 'grant' | 'revoke';
  readonly displayName: string;
}

function namedPolicies({ app: { create }, rules = [], review }: Connector): readonly NamedPolicy[] {
  const named = [
    create ?? {},
    ...rules,
    ...rules.map(({ emergencyPolicy: grantPolicy }) => ({ grantPolicy })),
    { certifyPolicy: review?.policy },
  ];
  const all = named.flatMap((one: Partial<Record<`${NamedPolicy['kind']}Policy`, string | undefined>>) =>
    (['certify', 'grant', 'revoke'] as const).flatMap((kind) => {
      const displayName = one[`${kind}Policy`];
      return displayName === undefined ? [] : [{ kind, displayName }];
    }),
  );
  return [...new Map(all.map((one) => [`${one.kind} ${one.displayName}`, one])).values()];
}

async function policiesCheck(
  conductorOne: ConductorOne,
  named: readonly NamedPolicy[],
): Promise<Check<'policies'>> {
  const name = 'policies';
  const found = await Promise.all(
    named.map(async ({ kind, displayName }) => ({
      what: `${kind} policy "${displayName}"`,
      ids: await policiesNamed(conductorOne, kind, displayName),
    })),
  );
  const wrong = found.filter(({ ids }) => ids.length !== 1);
  if (wrong.length === 0) {
    return {
      name,
      state: 'ok',
      message: `ConductorOne knows the ${found.map(({ what }) => what).join(', ')}`,
    };
  }
  const each = wrong.map(({ what, ids }) => `${what} (${ids.length > 0 ? ids.join(', ') : 'there is none'})`);
  return {
    name,
    state: 'failed',
    message: `ConductorOne does not know exactly one ${each.join(', ')}.`,
    remedy: 'Check the spelling, or use the policy’s id instead.',
  };
}
