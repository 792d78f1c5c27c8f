import { workloadName } from '../config/derived/names.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';

const annotationPrefix = 'confluence-connector';

/** The annotation that keeps the day the API token expires. */
export const expiryAnnotation = `${annotationPrefix}/api-key-expires`;

/** The annotation that changes whenever the Secret is to be written or read anew. */
export const revisionAnnotation = `${annotationPrefix}/secret-revision`;

/** The label of what this project makes. */
export const managedBy = { 'app.kubernetes.io/managed-by': 'confluence-connector' } as const;

/** Metadata of one of a workload's namespaced objects. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What the Deployment and the network policy select the pods by. */
export function selectorLabels(connector: SelfHostedConnectorConfig): Readonly<Record<string, string>> {
  return { app: workloadName(connector) };
}

/**
 * The labels of the vendor's page, the recommended ones, and the user's own. The recommended
 * `app.kubernetes.io/instance` is not among them: with label tracking, Argo CD takes an object for one of the
 * Application that it names, and prunes what that Application does not have.
 */
export function labels(connector: SelfHostedConnectorConfig): Readonly<Record<string, string>> {
  return {
    ...connector.hosting.labels,
    ...selectorLabels(connector),
    baton: 'true',
    'baton-app': 'confluence',
    'app.kubernetes.io/name': 'baton-confluence',
    'app.kubernetes.io/component': 'connector',
    'app.kubernetes.io/part-of': 'conductorone',
    ...managedBy,
  };
}

/** Metadata of an object of the workload, by default named like the workload. */
export function metadata(connector: SelfHostedConnectorConfig, name = workloadName(connector)): Metadata {
  const { annotations, namespace } = connector.hosting;
  return {
    name,
    namespace: namespace.name,
    labels: labels(connector),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}
