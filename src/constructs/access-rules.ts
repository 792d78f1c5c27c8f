import type { Construct } from 'constructs';
import type { AccessRule, Connector } from '../config/schema/config.ts';
import { milliseconds } from '../config/schema/duration.ts';
import { AppEntitlement } from '../providers/conductorone/app-entitlement.ts';
import { DataConductoroneRiskLevels } from '../providers/conductorone/data-conductorone-risk-levels.ts';
import { fixAddress } from './address.ts';
import type { ConductorOneApp } from './conductorone-app.ts';
import { entitlementsOf } from './entitlements.ts';
import { exactlyOneId } from './lookup.ts';
import { type PolicyKind, policyId } from './policies.ts';

const remedy = 'Check its spelling, or give it a name of its own.';

/**
 * Sets how access to spaces is asked for and granted: one resource for each entitlement that a rule is for.
 */
export function accessRules(scope: Construct, { name, rules = [] }: Connector, app: ConductorOneApp): void {
  for (const rule of rules) accessRule(scope, name, rule, app);
}

function accessRule(scope: Construct, name: string, rule: AccessRule, app: ConductorOneApp): void {
  const slug = `${rule.verb}-${rule.noun}` as const;
  const entitlements = entitlementsOf(scope, name, app, slug);
  const id = `${name}_${slug}`;
  const entitlement = new AppEntitlement(scope, `${id}-rule`, {
    appId: `\${each.value}`,
    id: `\${each.key}`,
    ...settingsOf(scope, id, rule),
  });
  entitlement.addOverride('for_each', `\${${entitlements}}`);
  entitlement.lifecycle = {
    precondition: [
      {
        condition: `\${each.value == ${app.lookUp().id}}`,
        errorMessage: `${app.node.id}: ConductorOne has another app of the same name, whose entitlements the rules are not for. Give the app another display name.`,
      },
    ],
  };
  fixAddress(entitlement, id);
}

function settingsOf(scope: Construct, id: string, rule: AccessRule) {
  const { maxDuration, riskLevel, emergencyAccess, emergencyPolicy } = rule;
  const policy = (kind: PolicyKind, use: string, displayName: string | undefined) =>
    displayName === undefined
      ? undefined
      : policyId(scope, `${id}_${use}_policy`, { kind, displayName, remedy });
  return {
    durationGrant: maxDuration && `${(milliseconds(maxDuration) ?? 0) / 1000}s`,
    grantPolicyId: policy('grant', 'grant', rule.grantPolicy),
    revokePolicyId: policy('revoke', 'revoke', rule.revokePolicy),
    certifyPolicyId: policy('certify', 'certify', rule.certifyPolicy),
    riskLevelValueId: riskLevel === undefined ? undefined : riskLevelId(scope, `${id}_risk_level`, riskLevel),
    emergencyGrantEnabled: emergencyAccess,
    // The provider sends again what a resource had.
    emergencyGrantPolicyId: emergencyAccess === false ? '' : policy('grant', 'emergency', emergencyPolicy),
  };
}

function riskLevelId(scope: Construct, id: string, name: string): string {
  const levels = new DataConductoroneRiskLevels(scope, id, { pageSize: 100 });
  return exactlyOneId(fixAddress(levels, id), {
    element: 'level',
    id: 'id',
    key: 'value',
    value: name,
    what: 'risk level named',
    remedy,
  });
}
