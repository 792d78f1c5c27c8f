import type {
  Account,
  Group,
  OpenAccess,
  Permission,
  Principal,
  Role,
  RoleAssignment,
  RoleSink,
  Sink,
  Space,
} from '../../../src/runtime/confluence/model.ts';

/** Keeps what is handed on, and throws where it breaks what a sink is promised. */
class DirectoryCollector {
  readonly people = new Map<string, Account>();
  readonly names = new Map<string, string>();
  readonly memberships = new Map<string, readonly string[]>();

  accounts(accounts: readonly Account[]): void {
    for (const account of accounts) addOnce(this.people, account.id, account);
  }

  groups(groups: readonly Group[]): void {
    for (const { id, name } of groups) addOnce(this.names, id, name);
  }

  members(groupId: string, accountIds: readonly string[]): void {
    for (const id of accountIds) this.mustKnow({ type: 'user', id });
    this.mustKnow({ type: 'group', id: groupId });
    addOnce(this.memberships, groupId, onlyOnce(accountIds).toSorted());
  }

  mustKnow({ type, id }: Principal): void {
    if (!(type === 'user' ? this.people : this.names).has(id))
      throw new Error(`not known yet: ${type} ${id}`);
  }
}

/** A site that gives permissions. */
export class Collector extends DirectoryCollector implements Sink {
  /** By the keys of spaces; each permission as `<type> <id> <verb> <noun>`. */
  readonly spaces = new Map<string, Collected>();

  space(space: Space, permissions: readonly Permission[], open: OpenAccess): void {
    for (const { principal } of permissions) this.mustKnow(principal);
    const held = permissions.map(
      ({ principal: { type, id }, verb, noun }) => `${type} ${id} ${verb} ${noun}`,
    );
    addOnce(this.spaces, space.key ?? space.id, {
      space,
      held: onlyOnce(held).toSorted(),
      open: sorted(open),
    });
  }
}

/** A site that gives roles. */
export class RoleCollector extends DirectoryCollector implements RoleSink {
  readonly byId = new Map<string, Role>();
  /** By the keys of spaces; each assignment as `<type> <id> <role>`. */
  readonly spaces = new Map<string, Collected>();

  roles(roles: readonly Role[]): void {
    for (const role of roles) addOnce(this.byId, role.id, role);
  }

  space(space: Space, assignments: readonly RoleAssignment[], open: OpenAccess): void {
    for (const { principal, roleId } of assignments) {
      this.mustKnow(principal);
      if (!this.byId.has(roleId)) throw new Error(`not known yet: role ${roleId}`);
    }
    const held = assignments.map(({ principal: { type, id }, roleId }) => `${type} ${id} ${roleId}`);
    addOnce(this.spaces, space.key ?? space.id, {
      space,
      held: onlyOnce(held).toSorted(),
      open: sorted(open),
    });
  }
}

/** What came of a space. */
export interface Collected {
  readonly space: Space;
  readonly held: readonly string[];
  readonly open: OpenAccess;
}

function sorted({ anonymous, classes }: OpenAccess): OpenAccess {
  const inOrder = Array.from(classes, ([name, held]) => [name, held.toSorted()] as const);
  return { anonymous: anonymous.toSorted(), classes: new Map(inOrder) };
}

function addOnce<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.has(key)) throw new Error(`handed on twice: ${key}`);
  map.set(key, value);
}

function onlyOnce(texts: readonly string[]): readonly string[] {
  if (new Set(texts).size !== texts.length) throw new Error(`twice in one list: ${texts.join(', ')}`);
  return texts;
}
