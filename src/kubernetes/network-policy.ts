import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { SelfHostedConnector } from '../config/schema.ts';
import { metadata, selectorLabels } from './metadata.ts';

/** No way in, and out only to DNS, HTTPS and the proxy. The kubelet's probes are not subject to it. */
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
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
        { ports: httpsPorts(connector).map((port) => ({ port, protocol: 'TCP' })) },
      ],
    },
  };
}

/** 443, and the ports of the site and of the proxy where they differ. */
function httpsPorts({ site, hosting: { proxy } }: SelfHostedConnector): readonly number[] {
  const ports = [443, portOf(site) ?? 443];
  if (proxy) ports.push(portOf(proxy.https) ?? (proxy.https.startsWith('https:') ? 443 : 80));
  return [...new Set(ports)].sort((a, b) => a - b);
}

function portOf(address: string): number | undefined {
  const port = /:(\d+)\/?$/.exec(address)?.[1];
  return port === undefined ? undefined : Number(port);
}
