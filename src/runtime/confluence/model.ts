/** A person's account. Bots and customers of service desks are none. */
export interface Account {
  readonly id: string;
  readonly displayName: string;
  /** Absent where the profile hides it. */
  readonly email?: string;
  /** Whether it holds a licence. */
  readonly enabled: boolean;
}

/** A group; groups hold accounts only. */
export interface Group {
  readonly id: string;
  readonly name: string;
}

/** A space, current or archived. */
export interface Space {
  /** A number, as text. */
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** `global`, `collaboration`, `personal` …; absent where Confluence does not say. */
  readonly type?: string;
  /** The account that owns it; absent where Confluence names none. */
  readonly ownerId?: string;
}

/** Who holds something in a space. */
export interface Principal {
  readonly type: 'user' | 'group';
  readonly id: string;
}

/** That a principal may do something in a space, e.g. `create` `page`. */
export interface Permission {
  readonly principal: Principal;
  readonly verb: string;
  readonly noun: string;
}

/** A role that can be given in any space. */
export interface Role {
  readonly id: string;
  readonly name: string;
  /** Empty where there is none. */
  readonly description: string;
  /** Whether Confluence brings it along. */
  readonly builtIn: boolean;
  /** What it allows, e.g. `read/space`. */
  readonly permissions: readonly string[];
}

/** That a principal has a role in a space. */
export interface RoleAssignment {
  readonly principal: Principal;
  readonly roleId: string;
}

/** Where people and groups go, in the order in which they come. Each account and group comes once. */
export interface DirectorySink {
  accounts(accounts: readonly Account[]): void;
  groups(groups: readonly Group[]): void;
  /** All members of a group; the group and each member have come. Comes once for each group. */
  members(groupId: string, accountIds: readonly string[]): void;
}

/** Where a site goes that gives permissions. */
export interface Sink extends DirectorySink {
  /** A space with all its permissions, each once; each principal has come as an account or a group. */
  space(space: Space, permissions: readonly Permission[]): void;
}

/** Where a site goes that gives roles. */
export interface RoleSink extends DirectorySink {
  /** All roles; they come before the first space. */
  roles(roles: readonly Role[]): void;
  /** A space with all its role assignments, each once; each role and each principal has come. */
  space(space: Space, assignments: readonly RoleAssignment[]): void;
}

/** What a class of people holds. */
export interface ClassHoldings {
  /** Permissions, or role assignments, of all spaces together. */
  readonly permissions: number;
  /** Spaces in which it holds any. */
  readonly spaces: number;
}

/** What was seen and not handed on, and why; the summary of a sync names it. */
export interface Skipped {
  readonly bots: number;
  readonly customers: number;
  /** Accounts of a kind that is none of the known ones, and entries of lists that name no account. */
  readonly otherAccounts: number;
  readonly personalSpaces: number;
  readonly archivedSpaces: number;
  /** What whoever has not logged in may do. */
  readonly anonymous: ClassHoldings;
  /**
   * What other classes of people may do, by the class: an access class such as `all-licensed-users`, or what a
   * principal is that is neither account nor group, such as `role`.
   */
  readonly accessClasses: ReadonlyMap<string, ClassHoldings>;
  /** Permissions of nouns and verbs that were not asked for. */
  readonly unwanted: number;
  /** Permissions, or role assignments, of principals that are no people's accounts and no groups. */
  readonly dangling: number;
  /** Spaces that could not be read, by their key, and why. */
  readonly spaces: ReadonlyMap<string, string>;
  /** The search of accounts has come to its end before the accounts did. */
  readonly searchCapped: boolean;
}
