import * as z from 'zod';
import { Obstacle } from '../clients/check.ts';
import type { ConductorOne } from '../clients/conductorone.ts';
import { all, appsNamed, pageOf } from '../clients/search.ts';
import { isSelfHosted } from '../config/derived/names.ts';
import type { Connector, StateConfig } from '../config/schema/config.ts';
import type { Surroundings } from '../io/io.ts';
import { outputsOf, stateFile } from './outputs.ts';

/** A connector's place in ConductorOne. */
export interface Identity {
  readonly appId: string;
  readonly connectorId: string;
}

/** Entries of ConductorOne's catalog, as its Terraform provider names them. */
const catalog = { baton: '2HErg7BRmNdHgX8sTCWVq4E1fyh', confluence: '2jbvUoyvbdzgkgdZfGR7VFhS0SU' };

const output = z.object({ value: z.string() });
const outputs = z.object({ app_id: output, connector_id: output });

const connectorsPage = pageOf(
  z.object({
    connector: z.object({
      id: z.string(),
      catalogId: z.string().nullish(),
      deletedAt: z.string().nullish(),
    }),
  }),
);

/**
 * Finds a connector: as Terraform's state says, if it can be read; else it is the only one of its kind in the only
 * app that fits.
 * @param state where the configuration has it kept
 * @throws Obstacle where there is none, or several
 */
export async function identify(
  conductorOne: ConductorOne,
  connector: Connector,
  state: StateConfig | undefined,
  surroundings: Surroundings,
): Promise<Identity> {
  const kept = state
    ? 'See that the state can be read here: it says which one it is.'
    : `Run this in the folder that holds ${stateFile(connector.name)}, which says which one it is.`;
  try {
    const { success, data } = outputs.safeParse(await outputsOf(connector.name, state, surroundings));
    if (success) return { appId: data.app_id.value, connectorId: data.connector_id.value };
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    return searched(conductorOne, connector, `${error.message} ${error.remedy}`);
  }
  return searched(conductorOne, connector, kept);
}

/** @param several what to do if several fit */
async function searched(
  conductorOne: ConductorOne,
  connector: Connector,
  several: string,
): Promise<Identity> {
  const { app, name } = connector;
  const appId =
    app.existing?.id ??
    only(
      await appsNamed(conductorOne, app.existing?.displayName ?? app.create?.displayName ?? ''),
      ['app of that name', 'apps of that name'],
      name,
      several,
    );
  const kind = isSelfHosted(connector) ? catalog.baton : catalog.confluence;
  const path = (pageToken = '') =>
    `apps/${appId}/connectors?${new URLSearchParams({ page_token: pageToken })}`;
  const connectors = await all((pageToken) => conductorOne.get(path(pageToken), connectorsPage));
  const connectorId = only(
    connectors
      .map(({ connector }) => connector)
      .filter(({ catalogId, deletedAt }) => catalogId === kind && !deletedAt)
      .map(({ id }) => id),
    [`such connector in app ${appId}`, `such connectors in app ${appId}`],
    name,
    several,
  );
  return { appId, connectorId };
}

function only(
  found: readonly string[],
  [one, many]: readonly [string, string],
  name: string,
  several: string,
): string {
  const [first, ...others] = found;
  if (!first) throw new Obstacle(`ConductorOne knows no ${one}.`, `Deploy it: npx cdktf deploy ${name}`);
  if (others.length === 0) return first;
  throw new Obstacle(`ConductorOne knows ${found.length} ${many}: ${found.join(', ')}.`, several);
}
