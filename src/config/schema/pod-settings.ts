import * as z from 'zod';
import { dataKey, field, labelValue, objectName, qualifiedName, quoted, text } from './fields.ts';
import { portSource } from './site.ts';

/** Every label but those the workload sets itself: selectors and the vendor's page depend on them. */
const freeLabel = /^(?!(?:app|baton|baton-app|app\.kubernetes\.io\/.*)$)/;

/** Extra labels of every object. */
export const labels = field(
  z.record(
    z
      .string()
      .regex(qualifiedName, 'not a label key')
      .regex(freeLabel, 'a label key that the workload sets itself'),
    text(labelValue, 'a label value (up to 63 letters, digits, "-", "_" and ".")', 'Label value.', quoted),
  ),
  'Extra labels of every object.',
  'Write a mapping from keys to text; app, baton, baton-app and app.kubernetes.io/* are taken.',
);

/** Every annotation's key but those that Kustomize takes for a number, a date or the like, quoted or not. */
const bareWord =
  /^(?!(?:[Tt]rue|TRUE|[Ff]alse|FALSE|[Nn]ull|NULL|\d[\d_]*(?:\.[\d_]*)?(?:[eE]-?\d+)?|0[xX][\dA-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+|\d{4}-\d\d?-\d\d?)$)/;

/** Extra annotations of every object. */
export const annotations = field(
  z.record(
    z
      .string()
      .regex(qualifiedName, 'not an annotation key')
      .regex(bareWord, 'Kustomize takes it for a number, a date, true, false or null'),
    field(z.string(), 'Annotation value.', quoted),
  ),
  'Extra annotations of every object.',
  'Write a mapping from keys to text.',
);

/** One taint that the pod tolerates. */
export const toleration = field(
  z.strictObject({
    key: text(qualifiedName, 'a taint key', 'Key of the taint.', 'Write the key of the taint.').optional(),
    operator: field(
      z.enum(['Equal', 'Exists']),
      'How value is compared.',
      'Write Equal or Exists.',
    ).optional(),
    value: text(labelValue, 'a taint value', 'Value of the taint.', quoted).optional(),
    effect: field(
      z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
      'Effect of the taint.',
      'Write NoSchedule, PreferNoSchedule or NoExecute.',
    ).optional(),
    tolerationSeconds: field(
      z.int().min(0, 'below 0'),
      'How long a NoExecute taint is tolerated, in seconds.',
      'Write a whole number from 0 on.',
    ).optional(),
  }),
  'A taint that the pod tolerates.',
  'Give key, operator, value and effect as in a pod spec.',
);

const proxyUrl = (scheme: string) =>
  text(
    new RegExp(`^https?:\\/\\/(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])${portSource}?\\/?$`),
    'an http(s) URL of a proxy',
    `Proxy for ${scheme}.`,
    'Write it like "http://proxy.acme.internal:3128", without a user name or password.',
  );

/** The proxy between the connector and the internet. */
export const proxy = field(
  z.strictObject({
    https: proxyUrl('HTTPS (HTTPS_PROXY)'),
    noProxy: field(
      z.array(
        text(/^[^\s,]+$/, 'a host, domain or CIDR', 'Host.', 'Write one host, domain or CIDR per entry.'),
      ),
      'Hosts reached directly (NO_PROXY).',
      'Write a list of hosts, domains or CIDRs.',
    ).default([]),
  }),
  'Proxy between the connector and the internet.',
  'Give at least https.',
);

/** Certificate authorities to trust beside the public ones. */
export const caBundle = field(
  z.strictObject({
    configMap: objectName('a ConfigMap in the namespace that holds the certificates'),
    key: text(
      dataKey,
      'a ConfigMap key',
      'Key of the PEM file in it.',
      'Name a key of the ConfigMap.',
    ).default('ca.crt'),
  }),
  'Certificate authorities to trust beside the public ones.',
  'Give configMap.',
);
