/**
 * Who can do what in a site, as one sync has found it: what people and groups hold themselves, and who is in which
 * group. What people hold through their groups follows from that (reach.ts), and would be many times as much.
 *
 * People, groups, spaces, permissions and entitlements are in the order of names; they refer to each other by their
 * number in these lists.
 */
export interface AccessReport {
  readonly sync: {
    /** `full`, `partial`, `resources_only` … */
    readonly type: string;
    /** ISO time, UTC. */
    readonly endedAt: string;
  };
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  /** Everything that somebody may do in a space, e.g. `administer space`. */
  readonly permissions: readonly string[];
  readonly entitlements: readonly Entitlement[];
  readonly spaces: readonly Space[];
}

/** An account that is a person’s, as far as the file tells. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** Absent where the account hides it. */
  readonly email?: string;
  /** Unknown, where the file tells of what an account holds, but not of the account. */
  readonly state: 'enabled' | 'disabled' | 'unknown';
}

/** A group. */
export interface Group {
  readonly id: string;
  readonly name: string;
  /** Numbers of people. */
  readonly members: readonly number[];
}

/** What can be held in a space: a permission, or a role, which allows several. */
export interface Entitlement {
  /** That of the permission, or of the role. */
  readonly name: string;
  readonly isRole: boolean;
  /** Numbers of the permissions that come with it. */
  readonly permissions: readonly number[];
}

/** A space. */
export interface Space {
  readonly id: string;
  readonly name: string;
  /** Absent, as all of the following, where the file does not tell. */
  readonly key?: string;
  /** `global`, `collaboration`, `personal` … */
  readonly type?: string;
  /** The account id of its owner, who need not be among the people. */
  readonly ownerId?: string;
  readonly held: readonly Held[];
}

/** Who holds an entitlement in a space themselves. */
export interface Held {
  /** Number of the entitlement. */
  readonly entitlement: number;
  /** Numbers of people. */
  readonly people: readonly number[];
  /** Numbers of groups. */
  readonly groups: readonly number[];
}
