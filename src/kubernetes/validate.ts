// One module per kind: the packages' indexes load every kind there is.
import { ExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';

/** An API object of any kind. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string };
}

const models = new Map<string, new (object: never) => { validate(): void }>(
  Object.entries({
    Deployment,
    ExternalSecret,
    Namespace,
    NetworkPolicy,
    PodDisruptionBudget,
    Secret,
    ServiceAccount,
  }),
);

/**
 * Checks an object against the OpenAPI schema of its kind.
 * @throws Error naming the object and what is wrong with it
 */
export function validate(object: ApiObject): void {
  const Model = models.get(object.kind);
  if (!Model) throw new Error(`No schema of ${object.apiVersion} ${object.kind} to check it against.`);
  try {
    new Model(object as never).validate();
  } catch (error) {
    const name = `${object.kind} ${object.metadata?.name ?? ''}`.trim();
    throw new Error(`${name} is not valid: ${(error as Error).message}`, { cause: error });
  }
}
