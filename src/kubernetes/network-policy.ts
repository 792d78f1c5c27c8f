import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { isCloudHost } from '../config/schema/site.ts';
import { metadata, selectorLabels } from './metadata.ts';

/** The internet: every address but those of private networks, which clusters have for their pods and services. */
const internet = [
  {
    cidr: '0.0.0.0/0',
    except: [
      '10.0.0.0/8',
      '100.64.0.0/10',
      '169.254.0.0/16',
      '172.16.0.0/12',
      '192.168.0.0/16',
      // GKE has it for pods, too.
      '240.0.0.0/4',
    ],
  },
  { cidr: '::/0', except: ['fc00::/7', 'fe80::/10'] },
] as const;

/**
 * No way in, and out only to DNS, to HTTPS on the internet, and to ports of what may be anywhere. The kubelet's probes
 * are not subject to it.
 */
export function networkPolicy(connector: SelfHostedConnectorConfig): INetworkPolicy {
  const anywhere = portsAnywhere(connector);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(connector),
    spec: {
      podSelector: { matchLabels: selectorLabels(connector) },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        {
          // Wherever it is: that of a node answers on a link-local address.
          ports: dnsPorts(connector).flatMap((port) => [
            { port, protocol: 'UDP' },
            { port, protocol: 'TCP' },
          ]),
        },
        ...(anywhere.includes(443)
          ? []
          : [
              {
                to: internet.map(({ cidr, except }) => ({ ipBlock: { cidr, except: [...except] } })),
                ports: tcp([443]),
              },
            ]),
        ...(anywhere.length > 0 ? [{ ports: tcp(anywhere) }] : []),
      ],
    },
  };
}

/** OpenShift's DNS pods listen on 5353, and its network judges by the pod's port, not by the service's. */
function dnsPorts({ hosting }: SelfHostedConnectorConfig): readonly number[] {
  return hosting.platform === 'openshift' ? [53, 5353] : [53];
}

/**
 * The ports of hosts that may have a private address: the proxy, a site or gateway that is not Atlassian's, and whatever
 * the user lists.
 */
function portsAnywhere({ site, hosting }: SelfHostedConnectorConfig): readonly number[] {
  const { proxy, gatewayUrl, egressPorts } = hosting;
  const own = [
    ...(isCloudHost(site) ? [] : [`https://${site}`]),
    ...(gatewayUrl === undefined ? [] : [gatewayUrl]),
    ...(proxy ? [proxy.https] : []),
  ];
  return [...new Set([...own.map(portOf), ...egressPorts])].sort((a, b) => a - b);
}

function portOf(address: string): number {
  // Not every address that the configuration may have is a URL to Node, e.g. https://1.2.3.4.5.
  const port = /^https?:\/\/(?:\[[^\]]*\]|[^/?:]*):(\d+)/.exec(address)?.[1];
  return port === undefined ? (address.startsWith('https:') ? 443 : 80) : Number(port);
}

function tcp(ports: readonly number[]) {
  return ports.map((port) => ({ port, protocol: 'TCP' as const }));
}
