import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kubectl } from '../../src/clients/kubectl.ts';
import { objectsCheck } from '../../src/doctor/objects.ts';
import { selfHostedOf, terraform } from '../support/configs.ts';
import { Outside, pathWith } from './outside.ts';

// A real cluster: test/integration/doctor.test.ts. Here, what kubectl may say instead.
let outside: Outside;
beforeAll(async () => {
  outside = await Outside.start();
});
afterAll(() => outside.stop());

/** What is said of the cluster where kubectl is such a script. */
const found = async (kubectl: string, hosting: object = {}) => {
  const connector = outside.connector({ hosting: { ...terraform.hosting, ...hosting } });
  const checks = await outside.examine(connector, {
    PATH: await pathWith({ kubectl }),
  });
  return ['cluster', 'platform', 'namespace', 'pod security', 'rights', 'admission'].flatMap(
    (name) => checks.get(name) ?? [],
  );
};

test.each([
  [
    'no version',
    `echo '{ "clientVersion": {} }'`,
    'kubectl does not tell the version of the API server.',
    'Check that the cluster can be reached from here.',
  ],
  [
    'a secret',
    'echo "Error: ATATT3xFfGF0canary is no flag" >&2; exit 1',
    'kubectl: (hidden) is no flag',
    'Check that the cluster can be reached from here.',
  ],
  [
    'that a login is needed',
    'echo "warning: old" >&2; echo "error: You must be logged in to the server (Unauthorized)" >&2; exit 1',
    'kubectl: You must be logged in to the server (Unauthorized)',
    'Log in to the cluster, then try again.',
  ],
])('kubectl tells %s', async (_, script, message, remedy) => {
  expect(await found(script)).toEqual([{ name: 'cluster', state: 'failed', message, remedy }]);
});

test('rights that cannot be asked for are told, and what else there is', async () => {
  const script = `case "$1" in
    version) echo '{ "serverVersion": { "gitVersion": "v1.30.0" } }';;
    get) echo '{ "metadata": { "labels": { "app.kubernetes.io/managed-by": "confluence-connector" } } }';;
    *) echo 'Error from server (Forbidden): selfsubjectaccessreviews is forbidden: User "jo" cannot create it' >&2; exit 1;;
  esac`;
  expect(await found(script)).toEqual([
    { name: 'cluster', state: 'ok', message: 'Kubernetes v1.30.0 answers', details: { version: 'v1.30.0' } },
    { name: 'namespace', state: 'ok', message: 'conductorone is there' },
    {
      name: 'pod security',
      state: 'ok',
      message: 'enforce: the cluster’s default; the workload keeps to restricted',
      details: {},
    },
    {
      name: 'rights',
      state: 'failed',
      message:
        'kubectl: Error from server (Forbidden): selfsubjectaccessreviews is forbidden: User "jo" cannot create it',
      remedy: 'Ask the cluster’s administrators for that right.',
    },
  ]);
});

describe('OpenShift', () => {
  const cluster = (...groups: readonly string[]) => `case "$1" in
    version) echo '{ "serverVersion": { "gitVersion": "v1.30.0" } }';;
    api-versions) printf '%s\\n' ${groups.join(' ')};;
    *) exit 1;;
  esac`;
  const openShift = cluster('apps/v1', 'security.openshift.io/v1', 'v1');
  const kubernetes = cluster('apps/v1', 'v1');
  const platform = async (kubectl: string, hosting: object = {}) =>
    (await found(kubectl, hosting)).filter(({ name }) => name === 'platform');

  test.each([
    [
      'is there and not said',
      openShift,
      {},
      'The cluster is OpenShift: it refuses pods that choose their user and group.',
      'Write hosting.platform: openshift.',
    ],
    [
      'is said and not there',
      kubernetes,
      { platform: 'openshift' },
      'The cluster is not OpenShift: nothing assigns a user and a group to the pod.',
      'Leave hosting.platform out.',
    ],
  ])('%s', async (_, kubectl, hosting, message, remedy) => {
    expect(await platform(kubectl, hosting)).toEqual([
      { name: 'platform', state: 'failed', message, remedy },
    ]);
  });

  test.each([
    ['is there and said', openShift, { platform: 'openshift' }],
    ['is neither', kubernetes, {}],
    ['cannot be asked for', cluster('; exit 1'), {}],
  ])('%s: nothing to say', async (_, kubectl, hosting) => {
    expect(await platform(kubectl, hosting)).toEqual([]);
  });
});

describe('objects that are there already', () => {
  const ours = { 'app.kubernetes.io/managed-by': 'confluence-connector' };
  const live = (kind: string, labels = {}) => ({ kind, metadata: { name: `its-${kind}`, labels } });
  const check = async (present: readonly object[], hosting: object = {}) => {
    const kubectl = new Kubectl({}, { environment: {}, directory: '.' });
    kubectl.get = async <Live>() => ({ items: present }) as Live;
    return objectsCheck(
      kubectl,
      selfHostedOf({ ...terraform, hosting: { ...terraform.hosting, ...hosting } }),
    );
  };

  test('of this project are fine', async () => {
    expect(await check([live('Deployment', ours), live('Secret', ours)])).toMatchObject({ state: 'ok' });
  });

  test('of somebody else are named, with what lets Terraform go on', async () => {
    expect(await check([live('ServiceAccount'), live('Deployment'), live('Secret')])).toEqual({
      name: 'objects',
      state: 'failed',
      message:
        'There already, made by somebody else: ServiceAccount its-ServiceAccount, Deployment its-Deployment, Secret its-Secret. A deployment would fail to make them.',
      remedy:
        'Write hosting.adopt: [ServiceAccount, Deployment] to have Terraform take over what is there. Delete the Secret, which Terraform makes anew: kubectl delete secret its-Secret --namespace=conductorone',
    });
  });

  test('that are to be adopted are fine', async () => {
    const adopt = ['Deployment'];
    expect(await check([live('Deployment')], { adopt })).toMatchObject({ state: 'ok' });
    expect(await check([live('ServiceAccount')], { adopt })).toMatchObject({ state: 'failed' });
  });
});
