import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { Connector, Review } from '../config/schema/config.ts';
import { AccessReviewTemplate } from '../providers/conductorone/access-review-template.ts';
import { AccessReviewTemplateSetup } from '../providers/conductorone/access-review-template-setup.ts';
import { fixAddress } from './address.ts';
import type { ConductorOneApp } from './conductorone-app.ts';
import { entitlementsOf } from './entitlements.ts';
import { ownerIds } from './owners.ts';
import { policyId } from './policies.ts';
import { literal } from './terraform-literal.ts';

const recurrences: Readonly<
  Record<Review['every'], { readonly frequency: string; readonly interval: number }>
> = {
  week: { frequency: 'FREQUENCY_WEEKLY', interval: 1 },
  month: { frequency: 'FREQUENCY_MONTHLY', interval: 1 },
  quarter: { frequency: 'FREQUENCY_MONTHLY', interval: 3 },
  'half-year': { frequency: 'FREQUENCY_MONTHLY', interval: 6 },
  year: { frequency: 'FREQUENCY_YEARLY', interval: 1 },
};

const day = 24 * 60 * 60;

/** Has access to an app reviewed again and again: a template, and the entitlements that there are for it. */
export function accessReview(scope: Construct, { name, review }: Connector, app: ConductorOneApp): void {
  if (!review) return;
  const { displayName, description, instructions, owners, every, starts, days, policy, autoStart } = review;
  const template = new AccessReviewTemplate(scope, 'review', {
    ...literal({ displayName, description, reviewInstructions: instructions }),
    recurrenceRule: { ...recurrences[every], startDate: `${starts}T00:00:00Z` },
    isCampaignScheduleEnabled: true,
    autoStartCampaign: autoStart,
    scopeType: 'ACCESS_REVIEW_SCOPE_TYPE_BY_ENTITLEMENTS',
    ...(days !== undefined && { accessReviewDuration: `${days * day}s` }),
    ...(policy !== undefined && {
      policyId: policyId(scope, `${name}_review_policy`, {
        kind: 'certify',
        displayName: policy,
        remedy: 'Check its spelling, or give it a name of its own.',
      }),
    }),
  });
  // In an order of their own: another one would replace the template.
  const ownersLocal = `${name}_review_owners`;
  const ids = ownerIds(scope, `${name}_review_owner`, owners);
  TerraformStack.of(scope).addOverride(`locals.${ownersLocal}`, ids);
  template.addOverride('owner_ids', `\${sort(local.${ownersLocal})}`);
  const templateId = fixAddress(template, name).id;
  const slugs = review.permissions ?? [undefined];
  const reviewed = `merge(${slugs.map((slug) => entitlementsOf(scope, name, app, slug)).join(', ')})`;
  const setup = new AccessReviewTemplateSetup(scope, 'reviewed', { accessReviewTemplateId: templateId });
  // A template of nothing is not asked for.
  setup.addOverride('count', `\${length(${reviewed}) > 0 ? 1 : 0}`);
  setup.addOverride(
    'entitlements',
    `\${[for id, app in ${reviewed} : { app_id = app, app_entitlement_id = id }]}`,
  );
  setup.addOverride('scope', `\${{ specific_resources = {} }}`);
  setup.lifecycle = {
    precondition: [
      {
        condition: `\${alltrue([for app in values(${reviewed}) : app == ${app.lookUp().id}])}`,
        errorMessage: `${app.node.id}: ConductorOne has another app of the same name, which the review is not of. Give the app another display name.`,
      },
    ],
  };
  fixAddress(setup, name);
}
