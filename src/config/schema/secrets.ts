import * as z from 'zod';
import { longDurationPattern } from './duration.ts';
import { field, objectName, text } from './fields.ts';

const remoteKey = (what: string) =>
  field(
    z.strictObject({
      key: text(/^\S+$/, {
        expected: 'a remote key',
        description: 'Key in the store.',
        remedy: 'Write the key as the store knows it.',
      }),
      property: text(/^\S+$/, {
        expected: 'a property',
        description: 'Property of that key.',
        remedy: 'Write the property’s name.',
      }).optional(),
    }),
    {
      description: `Where the store keeps ${what}.`,
      remedy: 'Give key, and property where the key holds several.',
    },
  );

/** Where the Secret of a workload comes from that is delivered as YAML. */
export const secrets = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('existing'),
    name: objectName('a Secret in the namespace with the five BATON_* keys of the vendor’s page'),
  }),
  z.strictObject({
    from: z.literal('external-secrets'),
    store: field(
      z.strictObject({
        name: objectName('the store'),
        kind: field(z.enum(['SecretStore', 'ClusterSecretStore']), {
          description: 'Kind of the store.',
          remedy: 'Write SecretStore or ClusterSecretStore.',
        }).default('ClusterSecretStore'),
      }),
      {
        description: 'The External Secrets Operator’s store.',
        remedy: 'Give name, and kind unless it is a ClusterSecretStore.',
      },
    ),
    refreshInterval: text(longDurationPattern, {
      expected: 'a duration',
      description: 'How often the operator reads the store.',
      remedy: 'Write it like "1h" or "30m".',
    }).default('1h'),
    keys: field(
      z.strictObject({
        clientId: remoteKey('the ConductorOne client id'),
        clientSecret: remoteKey('the ConductorOne client secret'),
        apiKey: remoteKey('the Confluence API token'),
      }),
      {
        description: 'Where the store keeps each secret.',
        remedy: 'Give clientId, clientSecret and apiKey.',
      },
    ),
  }),
  z.strictObject({
    from: z.literal('file'),
    path: text(/^(?:\w[\w.-]*\/)*\w[\w.-]*\.(?:ya?ml|json)$/, {
      expected: 'a path in the connector’s folder',
      description: 'The encrypted Secret, in the connector’s folder; else baton-<name>-secrets.enc.yaml.',
      remedy: 'Write it like "secrets.enc.yaml".',
    }).optional(),
  }),
  z.strictObject({ from: z.literal('template') }),
]);
