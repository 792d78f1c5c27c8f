import { expect, test } from '@jest/globals';
import { deployment } from '../../src/kubernetes/deployment.ts';
import { secretData } from '../../src/kubernetes/secrets.ts';
import { terraformConfig } from '../../src/kubernetes/terraform/translate.ts';
import { hosted } from './connectors.ts';

const connector = hosted({ image: 'acme/confluence-sync:1.0.0' });
const pod = deployment(connector, '1-abc').spec?.template.spec;
const mountPath = '/etc/confluence-connector/secret';

test('an image of confluence-sync gets the Secret as files that its group may read', () => {
  const keys = ['BATON_CLIENT_ID', 'BATON_CLIENT_SECRET', 'BATON_API_KEY', 'BATON_USERNAME'];
  expect(pod?.volumes?.at(-1)).toEqual({
    name: 'credentials',
    secret: {
      secretName: 'confluence-credentials',
      items: keys.map((key) => ({ key, path: key })),
      defaultMode: 0o440,
      optional: false,
    },
  });
  expect(pod?.securityContext?.fsGroup).toBeDefined();
  // A folder, and no subPath: that would never change.
  expect(pod?.containers[0]?.volumeMounts?.at(-1)).toEqual({
    name: 'credentials',
    mountPath,
    mountPropagation: 'None',
    readOnly: true,
  });
});

test('no variable comes from the Secret then, and each of its keys is a file or a variable', () => {
  const [{ env = [], envFrom } = {}] = pod?.containers ?? [];
  expect(envFrom).toBeUndefined();
  expect(env.filter(({ valueFrom }) => valueFrom?.secretKeyRef)).toEqual([]);
  const keys = Object.keys(secretData(connector, { clientId: '', clientSecret: '', apiKey: '' }));
  const names = env.map(({ name }) => name.replace(/_FILE$/, ''));
  expect(keys.filter((key) => !names.includes(key))).toEqual([]);
  const files = env.filter(({ name }) => name.endsWith('_FILE'));
  expect(files.map(({ value }) => value)).toEqual(
    pod?.volumes?.at(-1)?.secret?.items?.map(({ path }) => `${mountPath}/${path}`),
  );
});

test('Terraform writes the mode in octal', () => {
  const { spec } = terraformConfig(deployment(connector, '1-abc'));
  expect(spec.template.spec).toMatchObject({
    volume: [{ name: 'tmp' }, { name: 'credentials', secret: { defaultMode: '0440', optional: false } }],
  });
});

test('others get variables, and no volume', () => {
  const { containers, volumes } = deployment(hosted(), '1-abc').spec?.template.spec ?? {};
  expect(containers?.[0]?.envFrom).toEqual([
    { secretRef: { name: 'confluence-credentials', optional: false } },
  ]);
  expect(volumes?.map(({ name }) => name)).toEqual(['tmp']);
});
