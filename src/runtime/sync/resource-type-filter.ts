import type { Objects } from '../c1z/writer.ts';
import type { NewGrant } from '../messages/grant.ts';
import type { Entitlement } from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import type { Resource, ResourceType } from '../proto/gen/c1/connector/v2/resource_pb.ts';
import { hasType, type SyncScope } from './scope.ts';

/** Lets through objects of the types within a scope, and entitlements and grants where these are. */
export class ResourceTypeFilter implements Objects {
  readonly #hasType: (type: string) => boolean;
  readonly #resourcesOnly: boolean;
  readonly #withoutGrants: boolean;
  readonly #objects: Objects;

  constructor(scope: SyncScope, objects: Objects) {
    this.#hasType = hasType(scope);
    this.#resourcesOnly = scope.resourcesOnly ?? false;
    this.#withoutGrants = this.#resourcesOnly || (scope.withoutGrants ?? false);
    this.#objects = objects;
  }

  addResourceTypes(types: readonly ResourceType[]): void {
    this.#objects.addResourceTypes(types.filter(({ id }) => this.#hasType(id)));
  }

  addResources(resources: readonly Resource[]): void {
    this.#objects.addResources(resources.filter((resource) => this.#has(resource)));
  }

  addEntitlements(entitlements: readonly Entitlement[]): void {
    if (this.#resourcesOnly) return;
    this.#objects.addEntitlements(entitlements.filter(({ resource }) => this.#has(resource)));
  }

  addGrants(grants: readonly NewGrant[]): void {
    if (this.#withoutGrants) return;
    this.#objects.addGrants(
      grants.filter(
        ({ entitlement, principal }) =>
          this.#has(entitlement.resource) && this.#hasType(principal.resourceType),
      ),
    );
  }

  #has(resource: Resource | undefined): boolean {
    const { id, parentResourceId: parent } = resource ?? {};
    return this.#hasType(id?.resourceType ?? '') && (!parent || this.#hasType(parent.resourceType));
  }
}
