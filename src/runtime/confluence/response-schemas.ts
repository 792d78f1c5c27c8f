import * as z from 'zod';

// What the product uses of Confluence's answers, and nothing else. Everything may be null, missing or of another type:
// it then counts as not told. Fields are single functions: there are hundreds of thousands of them in a sync, and
// schemas within schemas take several times as long.

/** A text; an empty one says nothing. */
export const text = z.transform((value: unknown) =>
  typeof value === 'string' ? value || undefined : undefined,
);

/** An id: a text, or a whole number as its digits. */
export const id = z.transform((value: unknown) => {
  if (typeof value === 'string') return value || undefined;
  return Number.isSafeInteger(value) ? String(value) : undefined;
});

const flag = z.transform((value: unknown) => (typeof value === 'boolean' ? value : undefined));

const count = z.transform((value: unknown) => (typeof value === 'number' ? value : undefined));

const list = z.transform((value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? value : undefined,
);

/** An account. */
export const user = z.object({
  accountId: id,
  /** `atlassian`, `app` or `customer`. */
  accountType: text,
  /** `active`, `inactive` or `closed`; only some answers have it. */
  accountStatus: text,
  displayName: text,
  publicName: text,
  email: text,
  /** What it may do in Confluence; an account without a licence has an empty list. */
  operations: list,
  isGuest: flag,
  isExternalCollaborator: flag,
});

/** An account that a search has found. */
export const found = z.object({ user: user.optional().catch(undefined) });

/** A group. */
export const group = z.object({ id, name: text });

/** A space. */
export const space = z.object({
  id,
  key: text,
  name: text,
  type: text,
  status: text,
  spaceOwnerId: id,
});

/** A permission in a space. */
export const permission = z.object({
  id,
  principal: z.object({ type: text, id }).optional().catch(undefined),
  operation: z.object({ key: text, targetType: text }).optional().catch(undefined),
});

/** A space role. */
export const role = z.object({
  id,
  type: text,
  name: text,
  description: text,
  spacePermissions: z.transform((value: unknown) =>
    Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined,
  ),
});

/** That somebody has a role in a space. */
export const roleAssignment = z.object({
  principal: z.object({ principalType: text, principalId: id }).optional().catch(undefined),
  roleId: id,
});

/** How far a site uses space roles: `PRE_ROLES`, `ROLES_TRANSITION` or `ROLES`. */
export const roleMode = z.object({ mode: text });

/** A page of any list. */
export const page = z.object({
  results: z.array(z.unknown()),
  /** How many rows there are in a page at most; may just repeat what was asked for. */
  limit: count,
  /** How many rows there are in all; may be those of the page. */
  totalSize: count,
  _links: z.object({ next: text }).optional().catch(undefined),
});

/** Several accounts that were asked for by their ids. */
export const users = z.object({ results: z.array(z.unknown()) });

/** An account, the way the endpoints describe it. */
export type SeenUser = z.infer<typeof user>;
/** An account, the way a search describes it. */
export type FoundUser = z.infer<typeof found>;
export type SeenGroup = z.infer<typeof group>;
export type SeenSpace = z.infer<typeof space>;
export type SeenPermission = z.infer<typeof permission>;
export type SeenRole = z.infer<typeof role>;
export type SeenAssignment = z.infer<typeof roleAssignment>;
