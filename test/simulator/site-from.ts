import * as z from 'zod';
import { Site } from './site.ts';

const text = z.string();

const schema = z.object({
  users: z.array(
    z.object({
      accountId: text,
      accountType: z.enum(['atlassian', 'app', 'customer']),
      displayName: text,
      publicName: text.optional(),
      email: text.default(''),
      isExternalCollaborator: z.boolean().default(false),
      operations: z.array(z.unknown()),
      /** False for an account that no list shows. */
      listed: z.boolean().default(true),
    }),
  ),
  groups: z.array(z.object({ id: text, name: text, members: z.array(text) })),
  spaces: z.array(
    z.object({
      id: text,
      key: text,
      name: text,
      type: text,
      status: z.enum(['current', 'archived']),
      authorId: text.default(''),
      createdAt: text.default('2024-01-01T00:00:00.000Z'),
      homepageId: text.default('1'),
      perms: z.array(
        z.object({
          id: z.coerce.number<string>(),
          principal: z.object({ type: z.enum(['user', 'group', 'role']), id: text }),
          operation: z.object({ key: text, targetType: text }),
        }),
      ),
      assigns: z
        .array(
          z.object({
            principal: z.object({
              principalType: z.enum(['USER', 'GROUP', 'ACCESS_CLASS']),
              principalId: text,
            }),
            roleId: text,
          }),
        )
        .default([]),
    }),
  ),
  roles: z
    .array(
      z.object({
        id: text,
        type: z.enum(['SYSTEM', 'CUSTOM']),
        name: text,
        description: text.default(''),
        spacePermissions: z.array(text),
      }),
    )
    .default([]),
  roleMode: z.enum(['PRE_ROLES', 'ROLES_TRANSITION', 'ROLES']).default('ROLES'),
});

/** A small site as JSON, in the shape that the project's golden files were recorded from. */
export type SiteJson = z.input<typeof schema>;

/** The site that a JSON value describes. @throws ZodError where it is of another shape */
export function siteFrom(json: SiteJson): Site {
  const { users, groups, spaces, roles, roleMode } = schema.parse(json);
  return new Site({
    users: users.map(({ operations, isExternalCollaborator, publicName, ...user }) => ({
      ...user,
      publicName: publicName ?? user.displayName,
      licensed: operations.length > 0,
      guest: isExternalCollaborator,
    })),
    groups,
    spaces: spaces.map(({ perms, assigns, ...space }) => ({
      ...space,
      permissions: perms,
      assignments: assigns,
    })),
    roles,
    roleMode,
  });
}
