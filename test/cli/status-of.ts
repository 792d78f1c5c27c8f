import { expect } from '@jest/globals';
import { stringify } from 'yaml';
import type { ConductorOne } from '../conductorone/server.ts';
import type { SyncStatus } from '../conductorone/tenant.ts';
import type { Workspace } from './workspace.ts';

/** The catalog's entry that a cloud-hosted connector is one of. */
const catalogId = '2jbvUoyvbdzgkgdZfGR7VFhS0SU';

/** What `status` tells of one connector that ConductorOne hosts. */
export function statusOf(conductorOne: () => ConductorOne) {
  /** A connector.yaml with one cloud-hosted connector, which has no workload: only ConductorOne tells of it. */
  const file = (serverUrl: string, app: object = { create: { displayName: 'Confluence' } }) =>
    stringify({
      conductorone: { serverUrl },
      connectors: [{ site: 'acme', username: 'bot@acme.com', app, hosting: { type: 'cloud' } }],
    });
  const environment = (): Readonly<Record<string, string>> => ({
    CONDUCTORONE_CLIENT_ID: conductorOne().credentials.clientId,
    CONDUCTORONE_CLIENT_SECRET: conductorOne().credentials.clientSecret,
    NODE_EXTRA_CA_CERTS: conductorOne().caFile,
  });
  const made = (appId: string, status?: SyncStatus) => {
    const { tenant } = conductorOne();
    const connector = {
      id: tenant.newId('conn'),
      appId,
      catalogId,
      displayName: 'Confluence v2',
      userIds: [],
      config: {},
      delegated: false,
      ...(status && { status }),
    };
    tenant.connectors.set(connector.id, connector);
    return connector;
  };
  const state = (app: string, connector: string) =>
    JSON.stringify({ version: 4, outputs: { app_id: { value: app }, connector_id: { value: connector } } });
  /** The one check there is. */
  const sync = async ({ run }: Workspace) => {
    const { exitCode, stdout, stderr } = await run('status', '--json');
    const { ok, connectors } = JSON.parse(stdout);
    expect(connectors[0].checks).toHaveLength(1);
    return { exitCode, stderr, ok, sync: connectors[0].sync, ...connectors[0].checks[0] };
  };

  /** As {@link file}, with the state kept elsewhere. */
  const keptIn = (backend: string, settings: object) =>
    `${file(conductorOne().url)}${stringify({ state: { backend, settings } })}`;

  return { file, environment, made, state, sync, keptIn };
}
