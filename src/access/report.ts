/**
 * Who can do what in a site, as one sync has found it: what people and groups hold themselves, and who is in which
 * group. What people hold through their groups follows from that (reach.ts), and would be many times as much.
 *
 * People, groups, spaces, permissions and entitlements are in the order of names; they refer to each other by their
 * number in these lists.
 */
export interface AccessReport {
  readonly sync: SyncFacts;
  readonly synced: Synced;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  /**
   * Every permission that was synced, e.g. `administer space`, whether somebody has it or not. Nobody knows who has one
   * that is not here.
   */
  readonly permissions: readonly string[];
  readonly entitlements: readonly ReportedEntitlement[];
  readonly spaces: readonly Space[];
  /** What has changed from an earlier sync to this one; absent if none was compared. */
  readonly since?: Since;
}

/** What has changed from an earlier sync: what is held, apart from what follows from groups, and what there is. */
export interface Since {
  readonly sync: SyncFacts;
  readonly granted: readonly Change[];
  readonly revoked: readonly Change[];
  readonly appeared: readonly ChangedThing[];
  readonly disappeared: readonly ChangedThing[];
  /** What was not compared, and why; each in one line. */
  readonly notCompared: readonly string[];
}

/** That somebody holds something. */
export interface Change {
  readonly principal: ChangedThing;
  /** What comes before the name of what it is held on, e.g. `administer space in`. */
  readonly what: string;
  readonly resource: ChangedThing;
}

/** A person, a group, a space, a role, or a class of people. */
export interface ChangedThing {
  /** E.g. `user`. */
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** What a sync says of itself. */
export interface SyncFacts {
  /** `full`, `partial`, `resources_only` … */
  readonly type: string;
  /** ISO time, UTC. */
  readonly endedAt: string;
  /** Absent if the file does not say what its sync was to read. */
  readonly record?: {
    /** Name and version of the program. */
    readonly tool: string;
    /** The host of the site. */
    readonly site: string;
    /** Whether space permissions were read, or space roles. */
    readonly mode: 'permissions' | 'roles';
    /** What it was not to read, e.g. `no personal spaces`; empty if it was to read everything. */
    readonly narrowings: readonly string[];
    /** What was to be read and could not be. */
    readonly missing: readonly { readonly what: string; readonly why: string }[];
    /** What was left out by design, e.g. 3 `accounts of apps`. */
    readonly leftOut: readonly { readonly what: string; readonly count: number }[];
    /** Ids of accounts of which Confluence says nothing. */
    readonly unknownAccounts: readonly string[];
  };
}

/** What was to be read: of everything else the file says nothing, which is not the same as "none". */
interface Synced {
  readonly people: boolean;
  readonly groups: boolean;
  readonly memberships: boolean;
  readonly spaces: boolean;
  readonly personalSpaces: boolean;
  /** What anybody may do in spaces. */
  readonly access: boolean;
  /** Access of all who have not logged in, and of access classes. */
  readonly openAccess: boolean;
  /** Which accounts are guests or external collaborators. */
  readonly kinds: boolean;
  /** Which accounts are enabled. */
  readonly states: boolean;
}

/** An account that is a person’s, as far as the file tells. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** Absent where the account hides it. */
  readonly email?: string;
  /** Unknown if the file does not describe the account, or Confluence does not say. */
  readonly state: 'enabled' | 'disabled' | 'unknown';
  /** What Confluence calls the account beside that; absent if it is neither, or Confluence does not say. */
  readonly kinds?: readonly ('guest' | 'external collaborator')[];
}

/** A group. */
export interface Group {
  readonly id: string;
  readonly name: string;
  /** Numbers of people. */
  readonly members: readonly number[];
}

/** What can be held in a space: a permission, or a role, which allows several. */
export interface ReportedEntitlement {
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
  /** Absent if it is current, too. */
  readonly archived?: true;
  /** What anybody on the internet may do, e.g. `read space`, or the names of roles. Absent if nothing. */
  readonly anonymousAccess?: readonly string[];
  /** The same of classes of people, e.g. `all-licensed-users`; absent if none may do anything. */
  readonly accessClasses?: Readonly<Record<string, readonly string[]>>;
  readonly held: readonly ReportedGrant[];
}

/** Who holds an entitlement in a space themselves. */
export interface ReportedGrant {
  /** Number of the entitlement. */
  readonly entitlement: number;
  /** Numbers of people. */
  readonly people: readonly number[];
  /** Numbers of groups. */
  readonly groups: readonly number[];
}
