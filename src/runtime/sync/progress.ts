import type { Objects } from '../c1z/writer.ts';
import type { NewGrant } from '../messages/grant.ts';
import type { Entitlement } from '../proto/gen/c1/connector/v2/entitlement_pb.ts';
import type { Resource, ResourceType } from '../proto/gen/c1/connector/v2/resource_pb.ts';

/** How far a sync has come: what has been read, before members of groups get grants of their own. */
export interface Progress {
  /** Confluence is read first; then the file is put together. */
  readonly phase: 'reading' | 'writing';
  readonly users: number;
  readonly groups: number;
  readonly spaces: number;
  readonly grants: number;
}

/** Counts objects on their way, and tells of it each time. */
export class Counter implements Objects {
  readonly #objects: Objects;
  readonly #tell: (progress: Progress) => void;
  readonly #counts = { user: 0, group: 0, space: 0, grants: 0 };
  #phase: Progress['phase'] = 'reading';

  constructor(objects: Objects, tell: (progress: Progress) => void) {
    this.#objects = objects;
    this.#tell = tell;
  }

  /** Begins a phase. */
  enter(phase: Progress['phase']): void {
    this.#phase = phase;
    this.#report();
  }

  addResourceTypes(types: readonly ResourceType[]): void {
    this.#objects.addResourceTypes(types);
  }

  addResources(resources: readonly Resource[]): void {
    this.#objects.addResources(resources);
    for (const { id } of resources) {
      const type = id?.resourceType;
      if (type === 'user' || type === 'group' || type === 'space') this.#counts[type] += 1;
    }
    this.#report();
  }

  addEntitlements(entitlements: readonly Entitlement[]): void {
    this.#objects.addEntitlements(entitlements);
  }

  addGrants(grants: readonly NewGrant[]): void {
    this.#objects.addGrants(grants);
    this.#counts.grants += grants.length;
    this.#report();
  }

  #report(): void {
    const { user: users, group: groups, space: spaces, grants } = this.#counts;
    this.#tell({ phase: this.#phase, users, groups, spaces, grants });
  }
}
