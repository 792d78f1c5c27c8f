import { TerraformVariable } from 'cdktf';
import type { ConnectorInput, SelfHostedConnectorConfig } from '../../src/config/schema/config.ts';
import {
  KubernetesWorkload,
  type KubernetesWorkloadProps,
} from '../../src/constructs/kubernetes-workload.ts';
import { selfHostedOf, terraform } from '../support/configs.ts';
import { synthesise } from './synthesise.ts';

/** Hosting that Terraform delivers, as written. */
export type Terraform = Extract<ConnectorInput['hosting'], { delivery: 'terraform' }>;

/** A connector with these settings of hosting, delivered by Terraform. */
export const deployed = (hosting: Partial<Terraform> = {}, others: Partial<ConnectorInput> = {}) =>
  selfHostedOf({ ...terraform, ...others, hosting: { ...terraform.hosting, ...hosting } });

/** The stack of one workload that takes its secrets from variables. */
export const stackOf = (connector: SelfHostedConnectorConfig, props: Partial<KubernetesWorkloadProps> = {}) =>
  synthesise((stack) => {
    const variable = (name: string) => new TerraformVariable(stack, name, { type: 'string' }).stringValue;
    new KubernetesWorkload(stack, 'workload', {
      connector,
      secret: {
        clientId: variable('client_id'),
        clientSecret: variable('client_secret'),
        apiKey: variable('api_key'),
      },
      secretIdentity: variable('identity'),
      ...props,
    });
  });
