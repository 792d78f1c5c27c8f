import { expect } from '@jest/globals';
import type { ConnectorInput } from '../../src/config/schema/config.ts';
import type { App } from '../conductorone/tenant.ts';
import { built } from '../peers/built.ts';
import { conductoroneProvider, kubernetesProvider } from '../peers/peers.ts';
import { unfolded } from '../support/unfolded.ts';
import type { World } from './world.ts';

/** What Terraform is given to deploy the connector that {@link around} describes. */
export const variables = { TF_VAR_confluence_api_key: 'ATATT3xFfGF0deployedToken' };

export const providers = [built(conductoroneProvider), built(kubernetesProvider)];

/** The ways of hosting, as far as they need no cluster. */
export const hostings = {
  'cloud-hosted': { type: 'cloud' },
  'self-hosted': {
    type: 'self-hosted',
    delivery: 'gitops',
    secrets: { from: 'existing', name: 'confluence' },
  },
} as const satisfies Readonly<Record<string, ConnectorInput['hosting']>>;

/** A connector, and what Terraform keeps around it in ConductorOne. @param world the one of the tests, once there is one */
export function around(world: () => World, hosting: ConnectorInput['hosting']) {
  const applied = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, all } = await world().apply('confluence', variables, args);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
    return unfolded(all);
  };
  return {
    /** Writes its configuration. @param app what its app has besides a name */
    described: (settings: Pick<ConnectorInput, 'rules' | 'review'>, app: object = {}): Promise<void> =>
      world().describe({
        site: 'acme',
        username: 'bot@acme.com',
        app: { create: { displayName: 'Confluence', ...app } },
        ...settings,
        hosting,
      }),
    /** Deploys it, and resolves with what Terraform says, in one line. */
    deployed: () => applied(),
    /** What would change, once Terraform has looked at what is there. */
    plan: async () => {
      await applied('-refresh-only');
      return world().plan('confluence', variables);
    },
    theApp: (): App => {
      const [app] = [...world().conductorOne.tenant.apps.values()];
      if (!app) throw new Error('There is no app.');
      return app;
    },
  };
}
