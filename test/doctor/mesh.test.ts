import { expect, test } from '@jest/globals';
import type { INamespace } from 'kubernetes-models/v1';
import { meshChecks } from '../../src/doctor/mesh.ts';
import { hosted } from '../kubernetes/connectors.ts';

const namespaceOf = (metadata: object): INamespace => ({ apiVersion: 'v1', kind: 'Namespace', metadata });

const istio = { labels: { 'istio-injection': 'enabled' } };
const revision = { labels: { 'istio.io/rev': 'stable' } };
const linkerd = { annotations: { 'linkerd.io/inject': 'enabled' } };

test.each([
  [
    'Istio',
    istio,
    'Keep the pod out with hosting.labels: { sidecar.istio.io/inject: "false" }, or write hosting.egressPorts: [15012].',
  ],
  [
    'Istio',
    revision,
    'Keep the pod out with hosting.labels: { sidecar.istio.io/inject: "false" }, or write hosting.egressPorts: [15012].',
  ],
  [
    'Linkerd',
    linkerd,
    'Keep the pod out with hosting.annotations: { linkerd.io/inject: "disabled" }, or write hosting.egressPorts: [8080, 8086, 8090].',
  ],
])('%s takes the pod in, whose network policy closes its ports', (name, metadata, remedy) => {
  expect(meshChecks(namespaceOf(metadata), hosted().hosting)).toEqual([
    {
      name: 'mesh',
      state: 'failed',
      message: `${name} adds its proxy to pods of the namespace, and the network policy closes the ports that it needs.`,
      remedy,
    },
  ]);
});

test.each([
  ['no mesh', {}, {}],
  ['a mesh that leaves the namespace alone', { labels: { 'istio-injection': 'disabled' } }, {}],
  ['a pod that stays out of Istio', istio, { labels: { 'sidecar.istio.io/inject': 'false' } }],
  ['a pod that stays out of Linkerd', linkerd, { annotations: { 'linkerd.io/inject': 'disabled' } }],
  ['open ports', linkerd, { egressPorts: [8080, 8086, 8090, 9090] }],
  ['no network policy', istio, { networkPolicy: false }],
])('nothing to say of %s', (_, metadata, hosting) => {
  expect(meshChecks(namespaceOf(metadata), hosted(hosting).hosting)).toEqual([]);
});
