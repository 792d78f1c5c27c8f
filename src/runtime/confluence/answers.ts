import * as z from 'zod';

// What the product uses of Confluence's answers, and nothing else. Everything may be null, missing or of another type:
// it then counts as not told.

/** A text; an empty one says nothing. */
export const text = z
  .string()
  .transform((value) => value || undefined)
  .optional()
  .catch(undefined);

/** An id: a text, or a number as its digits. */
export const id = z
  .union([z.string(), z.int().transform(String)])
  .transform((value) => value || undefined)
  .optional()
  .catch(undefined);

const flag = z.boolean().optional().catch(undefined);

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
  operations: z.array(z.unknown()).optional().catch(undefined),
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
  spacePermissions: z
    .array(z.unknown())
    .transform((values) => values.filter((value) => typeof value === 'string'))
    .optional()
    .catch(undefined),
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
  limit: z.number().optional().catch(undefined),
  /** How many rows there are in all; may be those of the page. */
  totalSize: z.number().optional().catch(undefined),
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
