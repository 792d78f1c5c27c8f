import * as z from 'zod';
import {
  annotationKey,
  dataKey,
  field,
  labelKey,
  labelValue,
  objectName,
  qualifiedName,
  quoted,
  text,
} from './fields.ts';
import { portSource } from './site.ts';

/** Every label but those the workload sets itself: selectors and the vendor's page depend on them. */
const freeLabel = /^(?!(?:app|baton|baton-app|app\.kubernetes\.io\/.*)$)/;

/** Extra labels of every object. */
export const labels = field(
  z.record(
    labelKey.regex(freeLabel, 'a label key that the workload sets itself'),
    text(labelValue, {
      expected: 'a label value (up to 63 letters, digits, "-", "_" and ".")',
      description: 'Label value.',
      remedy: quoted,
    }),
  ),
  {
    description: 'Extra labels of every object.',
    remedy: 'Write a mapping from keys to text; app, baton, baton-app and app.kubernetes.io/* are taken.',
  },
);

/** Every annotation's key but those that Kustomize takes for a number, a date or the like, quoted or not. */
const bareWord =
  /^(?!(?:[Tt]rue|TRUE|[Ff]alse|FALSE|[Nn]ull|NULL|\d[\d_]*(?:\.[\d_]*)?(?:[eE]-?\d+)?|0[xX][\dA-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+|\d{4}-\d\d?-\d\d?)$)/;

/** Extra annotations of every object. */
export const annotations = field(
  z.record(
    annotationKey.regex(bareWord, 'Kustomize takes it for a number, a date, true, false or null'),
    field(z.string(), { description: 'Annotation value.', remedy: quoted }),
  ),
  { description: 'Extra annotations of every object.', remedy: 'Write a mapping from keys to text.' },
);

/** One taint that the pod tolerates. */
export const toleration = field(
  z.strictObject({
    key: text(qualifiedName, {
      expected: 'a taint key',
      description: 'Key of the taint.',
      remedy: 'Write the key of the taint.',
    }).optional(),
    operator: field(z.enum(['Equal', 'Exists']), {
      description: 'How value is compared.',
      remedy: 'Write Equal or Exists.',
    }).optional(),
    value: text(labelValue, {
      expected: 'a taint value',
      description: 'Value of the taint.',
      remedy: quoted,
    }).optional(),
    effect: field(z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']), {
      description: 'Effect of the taint.',
      remedy: 'Write NoSchedule, PreferNoSchedule or NoExecute.',
    }).optional(),
    tolerationSeconds: field(z.int().min(0, 'below 0'), {
      description: 'How long a NoExecute taint is tolerated, in seconds.',
      remedy: 'Write a whole number from 0 on.',
    }).optional(),
  }),
  {
    description: 'A taint that the pod tolerates.',
    remedy: 'Give key, operator, value and effect as in a pod spec.',
  },
);

const proxyUrl = (scheme: string) =>
  text(new RegExp(`^https?:\\/\\/(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])${portSource}?\\/?$`), {
    expected: 'an http(s) URL of a proxy',
    description: `Proxy for ${scheme}.`,
    remedy: 'Write it like "http://proxy.acme.internal:3128", without a user name or password.',
  });

/** The proxy between the connector and the internet. */
export const proxy = field(
  z.strictObject({
    https: proxyUrl('HTTPS (HTTPS_PROXY)'),
    noProxy: field(
      z.array(
        text(/^[^\s,]+$/, {
          expected: 'a host, domain or CIDR',
          description: 'Host.',
          remedy: 'Write one host, domain or CIDR per entry.',
        }),
      ),
      {
        description: 'Hosts reached directly (NO_PROXY).',
        remedy: 'Write a list of hosts, domains or CIDRs.',
      },
    ).default([]),
  }),
  { description: 'Proxy between the connector and the internet.', remedy: 'Give at least https.' },
);

/** Certificate authorities to trust beside the public ones. */
export const caBundle = field(
  z.strictObject({
    configMap: objectName('a ConfigMap in the namespace that holds the certificates'),
    key: text(dataKey, {
      expected: 'a ConfigMap key',
      description: 'Key of the PEM file in it.',
      remedy: 'Name a key of the ConfigMap.',
    }).default('ca.crt'),
  }),
  { description: 'Certificate authorities to trust beside the public ones.', remedy: 'Give configMap.' },
);
