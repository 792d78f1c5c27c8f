import { describe, expect, test } from '@jest/globals';
import type { TerraformStack } from 'cdktf';
import { CloudHostedConnector } from '../../src/constructs/cloud-hosted-connector.ts';
import type { ConductorOneApp, ConductorOneAppProps } from '../../src/constructs/conductorone-app.ts';
import { SelfHostedConnector } from '../../src/constructs/self-hosted-connector.ts';
import { gitops, terraform } from '../support/configs.ts';
import { at, someApp, synthesise } from './synthesise.ts';

type Build = (stack: TerraformStack, app: ConductorOneApp) => unknown;

const settings = { site: 'acme', username: 'bot@acme.com' };

describe.each<[string, Build]>([
  ['cloud-hosted', (stack, app) => new CloudHostedConnector(stack, 'connector', { ...settings, app })],
  ...[terraform, gitops].map(({ hosting }): [string, Build] => [
    `self-hosted by ${hosting.delivery}`,
    (stack, app) => new SelfHostedConnector(stack, 'connector', { ...settings, hosting, app }),
  ]),
])('a connector %s', (_, build) => {
  const stackOf = (props: ConductorOneAppProps) => synthesise((stack) => build(stack, someApp(stack, props)));
  const triggerOf = (props: ConductorOneAppProps) => at(stackOf(props), 'terraform_data.confluence_app');
  const created: ConductorOneAppProps = { create: { displayName: 'Confluence' } };

  test('is replaced where it moves to another app', () => {
    expect(triggerOf({ existing: { id: '2appID' } })).toEqual({ triggers_replace: '2appID' });
    expect(triggerOf({ existing: { id: '3appID' } })).toEqual({ triggers_replace: '3appID' });
    expect(triggerOf(created)).toEqual({ triggers_replace: 'created as app' });
    expect(triggerOf({ existing: { displayName: 'Confluence' } })).toEqual({
      triggers_replace: expect.stringContaining('data.conductorone_apps.app.list'),
    });
  });

  test('stays as it is where a setting of its app changes', () => {
    const [before, after] = [created, { create: { displayName: 'Wiki', description: 'of acme' } }].map(
      (props) => ({ ...stackOf(props).resource, conductorone_app: {} }),
    );
    expect(after).toEqual(before);
  });
});
