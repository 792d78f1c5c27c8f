import { type Check, obstacle } from '../clients/check.ts';
import type { ConductorOne } from '../clients/conductorone.ts';
import type { Kubectl } from '../clients/kubectl.ts';
import { isSelfHosted } from '../config/derived/names.ts';
import type { Connector, StateConfig } from '../config/schema/config.ts';
import type { Surroundings } from '../io/io.ts';
import { redactSecrets } from '../text/redact.ts';
import { type SyncStatus, syncCheck, syncStatus } from './sync.ts';
import { type LoggedPod, type WorkloadOptions, workloadStatus } from './workload.ts';

/** How one connector is. */
export interface ConnectorStatus {
  readonly connector: string;
  readonly site: string;
  /** Something is ok, and nothing is not. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** Of a self-hosted connector. */
  readonly pods?: readonly LoggedPod[];
  /** Where ConductorOne was asked and has answered. */
  readonly sync?: SyncStatus;
}

/** Whom to ask. */
export interface Sources {
  /** The cluster of a self-hosted connector. */
  readonly kubectl?: Kubectl;
  /** ConductorOne; the check that says why it cannot be asked; or nothing where it is not to be asked. */
  readonly conductorOne?: ConductorOne | Check;
  /** Where Terraform keeps its state, which says who a connector is. @default beside cdktf.json */
  readonly state?: StateConfig;
  /** Where a state on this machine is looked for, and Terraform asked. */
  readonly surroundings: Surroundings;
}

/** Looks at a connector from both of its ends. Nothing that these tell has a secret in it. */
export async function connectorStatus(
  connector: Connector,
  { kubectl, conductorOne, state, surroundings }: Sources,
  options: WorkloadOptions,
): Promise<ConnectorStatus> {
  const [workload, synced] = await Promise.all([
    isSelfHosted(connector) && kubectl ? workloadStatus(kubectl, connector, options) : undefined,
    conductorOne && syncOf(connector, conductorOne, state, surroundings),
  ]);
  const checks = [...(workload?.checks ?? []), ...(synced ? [synced.check] : [])];
  return told({
    connector: connector.name,
    site: connector.site,
    ok:
      checks.some(({ state }) => state === 'ok') &&
      checks.every(({ state }) => state === 'ok' || state === 'skipped'),
    checks,
    ...(workload && { pods: workload.pods }),
    ...(synced?.sync && { sync: synced.sync }),
  });
}

/** The same without the secrets in its texts. */
function told<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_, inner) =>
    typeof inner === 'string' ? redactSecrets(inner) : inner,
  );
}

async function syncOf(
  connector: Connector,
  conductorOne: ConductorOne | Check,
  state: StateConfig | undefined,
  surroundings: Surroundings,
): Promise<{ readonly check: Check; readonly sync?: SyncStatus }> {
  if ('state' in conductorOne) return { check: conductorOne };
  try {
    const sync = await syncStatus(conductorOne, connector, state, surroundings);
    return { check: syncCheck(connector, sync), sync };
  } catch (error) {
    return { check: obstacle('sync', error) };
  }
}
