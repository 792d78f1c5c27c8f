import type { Objects } from '../c1z/writer.ts';
import type { Missing } from '../confluence/model.ts';
import type { NewGrant } from '../messages/grant.ts';
import type { Entitlement } from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import type { Resource, ResourceType } from '../proto/gen/c1/connector/v2/resource_pb.ts';
import { type ResourceId, ScopeError } from './scope.ts';

/** Lets through some resources and what is on them; whoever holds that, and their parents, follow at the end. */
export class ResourceFilter implements Objects {
  readonly #named: ReadonlyMap<string, ResourceId>;
  readonly #objects: Objects;
  readonly #passed = new Set<string>();
  readonly #others = new Map<string, Resource>();
  readonly #related = new Set<string>();

  constructor(named: readonly ResourceId[], objects: Objects) {
    this.#named = new Map(named.map((id) => [keyOf(id), id]));
    this.#objects = objects;
  }

  addResourceTypes(types: readonly ResourceType[]): void {
    this.#objects.addResourceTypes(types);
  }

  addResources(resources: readonly Resource[]): void {
    for (const resource of resources) {
      if (!this.#isNamed(resource)) {
        this.#others.set(keyOf(resource.id), resource);
        continue;
      }
      this.#passed.add(keyOf(resource.id));
      if (resource.parentResourceId) this.#related.add(keyOf(resource.parentResourceId));
      this.#objects.addResources([resource]);
    }
  }

  addEntitlements(entitlements: readonly Entitlement[]): void {
    this.#objects.addEntitlements(entitlements.filter(({ resource }) => this.#isNamed(resource)));
  }

  addGrants(grants: readonly NewGrant[]): void {
    const ofNamed = grants.filter(({ entitlement }) => this.#isNamed(entitlement.resource));
    for (const { principal } of ofNamed) this.#related.add(keyOf(principal));
    this.#objects.addGrants(ofNamed);
  }

  /**
   * Belongs at the end of what is read.
   * @param unread what could not be read, in plain words
   * @throws ScopeError if a resource that is named has not come
   */
  finish(unread: readonly Missing[] = []): void {
    const missing = [...this.#named].filter(([key]) => !this.#passed.has(key));
    if (missing.length > 0) {
      const names = missing.map(([, { resourceType, resource }]) => `${resourceType} ${resource}`);
      throw new ScopeError(
        [
          `Not found: ${names.join(', ')}. Check the ids, and whether their spaces are left out or may not be read.`,
          ...unread.map(({ what, why }) => `Could not be read: ${what}: ${why}`),
        ].join(' '),
      );
    }
    this.#objects.addResources([...this.#related].flatMap((key) => this.#others.get(key) ?? []));
  }

  #isNamed(resource: Resource | undefined): boolean {
    return (
      this.#named.has(keyOf(resource?.id)) ||
      (resource?.parentResourceId !== undefined && this.#named.has(keyOf(resource.parentResourceId)))
    );
  }
}

function keyOf(id: ResourceId | undefined): string {
  return `${id?.resourceType}:${id?.resource}`;
}
