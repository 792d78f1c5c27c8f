import { validPairs } from '../../../src/config/vocabulary.ts';
import { type ConnectOptions, connect } from '../../../src/runtime/confluence/connect.ts';
import { type ReadOptions, readSite, readSiteRoles } from '../../../src/runtime/confluence/site.ts';
import { Simulator, type SimulatorOptions } from '../../simulator/simulator.ts';
import { Collector, RoleCollector } from './collector.ts';

const pairs: ReadonlySet<string> = new Set(validPairs());

/** All that can be granted. */
export const everything: ReadOptions = {
  wanted: (verb, noun) => pairs.has(`${verb}-${noun}`),
  personalSpaces: true,
  archivedSpaces: true,
};

/** Waits are short, so that tests are. */
export const hasty: ConnectOptions = { ceiling: 16, attempts: 12, backoff: 2 };

/** Runs a test against a simulator of its own. */
export async function withSimulator<Result>(
  options: SimulatorOptions,
  test: (simulator: Simulator) => Promise<Result>,
): Promise<Result> {
  const simulator = await Simulator.start(options);
  try {
    return await test(simulator);
  } finally {
    await simulator.stop();
  }
}

/** A client that knows the classic token. */
export function clientOf({ url, auth }: Simulator, options: ConnectOptions = hasty) {
  return connect({ domainUrl: url, username: auth.username, apiKey: auth.token }, options);
}

/** Reads a site that gives permissions; resolves with all that came of it. */
export async function readPermissions(
  simulator: Simulator,
  options: ReadOptions = everything,
  client = clientOf(simulator),
) {
  const collector = new Collector();
  const skipped = await readSite(client, options, collector);
  return { ...collector, skipped };
}

/** Reads a site that gives roles; resolves with all that came of it. */
export async function readRoles(simulator: Simulator, client = clientOf(simulator)) {
  const collector = new RoleCollector();
  const { skipped } = await readSiteRoles(client, everything, collector);
  return { ...collector, skipped };
}
