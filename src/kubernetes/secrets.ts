import { createHash } from 'node:crypto';
import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1';
import type { ISecret } from 'kubernetes-models/v1';
import { domainUrl, secretName, workloadName } from '../config/derived/names.ts';
import type { SelfHostedConnectorConfig, SelfHostedHosting } from '../config/schema/config.ts';
import { goDuration } from '../config/schema/duration.ts';
import { metadata, revisionAnnotation } from './metadata.ts';

/** The keys of the workload's Secret, as on the vendor's page. */
export interface SecretData extends Readonly<Record<string, string>> {
  readonly BATON_CLIENT_ID: string;
  readonly BATON_CLIENT_SECRET: string;
  readonly BATON_API_KEY: string;
  readonly BATON_DOMAIN_URL: string;
  readonly BATON_USERNAME: string;
}

/** The three secret values of a workload's Secret: text, or references that stand for it. */
export interface SecretValues {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
}

/** The content of a workload's Secret. */
export function secretData(connector: SelfHostedConnectorConfig, values: SecretValues): SecretData {
  return {
    BATON_CLIENT_ID: values.clientId,
    BATON_CLIENT_SECRET: values.clientSecret,
    BATON_API_KEY: values.apiKey,
    BATON_DOMAIN_URL: domainUrl(connector),
    BATON_USERNAME: connector.username,
  };
}

/** A Secret to fill in: every secret value is a named placeholder. */
export function secretTemplate(connector: SelfHostedConnectorConfig): ISecret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata(connector, secretName(connector)),
    type: 'Opaque',
    stringData: secretData(connector, {
      clientId: '<ConductorOne client id>',
      clientSecret: '<ConductorOne client secret>',
      apiKey: '<Confluence API token>',
    }),
  };
}

type ExternalSecrets = Extract<
  Extract<SelfHostedHosting, { delivery: 'gitops' }>['secrets'],
  { from: 'external-secrets' }
>;

/**
 * The ExternalSecret that makes the workload's Secret. It spells out the defaults that the operator would
 * write back, so that a GitOps tool sees no difference.
 */
export function externalSecret(
  connector: SelfHostedConnectorConfig,
  secrets: ExternalSecrets,
): IExternalSecret {
  const { store, keys } = secrets;
  const refreshInterval = goDuration(secrets.refreshInterval);
  const common = metadata(connector, secretName(connector));
  const revision = String(connector.hosting.secretRevision);
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    // The operator reads the store anew whenever an annotation changes: else the pod would restart with what
    // the last refresh has found.
    metadata: { ...common, annotations: { ...common.annotations, [revisionAnnotation]: revision } },
    spec: {
      refreshInterval,
      // Without an interval it would not even then.
      ...(refreshInterval === '0s' && { refreshPolicy: 'OnChange' }),
      secretStoreRef: { name: store.name, kind: store.kind },
      target: {
        name: secretName(connector),
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: {
          type: 'Opaque',
          engineVersion: 'v2',
          mergePolicy: 'Replace',
          data: secretData(connector, {
            clientId: '{{ .clientId }}',
            clientSecret: '{{ .clientSecret }}',
            apiKey: '{{ .apiKey }}',
          }),
        },
      },
      data: Object.entries(keys).map(([secretKey, { key, property }]) => ({
        secretKey,
        remoteRef: {
          key,
          ...(property && { property }),
          conversionStrategy: 'Default',
          decodingStrategy: 'None',
          metadataPolicy: 'None',
        },
      })),
    },
  };
}

/**
 * The revision of a Secret whose secret values cannot be seen: the user's own number, and a hash of the rest
 * of its content.
 */
export function blindSecretRevision(connector: SelfHostedConnectorConfig): string {
  const visible = [workloadName(connector), domainUrl(connector), connector.username];
  const hash = createHash('sha256').update(JSON.stringify(visible)).digest('hex').slice(0, 8);
  return `${connector.hosting.secretRevision}-${hash}`;
}
