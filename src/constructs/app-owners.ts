import { TerraformResource, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { AppOwner } from '../providers/conductorone/app-owner.ts';
import { addressOf, fixAddress } from './address.ts';
import { ownerIds } from './owners.ts';

/** Whose owners they are, and who they are: e-mail addresses or user ids. */
export interface AppOwners {
  readonly appId: string;
  readonly owners: readonly string[];
}

/**
 * Replaces the owners of an app. @param name of the app's address
 *
 * The provider compares lists, and ConductorOne does not document the order of its list. So the resource is replaced only
 * if the set of owners changes, and a warning says if somebody has changed the owners in ConductorOne.
 */
export function appOwners(scope: Construct, name: string, { appId, owners }: AppOwners): void {
  const ids = ownerIds(scope, `${name}_app_owner`, owners);
  const local = `${name}_app_owners`;
  const stack = TerraformStack.of(scope);
  stack.addOverride(`locals.${local}`, ids);

  const asked = new TerraformResource(scope, 'asked-owners', { terraformResourceType: 'terraform_data' });
  asked.addOverride('triggers_replace', `\${sort(local.${local})}`);
  const made = new AppOwner(scope, 'owners', {
    appId,
    userIds: ids,
    lifecycle: {
      // The provider takes the app's id for unknown whenever it changes a setting of the app.
      ignoreChanges: ['app_id', 'user_ids'],
      replaceTriggeredBy: [addressOf(fixAddress(asked, local))],
    },
  });
  const { fqn } = fixAddress(made, name);
  stack.addOverride(`check.${local}`, {
    assert: [
      {
        condition: `\${toset(coalesce(${fqn}.user_ids, [])) == toset(local.${local})}`,
        error_message: `${name}: the app's owners in ConductorOne are not those of its configuration. Change them there, or set those of the configuration again: terraform apply -replace=${addressOf(made)}`,
      },
    ],
  });
}
