import { BlockList } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import { networkPolicy } from '../../src/kubernetes/network-policy.ts';
import { hosted } from './connectors.ts';

const proxied = (https: string) => hosted({ proxy: { https } });
const custom = (site: string, proxy?: string) =>
  hosted(proxy ? { proxy: { https: proxy } } : {}, { site, allowCustomHost: true });
const gateway = (gatewayUrl: string) => hosted({ image: 'bundled', gatewayUrl });

test('no way in, and out to DNS, to HTTPS on the internet, and to ports that the user names', () => {
  const { metadata, ...policy } = networkPolicy(hosted({ egressPorts: [15_012] }));
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
        {
          to: [
            {
              ipBlock: {
                cidr: '0.0.0.0/0',
                except: [
                  '10.0.0.0/8',
                  '100.64.0.0/10',
                  '169.254.0.0/16',
                  '172.16.0.0/12',
                  '192.168.0.0/16',
                  '240.0.0.0/4',
                ],
              },
            },
            { ipBlock: { cidr: '::/0', except: ['fc00::/7', 'fe80::/10'] } },
          ],
          ports: [{ port: 443, protocol: 'TCP' }],
        },
        { ports: [{ port: 15_012, protocol: 'TCP' }] },
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

type Block = { readonly cidr: string; readonly except?: readonly string[] };

const within = (cidrs: readonly string[], address: string): boolean => {
  const family = (text: string) => (text.includes(':') ? 'ipv6' : 'ipv4');
  const list = new BlockList();
  for (const cidr of cidrs.filter((cidr) => family(cidr) === family(address))) {
    const [network = '', length] = cidr.split('/');
    list.addSubnet(network, Number(length), family(network));
  }
  return list.check(address, family(address));
};

/** Whether a policy lets TCP out to an address, as the API defines it: no peers are all. */
function letsOut(connector: SelfHostedConnectorConfig, address: string, port: number): boolean {
  return (networkPolicy(connector).spec?.egress ?? []).some(({ to, ports = [] }) => {
    const blocks = to?.map(({ ipBlock }) => ipBlock as Block);
    const known = blocks?.some(
      ({ cidr, except = [] }) => within([cidr], address) && !within(except, address),
    );
    return (known ?? true) && ports.some((each) => each.protocol === 'TCP' && each.port === port);
  });
}

/** Addresses of pods, services, nodes and metadata servers. */
const privateAddresses = [
  '10.96.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '240.10.0.1',
  'fd00:ec2::254',
  'fe80::1',
];

/** The last two are IPv4 addresses as translated by DNS64. */
const publicAddresses = [
  '104.192.142.18',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '2606:4700::1',
  '64:ff9b::68c0:8e12',
  '64:ff9b:1::68c0:8e12',
];

describe('HTTPS', () => {
  test.each(publicAddresses)('goes to %s on the internet', (address) => {
    expect(letsOut(hosted(), address, 443)).toBe(true);
    expect(letsOut(hosted(), address, 80)).toBe(false);
  });

  test.each(privateAddresses)('goes to %s inside only if port 443 is listed', (address) => {
    expect(letsOut(hosted(), address, 443)).toBe(false);
    expect(letsOut(hosted({ egressPorts: [443] }), address, 443)).toBe(true);
  });
});

test.each(['10.96.0.10', '169.254.20.10', 'fd00::a', '1.1.1.1'])('DNS is answered by %s', (address) => {
  expect(letsOut(hosted(), address, 53)).toBe(true);
});

test.each([
  ['nothing', hosted(), []],
  ['a site with a port', custom('wiki.acme.com:8443'), [8443]],
  ['a site with the port of HTTPS', custom('wiki.acme.com:443'), [443]],
  ['a site whose host is like an address', custom('wiki.1.2.3.4.5:8443'), [8443]],
  ['a gateway', gateway('https://gateway.acme.internal/ex/confluence:1'), [443]],
  ['a gateway with a port', gateway('https://gateway.acme.internal:9443/ex'), [9443]],
  ['a gateway by its address', gateway('https://[fd00::1]:9443'), [9443]],
  ['an http proxy without a port', proxied('http://proxy.acme.internal'), [80]],
  ['an http proxy with a port', proxied('http://proxy.acme.internal:3128'), [3128]],
  ['an http proxy with its usual port', proxied('http://proxy.acme.internal:80/'), [80]],
  ['an http proxy by its address', proxied('http://[fd00::2]:3128'), [3128]],
  ['an https proxy without a port', proxied('https://proxy.acme.internal'), [443]],
  ['an https proxy with a port', proxied('https://proxy.acme.internal:3129/'), [3129]],
  ['a site and a proxy', custom('wiki.acme.com:8443', 'http://proxy:3128'), [3128, 8443]],
  ['a site and a proxy on one port', custom('wiki.acme.com:8443', 'http://proxy:8443'), [8443]],
  ['ports that the user names', hosted({ egressPorts: [15_012, 443, 8086] }), [443, 8086, 15_012]],
] as const)('what may be anywhere, with %s', (...[, connector, ports]) => {
  const asked = [80, 443, 3128, 3129, 8086, 8443, 9443, 15_012];
  for (const address of privateAddresses) {
    expect(asked.filter((port) => letsOut(connector, address, port))).toEqual(ports);
  }
  for (const address of publicAddresses) {
    const expected = asked.filter((port) => port === 443 || (ports as readonly number[]).includes(port));
    expect(asked.filter((port) => letsOut(connector, address, port))).toEqual(expected);
  }
});
