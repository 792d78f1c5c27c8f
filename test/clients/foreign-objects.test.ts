import { expect, test } from '@jest/globals';
import { foreignObjects } from '../../src/clients/foreign-objects.ts';
import { Kubectl } from '../../src/clients/kubectl.ts';

/** A cluster whose namespace holds certain objects. */
class Holding extends Kubectl {
  readonly #items: readonly object[];

  constructor(items: readonly object[]) {
    super({}, { environment: {}, directory: '.' });
    this.#items = items;
  }

  override async list<Live>(): Promise<readonly Live[]> {
    return this.#items as readonly Live[];
  }
}

const object = (kind: string, name: string, metadata: object = {}) => ({
  kind,
  metadata: { name, ...metadata },
});
const others = (...items: readonly object[]) =>
  foreignObjects(new Holding(items), 'conductorone', 'confluence');

const mine = { labels: { app: 'baton-confluence' } };

test('nothing is others’ but what somebody has made there', async () => {
  expect(
    await others(
      object('Deployment', 'baton-confluence', mine),
      object('Pod', 'baton-confluence-1', { ...mine, ownerReferences: [{}] }),
      object('ServiceAccount', 'default'),
      object('ConfigMap', 'kube-root-ca.crt'),
      object('ConfigMap', 'openshift-service-ca.crt'),
      object('RoleBinding', 'system:deployers'),
      object('Secret', 'default-dockercfg-x', {
        annotations: { 'kubernetes.io/service-account.name': 'default' },
      }),
      object('Event', 'baton-confluence.1'),
      object('EndpointSlice', 'x'),
    ),
  ).toEqual([]);
});

test('what others have made is named, sorted and once', async () => {
  expect(
    await others(
      object('Secret', 'wiki'),
      object('Deployment', 'baton-confluence-eu', { labels: { app: 'baton-confluence-eu' } }),
      object('Secret', 'wiki'),
      object('ServiceAccount', 'default-2'),
    ),
  ).toEqual(['Deployment baton-confluence-eu', 'Secret wiki', 'ServiceAccount default-2']);
});
