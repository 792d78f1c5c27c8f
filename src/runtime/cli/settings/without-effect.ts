/** A setting of Baton connectors that is taken, and has no effect here. */
export interface WithoutEffect {
  /** A switch may stand without a value; everything else takes one. */
  readonly kind: 'switch' | 'value';
  /** Why it has no effect, or what to use instead, as a part of a sentence. */
  readonly why: string;
  /** Its default in the vendor's connector: to set it to that asks for nothing. */
  readonly usual?: string;
}

const accounts = 'confluence-sync makes no accounts';
const actions = 'Confluence has no actions to invoke';
const files = 'confluence-sync does not compare or merge files: see confluence-connector diff';
const outside = 'confluence-sync matches nothing with the resources of other files';
const resources = 'confluence-sync deletes no resources and rotates no credentials';
const tickets = 'Confluence has no tickets';
const feed = 'confluence-sync reads no events';

/** Settings of Baton connectors that have no effect here, by their names. */
export const withoutEffect: Readonly<Record<string, WithoutEffect>> = {
  'auth-method': { kind: 'value', why: 'there is one way to log in' },
  'parallel-sync': {
    kind: 'switch',
    why: 'requests always run side by side; --workers says how many',
  },
  'keep-previous-sync-c1z': { kind: 'switch', why: 'every sync reads the whole site again' },
  'session-store-maximum-size': { kind: 'value', why: 'there is no session store', usual: '15728640' },
  'external-resource-c1z': { kind: 'value', why: outside },
  'external-resource-entitlement-id-filter': { kind: 'value', why: outside },
  'external-resource-traits': { kind: 'value', why: outside },
  ticketing: { kind: 'switch', why: tickets },
  'create-ticket': { kind: 'switch', why: tickets },
  'bulk-create-ticket': { kind: 'switch', why: tickets },
  'bulk-ticket-template-path': { kind: 'value', why: tickets },
  'get-ticket': { kind: 'switch', why: tickets },
  'list-ticket-schemas': { kind: 'switch', why: tickets },
  'ticket-id': { kind: 'value', why: tickets },
  'ticket-template-path': { kind: 'value', why: tickets },
  'create-account-email': { kind: 'value', why: accounts },
  'create-account-login': { kind: 'value', why: accounts },
  'create-account-profile': { kind: 'value', why: accounts },
  'create-account-resource-type': { kind: 'value', why: accounts },
  'delete-resource': { kind: 'value', why: resources },
  'delete-resource-type': { kind: 'value', why: resources },
  'rotate-credentials': { kind: 'value', why: resources },
  'rotate-credentials-type': { kind: 'value', why: resources },
  'event-feed': { kind: 'value', why: feed },
  'event-feed-id': { kind: 'value', why: feed },
  'event-feed-start-at': { kind: 'value', why: feed },
  'event-feed-cursor': { kind: 'value', why: feed },
  'diff-syncs': { kind: 'switch', why: files },
  'base-sync-id': { kind: 'value', why: files },
  'applied-sync-id': { kind: 'value', why: files },
  'compact-syncs': { kind: 'switch', why: files },
  'compact-output-path': { kind: 'value', why: files },
  'compact-file-paths': { kind: 'value', why: files },
  'compact-sync-ids': { kind: 'value', why: files },
  'invoke-action': { kind: 'value', why: actions },
  'invoke-action-args': { kind: 'value', why: actions, usual: '{}' },
  'invoke-action-resource-type': { kind: 'value', why: actions },
  'list-action-schemas': { kind: 'switch', why: actions },
  'list-action-schemas-resource-type': { kind: 'value', why: actions },
  'list-resource-actions': { kind: 'value', why: actions },
  'invoke-resource-action': { kind: 'value', why: actions },
  'invoke-resource-action-resource-type': { kind: 'value', why: actions },
  'invoke-resource-action-args': { kind: 'value', why: actions, usual: '{}' },
};

const off: readonly string[] = ['', '0', 'f', 'F', 'false', 'FALSE', 'False'];

/** Whether a text asks for something that differs from the default. */
export function asksForSomething({ kind, usual = '' }: WithoutEffect, text: string): boolean {
  const given = text.trim();
  return kind === 'switch' ? !off.includes(given) : given !== '' && given !== usual;
}
