import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { PermissionPair } from '../config/vocabulary.ts';
import { DataConductoroneAppEntitlements } from '../providers/conductorone/data-conductorone-app-entitlements.ts';
import { fixAddress } from './address.ts';
import type { ConductorOneApp } from './conductorone-app.ts';
import { quoted } from './terraform-literal.ts';

/**
 * The entitlements of an app as ConductorOne has them: none until they are synced. Terraform knows them whenever it
 * plans, because they are looked for by what is there, and never by what this deployment makes.
 * @param name begins the address
 * @param slug of those that are meant; without it, all are
 * @returns a local value: a mapping from their ids to the app's
 */
export function entitlementsOf(
  scope: Construct,
  name: string,
  app: ConductorOneApp,
  slug?: PermissionPair,
): string {
  const id = slug ? `${name}_${slug}` : `${name}_entitlements`;
  const local = `local.${id}`;
  if (scope.node.tryFindChild(id)) return local;
  const found = new DataConductoroneAppEntitlements(scope, id, {
    appIds: [`\${each.key}`],
    pageSize: 100,
    // Its search is fuzzy: what it finds is sifted below.
    ...(slug && { query: slug }),
  });
  found.addOverride('for_each', `\${toset(${app.lookUp().planned})}`);
  const all = `flatten([for found in values(${fixAddress(found, id).fqn}) : coalesce(found.list, [])])`;
  const meant = slug ? ` if try(item.app_entitlement.slug, null) == ${quoted(slug)}` : '';
  // Of its own, because Terraform evaluates what makes resources again for each of them.
  TerraformStack.of(scope).addOverride(
    `locals.${id}`,
    `\${{for item in ${all} : item.app_entitlement.id => item.app_entitlement.app_id${meant}}}`,
  );
  return local;
}
