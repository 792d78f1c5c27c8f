import type { Resource } from '../proto/gen/c1/connector/v2/resource_pb.ts';

/** A grant to be written. Its id follows from the rest. */
export interface NewGrant {
  readonly entitlement: {
    readonly id: string;
    /** What the entitlement is held on. */
    readonly resource: Resource;
  };
  readonly principal: GrantPrincipal;
  /**
   * Entitlements on the principal, a group: whoever holds one of them holds the grant's entitlement too.
   * @default none
   */
  readonly expandable?: readonly string[];
}

/** Who holds a grant. */
export interface GrantPrincipal {
  /** Id of a resource type. */
  readonly resourceType: string;
  /** Id among the resources of that type. */
  readonly resource: string;
}

/** A grant's id. */
export function grantId(entitlement: string, { resourceType, resource }: GrantPrincipal): string {
  return `${entitlement}:${resourceType}:${resource}`;
}
