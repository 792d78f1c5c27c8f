import { grantableOperations, newerOperations, type Operation, readSpace } from './operations.ts';
import type { Random } from './random.ts';
import type { Permission, Principal, Role, RoleAssignment, RolePrincipal } from './site.ts';

const others = grantableOperations.filter((operation) => operation !== readSpace);
const operationsEach = grantableOperations.length + newerOperations.length;

/** Deals out permissions: whoever gets any in a space can read it. */
export class Permissions {
  readonly #random: Random;
  readonly #principals: readonly Principal[];
  #id = 1_000_000_000;

  constructor(random: Random, principals: readonly Principal[]) {
    this.#random = random;
    this.#principals = random.shuffled(principals);
  }

  /** @throws RangeError where there are too few principals */
  deal(count: number, special: readonly Principal[]): readonly Permission[] {
    const principals = this.#principals.length;
    const room = special.length + principals * operationsEach;
    if (count > room) throw new RangeError(`${count} permissions in one space, of ${room} possible ones`);
    const permissions: Permission[] = [];
    const give = (principal: Principal, operations: readonly Operation[]) => {
      for (const operation of operations) {
        if (permissions.length === count) return;
        this.#id += 1;
        permissions.push({ id: this.#id, principal, operation });
      }
    };
    for (const principal of special) give(principal, [readSpace]);
    const first = this.#random.below(principals);
    for (let step = 0; permissions.length < count; step += 1) {
      // Enough for each that all find room before the principals come round again.
      const atLeast = Math.ceil((count - permissions.length) / (principals - step));
      const principal = this.#principals[(first + step) % principals] as Principal;
      give(principal, this.#operations(Math.max(atLeast, 1 + this.#random.below(8))));
    }
    return permissions;
  }

  #operations(count: number): readonly Operation[] {
    const turn = this.#random.below(others.length);
    const turned = [...others.slice(turn), ...others.slice(0, turn)];
    const newer = this.#random.below(newerOperations.length);
    const fresh = [...newerOperations.slice(newer), ...newerOperations.slice(0, newer)];
    // One in ten has newer pairs.
    const rest = this.#random.below(10) === 0 ? [...fresh, ...turned] : [...turned, ...fresh];
    return [readSpace, ...rest].slice(0, count);
  }
}

const accessClasses: readonly string[] = [
  'all-licensed-users',
  'anonymous-users',
  'authenticated-users',
  'all-product-admins',
  'jsm-project-admins',
];

/** Deals out role assignments: one for a principal in a space. */
export class Assignments {
  readonly #random: Random;
  readonly #roles: readonly Role[];
  readonly #principals: readonly RolePrincipal[];

  constructor(random: Random, roles: readonly Role[], principals: readonly RolePrincipal[]) {
    this.#random = random;
    this.#roles = roles;
    this.#principals = random.shuffled(principals);
  }

  /** @throws RangeError where there are too few principals */
  deal(count: number, spaceIndex: number): readonly RoleAssignment[] {
    const accessClass = accessClasses[spaceIndex % accessClasses.length] as string;
    const special: readonly RolePrincipal[] =
      spaceIndex % 4 === 1 ? [{ principalType: 'ACCESS_CLASS', principalId: accessClass }] : [];
    const principals = this.#principals.length;
    const room = special.length + principals;
    if (count > room)
      throw new RangeError(`${count} role assignments in one space, of ${room} possible ones`);
    const first = this.#random.below(Math.max(1, principals));
    return Array.from({ length: count }, (_, step) => ({
      principal: special[step] ?? (this.#principals[(first + step) % principals] as RolePrincipal),
      roleId: this.#random.pick(this.#roles).id,
    }));
  }
}
