import type { Connector, SelfHostedConnectorConfig } from '../schema/config.ts';

/** The Terraform variable that brings a connector's API token: as chosen, else from the connector's name. */
export function apiKeyVariable({ name, apiKey }: Connector): string {
  return apiKey.variable ?? `${name.replaceAll('-', '_')}_api_key`;
}

/** The name of the Deployment and the objects beside it, and the value of the label `app`. */
export function workloadName({ name }: Pick<Connector, 'name'>): string {
  return `baton-${name}`;
}

/** The Secret that the Deployment reads its environment from. */
export function secretName(connector: SelfHostedConnectorConfig): string {
  const { hosting } = connector;
  return hosting.delivery === 'gitops' && hosting.secrets.from === 'existing'
    ? hosting.secrets.name
    : `${workloadName(connector)}-secrets`;
}

/** The file in the connector's folder that holds its encrypted Secret, and that the user makes; none otherwise. */
export function secretFile(connector: SelfHostedConnectorConfig): string | undefined {
  const { hosting } = connector;
  return hosting.delivery === 'gitops' && hosting.secrets.from === 'file'
    ? (hosting.secrets.path ?? `${secretName(connector)}.enc.yaml`)
    : undefined;
}

/** The site's URL, as the provider's and the connector's domain_url take it. */
export function domainUrl({ site }: Connector): string {
  return `https://${site}`;
}

/** Whether a connector runs on the customer's Kubernetes. */
export function isSelfHosted(connector: Connector): connector is SelfHostedConnectorConfig {
  return connector.hosting.type === 'self-hosted';
}
