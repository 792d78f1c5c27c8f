import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Obstacle } from '../checks/check.ts';
import type { ConductorOne } from '../checks/conductorone.ts';
import { all, appsNamed, pageOf } from '../checks/search.ts';
import { isSelfHosted } from '../config/names.ts';
import type { Connector } from '../config/schema.ts';

/** A connector's place in ConductorOne. */
export interface Identity {
  readonly appId: string;
  readonly connectorId: string;
}

/** Entries of ConductorOne's catalog, as its Terraform provider names them. */
const catalog = { baton: '2HErg7BRmNdHgX8sTCWVq4E1fyh', confluence: '2jbvUoyvbdzgkgdZfGR7VFhS0SU' };

const output = z.object({ value: z.string() });
const state = z.object({ outputs: z.object({ app_id: output, connector_id: output }) });

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
 * Finds a connector: where Terraform's state is in the working directory, as that says; else it is the only one
 * of its kind in the only app that fits.
 * @throws Obstacle where there is none, or several
 */
export async function identify(conductorOne: ConductorOne, connector: Connector): Promise<Identity> {
  return (await deployed(connector)) ?? (await searched(conductorOne, connector));
}

async function deployed({ name }: Connector): Promise<Identity | undefined> {
  const { success, data } = state.safeParse(await stateOf(name));
  return success
    ? { appId: data.outputs.app_id.value, connectorId: data.outputs.connector_id.value }
    : undefined;
}

async function stateOf(name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(stateFile(name), 'utf8'));
  } catch {
    return undefined;
  }
}

async function searched(conductorOne: ConductorOne, connector: Connector): Promise<Identity> {
  const { app, name } = connector;
  const appId =
    app.existing?.id ??
    only(
      await appsNamed(conductorOne, app.existing?.displayName ?? app.create?.displayName ?? ''),
      ['app of that name', 'apps of that name'],
      name,
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
  );
  return { appId, connectorId };
}

function only(found: readonly string[], [one, several]: readonly [string, string], name: string): string {
  const [first, ...others] = found;
  if (!first) throw new Obstacle(`ConductorOne knows no ${one}.`, `Deploy it: npx cdktf deploy ${name}`);
  if (others.length === 0) return first;
  throw new Obstacle(
    `ConductorOne knows ${found.length} ${several}: ${found.join(', ')}.`,
    `Run this in the folder that holds ${stateFile(name)}, which says which one it is.`,
  );
}

function stateFile(name: string): string {
  return `terraform.${name}.tfstate`;
}
