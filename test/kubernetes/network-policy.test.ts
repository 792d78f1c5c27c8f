import { expect, test } from '@jest/globals';
import { networkPolicy } from '../../src/kubernetes/network-policy.ts';
import { hosted } from './connectors.ts';

const proxied = (https: string) => hosted({ proxy: { https } });
const custom = (site: string, proxy?: string) =>
  hosted(proxy ? { proxy: { https: proxy } } : {}, { site, allowCustomHost: true });

test.each([
  ['a site on atlassian.net', hosted(), [443]],
  ['a site with a port', custom('wiki.acme.com:8443'), [443, 8443]],
  ['a site with the port of HTTPS', custom('wiki.acme.com:443'), [443]],
  ['an http proxy without a port', proxied('http://proxy.acme.internal'), [80, 443]],
  ['an http proxy with a port', proxied('http://proxy.acme.internal:3128'), [443, 3128]],
  ['an http proxy with its usual port', proxied('http://proxy.acme.internal:80/'), [80, 443]],
  ['an https proxy without a port', proxied('https://proxy.acme.internal'), [443]],
  ['an https proxy with a port', proxied('https://proxy.acme.internal:3129/'), [443, 3129]],
  ['a site and a proxy', custom('wiki.acme.com:8443', 'http://proxy:3128'), [443, 3128, 8443]],
  ['ports that the user names', hosted({ egressPorts: [15_012, 443, 8086] }), [443, 8086, 15_012]],
  ['a site and a proxy on one port', custom('wiki.acme.com:8443', 'http://proxy:8443'), [443, 8443]],
])('%s: no way in, and out only to DNS and %j', (_, connector, ports) => {
  const { metadata, ...policy } = networkPolicy(connector);
  expect(metadata).toMatchObject({ name: 'baton-confluence', namespace: 'conductorone' });
  expect(policy).toEqual({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    spec: {
      podSelector: { matchLabels: { app: 'baton-confluence' } },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
        { ports: ports.map((port) => ({ port, protocol: 'TCP' })) },
      ],
    },
  });
});

test('OpenShift’s DNS pods listen on a port of their own', () => {
  expect(networkPolicy(hosted({ platform: 'openshift' })).spec?.egress?.[0]).toEqual({
    ports: [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
      { port: 5353, protocol: 'UDP' },
      { port: 5353, protocol: 'TCP' },
    ],
  });
});
