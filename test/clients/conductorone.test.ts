import { expect, test } from '@jest/globals';
import { ConductorOne } from '../../src/clients/conductorone.ts';
import { Credentials } from '../conductorone/credentials.ts';
import { HttpProxy } from '../integration/processes/http-proxy.ts';
import { configOf, gitops } from '../support/configs.ts';

/** The API of a tenant that no test can reach, with a proxy in the environment. */
function conductorOneThrough(proxy: Readonly<Record<string, string>>): ConductorOne {
  const { conductorone: tenant } = configOf(gitops);
  const { clientId, clientSecret } = Credentials.generate(`${tenant.tenant}.conductor.one`);
  const environment = {
    CONDUCTORONE_CLIENT_ID: clientId,
    CONDUCTORONE_CLIENT_SECRET: clientSecret,
    ...proxy,
  };
  const conductorOne = ConductorOne.of(tenant, environment);
  if (!conductorOne) throw new Error('no credentials');
  return conductorOne;
}

test('ConductorOne is asked through the proxy of the environment', async () => {
  const proxy = await HttpProxy.start('jo:other');
  const conductorOne = conductorOneThrough({ https_proxy: proxy.url('jo:canary'), HTTPS_PROXY: '' });
  const error = await conductorOne.logIn().catch((reason: unknown) => reason);
  expect(proxy).toMatchObject({ asked: [`CONNECT ${conductorOne.host}:443`], credentials: ['jo:canary'] });
  expect(error).toMatchObject({ name: 'Obstacle', message: expect.stringContaining('Proxy response (407)') });
  await proxy.stop();
});

test.each(['socks5://jo:canary@proxy', 'http://jo:canary@'])('%s is no such proxy', async (HTTPS_PROXY) => {
  const error = await conductorOneThrough({ HTTPS_PROXY })
    .logIn()
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    name: 'Obstacle',
    lasting: true,
    message: expect.stringContaining('HTTPS_PROXY'),
  });
  expect((error as Error).message).not.toContain('canary');
});
