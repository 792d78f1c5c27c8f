import { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { addressOf, fixAddress } from './address.ts';
import type { ConductorOneApp } from './conductorone-app.ts';

/**
 * Something that Terraform replaces when a connector moves to another app, and at no other time. What belongs to
 * the app is replaced with it, and otherwise ignores changes of `app_id`: the provider takes the id of an app
 * that it makes for unknown whenever it changes a setting of it, which would replace connector and credential.
 * @returns the address for `replace_triggered_by`
 */
export function otherApp(scope: Construct, name: string, { identity }: ConductorOneApp): string {
  const data = new TerraformResource(scope, 'other-app', { terraformResourceType: 'terraform_data' });
  data.addOverride('triggers_replace', identity);
  return addressOf(fixAddress(data, `${name}_app`));
}
