import type { Construct } from 'constructs';
import { DataConductoronePolicies } from '../providers/conductorone/data-conductorone-policies.ts';
import { fixAddress } from './address.ts';
import { exactlyOneId } from './lookup.ts';
import { literal } from './terraform-literal.ts';

const types = {
  certify: 'POLICY_TYPE_CERTIFY',
  grant: 'POLICY_TYPE_GRANT',
  revoke: 'POLICY_TYPE_REVOKE',
} as const;

/** What a policy decides on. */
export type PolicyKind = keyof typeof types;

/** A policy by its name. */
export interface NamedPolicy {
  readonly kind: PolicyKind;
  readonly displayName: string;
  /** What to do if none has the name, or several. */
  readonly remedy?: string;
}

/** The id of the one policy of a kind that has a display name. @param id of the look-up's address */
export function policyId(scope: Construct, id: string, policy: NamedPolicy): string {
  const { kind, displayName, ...words } = policy;
  const policies = new DataConductoronePolicies(scope, id, {
    displayName: literal(displayName),
    policyTypes: [types[kind]],
    pageSize: 100,
  });
  return exactlyOneId(fixAddress(policies, id), {
    element: 'policy',
    id: 'id',
    key: 'display_name',
    value: displayName,
    what: `${kind} policy with the display name`,
    ...words,
  });
}
