/** What a permission allows, and on what. */
export interface Operation {
  readonly key: string;
  readonly targetType: string;
}

/** The permission that comes before all others in a space. */
export const readSpace: Operation = { key: 'read', targetType: 'space' };

/** The pairs that can be granted one by one, in the words of Confluence's reference. */
export const grantableOperations: readonly Operation[] = [
  readSpace,
  ...['page', 'blogpost', 'comment', 'attachment'].map((targetType) => ({ key: 'create', targetType })),
  ...['page', 'blogpost', 'comment', 'attachment', 'space'].map((targetType) => ({
    key: 'delete',
    targetType,
  })),
  { key: 'export', targetType: 'space' },
  { key: 'administer', targetType: 'space' },
  { key: 'archive', targetType: 'page' },
  { key: 'restrict_content', targetType: 'space' },
];

/** Pairs that lists show although nobody can grant them one by one. */
export const newerOperations: readonly Operation[] = [
  { key: 'create', targetType: 'whiteboard' },
  { key: 'create', targetType: 'database' },
  { key: 'create', targetType: 'embed' },
  { key: 'create', targetType: 'folder' },
  { key: 'copy', targetType: 'page' },
  { key: 'update', targetType: 'space' },
];

/** Whether two operations are the same. */
export function isSame(one: Operation, other: Operation): boolean {
  return one.key === other.key && one.targetType === other.targetType;
}
