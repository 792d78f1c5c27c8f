/** A person's account, or one of which Confluence does not say what it is. Bots and customers of service desks are none. */
export interface Account {
  readonly id: string;
  /** `unknown` if Confluence does not say what it is. */
  readonly kind: 'person' | 'unknown';
  readonly displayName: string;
  /** Absent if the profile hides it. */
  readonly email?: string;
  /** Whether it holds a licence; undefined if Confluence does not say. */
  readonly enabled: boolean | undefined;
  /** Whether it is a guest; absent if Confluence does not say. */
  readonly guest?: boolean;
  /** Whether it is an external collaborator; absent if Confluence does not say. */
  readonly external?: boolean;
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
  readonly name: string;
  /** Absent, as all of the following, if Confluence does not say. */
  readonly key?: string;
  /** `global`, `collaboration`, `personal` … */
  readonly type?: string;
  /** `current` or `archived`. */
  readonly status?: string;
  /** The account that owns it. */
  readonly ownerId?: string;
}

/** What nobody in particular may do in a space: permissions such as `read space`, or ids of roles. */
export interface OpenAccess {
  /** Of those who have not logged in. */
  readonly anonymous: readonly string[];
  /**
   * Of other classes of people, by the class: an access class such as `all-licensed-users`, or what a principal is that
   * is neither account nor group, such as `role`.
   */
  readonly classes: ReadonlyMap<string, readonly string[]>;
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
  /** Empty if there is none. */
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
  /** The members of a group; the group and each member have come. Comes once for each group that could be read. */
  members(groupId: string, accountIds: readonly string[]): void;
}

/** Where a site goes that gives permissions. */
export interface Sink extends DirectorySink {
  /** A space with all its permissions, each once; each principal has come as an account or a group. */
  space(space: Space, permissions: readonly Permission[], open: OpenAccess): void;
}

/** Where a site goes that gives roles. */
export interface RoleSink extends DirectorySink {
  /** All roles; they come before the first space. */
  roles(roles: readonly Role[]): void;
  /** A space with all its role assignments, each once; each role and each principal has come. */
  space(space: Space, assignments: readonly RoleAssignment[], open: OpenAccess): void;
}

/** What a class of people holds. */
export interface ClassHoldings {
  /** Permissions, or role assignments, of all spaces together. */
  readonly permissions: number;
  /** Spaces in which it holds any. */
  readonly spaces: number;
}

/** Something that was to be read and is not, or not all of it. */
export interface Missing {
  /** In plain words, e.g. `members of the group "staff"`. */
  readonly what: string;
  readonly why: string;
}

/** What was seen and not handed on, and why; the summary of a sync names it. */
export interface Skipped {
  readonly bots: number;
  readonly customers: number;
  /** Accounts of a kind that is none of the known ones. */
  readonly otherAccounts: number;
  readonly personalSpaces: number;
  readonly archivedSpaces: number;
  /** What those may do who have not logged in. */
  readonly anonymous: ClassHoldings;
  /** What other classes of people may do, by the class; see OpenAccess. */
  readonly accessClasses: ReadonlyMap<string, ClassHoldings>;
  /** Permissions of nouns and verbs that were not asked for. */
  readonly unwanted: number;
  /** Permissions, or role assignments, of apps, of customers, of groups that are gone, or of roles that are. */
  readonly dangling: number;
  /** Ids of groups that hold something, of which Confluence says that they do not exist. */
  readonly goneGroups: readonly string[];
  /** Ids of accounts that were handed on, though Confluence says nothing of their kind, or of their state. */
  readonly unknownAccounts: readonly string[];
  /** Rows that could not be used, by the name of their list. */
  readonly unusable: ReadonlyMap<string, number>;
  /** What makes the reading partial. */
  readonly missing: readonly Missing[];
  /** The search of accounts has come to its end before the accounts did. */
  readonly searchCapped: boolean;
}
