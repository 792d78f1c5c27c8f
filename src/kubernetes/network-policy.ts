import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { SelfHostedConnector } from '../config/schema.ts';
import { metadata, selectorLabels } from './metadata.ts';

/**
 * No way in, and out only to DNS, HTTPS, the proxy and the ports that the user names. The kubelet's probes are not
 * subject to it.
 */
export function networkPolicy(connector: SelfHostedConnector): INetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(connector),
    spec: {
      podSelector: { matchLabels: selectorLabels(connector) },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        {
          ports: dnsPorts(connector).flatMap((port) => [
            { port, protocol: 'UDP' },
            { port, protocol: 'TCP' },
          ]),
        },
        { ports: tcpPorts(connector).map((port) => ({ port, protocol: 'TCP' })) },
      ],
    },
  };
}

/** OpenShift's DNS pods listen on 5353, and its network judges by the pod's port, not by the service's. */
function dnsPorts({ hosting }: SelfHostedConnector): readonly number[] {
  return hosting.platform === 'openshift' ? [53, 5353] : [53];
}

/** 443, and the ports of the site, of the proxy and of the user's list where they differ. */
function tcpPorts({ site, hosting: { proxy, egressPorts } }: SelfHostedConnector): readonly number[] {
  const ports = [443, portOf(site) ?? 443, ...egressPorts];
  if (proxy) ports.push(portOf(proxy.https) ?? (proxy.https.startsWith('https:') ? 443 : 80));
  return [...new Set(ports)].sort((a, b) => a - b);
}

function portOf(address: string): number | undefined {
  const port = /:(\d+)\/?$/.exec(address)?.[1];
  return port === undefined ? undefined : Number(port);
}
