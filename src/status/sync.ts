import * as z from 'zod';
import { type Check, Obstacle } from '../clients/check.ts';
import type { ConductorOne } from '../clients/conductorone.ts';
import { isSelfHosted } from '../config/derived/names.ts';
import type { Connector, StateConfig } from '../config/schema/config.ts';
import type { Surroundings } from '../io/io.ts';
import { identify } from './identity.ts';

/** When a connector synced, as ConductorOne tells it; times in RFC 3339. */
export interface SyncStatus {
  readonly status: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly lastError?: string;
}

const response = z.object({
  connectorView: z.object({
    connector: z.object({
      deletedAt: z.string().nullish(),
      syncDisabledReason: z.string().nullish(),
      status: z
        .object({
          status: z.string().default('SYNC_STATUS_UNSPECIFIED'),
          startedAt: z.string().nullish(),
          completedAt: z.string().nullish(),
          lastError: z.string().nullish(),
        })
        .nullish(),
    }),
  }),
});

/**
 * Asks ConductorOne whether a connector has synced.
 * @throws Obstacle where it cannot be asked, or cannot tell which connector is meant
 */
export async function syncStatus(
  conductorOne: ConductorOne,
  connector: Connector,
  state: StateConfig | undefined,
  surroundings: Surroundings,
): Promise<SyncStatus> {
  const { appId, connectorId } = await identify(conductorOne, connector, state, surroundings);
  const path = `apps/${appId}/connectors/${connectorId}`;
  const { connectorView: view } = await conductorOne.get(path, response);
  const { status, syncDisabledReason, deletedAt } = view.connector;
  if (deletedAt) {
    throw new Obstacle(
      `the connector was deleted from ConductorOne ${deletedAt}.`,
      `Deploy it again: npx cdktf deploy ${connector.name}`,
    );
  }
  const lastError = syncDisabledReason || status?.lastError;
  return {
    status: (status?.status ?? '').replace(/^SYNC_STATUS_/, '').toLowerCase() || 'unspecified',
    ...(status?.startedAt && { startedAt: status.startedAt }),
    ...(status?.completedAt && { completedAt: status.completedAt }),
    ...(lastError && { lastError }),
  };
}

/** Judges a connector's syncs: one that has completed is well, whether the next one runs or not. */
export function syncCheck(connector: Connector, sync: SyncStatus): Check {
  const check = (state: Check['state'], message: string, remedy?: string): Check => ({
    name: 'sync',
    state,
    message,
    ...(remedy && { remedy }),
  });
  const { status, startedAt, completedAt, lastError } = sync;
  const look = isSelfHosted(connector)
    ? 'See the log lines of its pod.'
    : 'See the connector’s log in ConductorOne, and check its site, user name and API token.';
  if (status === 'error')
    return check('failed', `the last sync failed: ${lastError ?? 'no reason given'}`, look);
  if (status === 'disabled') {
    return check(
      'failed',
      `ConductorOne has paused its syncs: ${lastError ?? 'no reason given'}`,
      'Mend what it names, then resume the connector in ConductorOne.',
    );
  }
  if (completedAt)
    return check('ok', `last synced ${completedAt}${status === 'running' ? ', syncing again' : ''}`);
  return status === 'running'
    ? check('waiting', `the first sync runs${startedAt ? ` since ${startedAt}` : ''}`)
    : check('waiting', 'has not synced yet', look);
}
