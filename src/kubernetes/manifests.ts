import { parse } from 'yaml';
import { secretFile, secretName, workloadName } from '../config/derived/names.ts';
import type { SelfHostedConnectorConfig } from '../config/schema/config.ts';
import { blindSecretRevision, externalSecret, secretTemplate } from './secrets.ts';
import { type ApiObject, validate } from './validate.ts';
import { workload } from './workload.ts';
import { toYaml } from './yaml.ts';

/** Files by their path within the connector's folder; the order is that of a careful `kubectl apply`. */
export type Manifests = ReadonlyMap<string, string>;

/** The file of the namespace. */
export const namespaceFile = 'namespace.yaml';

/** The file by which Kustomize knows what to apply. */
export const kustomizationFile = 'kustomization.yaml';

/** Where the template of a Secret goes: out of the way of whatever applies the folder. */
const templateFolder = 'template';

/**
 * A self-hosted connector's workload as YAML files with a kustomization.
 * @throws Error naming the object and the field that the Kubernetes API would refuse
 */
export function manifests(connector: SelfHostedConnectorConfig): Manifests {
  const { namespace, serviceAccount, deployment, networkPolicy, disruptionBudget } = workload(
    connector,
    blindSecretRevision(connector),
  );
  const external = externalSecretOf(connector);
  const name = workloadName(connector);
  const resources = new Map<string, readonly ApiObject[]>([
    ...file(namespaceFile, namespace),
    ...file(`${secretName(connector)}.yaml`, external),
    ...file(`${name}.yaml`, serviceAccount, deployment, networkPolicy, disruptionBudget),
  ]);
  const own = secretFile(connector);
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...resources.keys(), ...(own ? [own] : [])],
  };
  return new Map([
    ...[...resources].map(([path, objects]) => [path, printed(objects)] as const),
    [kustomizationFile, toYaml(kustomization)],
    ...template(connector),
  ]);
}

/** The files among them that hold objects to apply, in a good order. */
export function appliedFiles(files: Manifests): readonly (readonly [path: string, content: string])[] {
  return [...files].filter(([path]) => path !== kustomizationFile && !path.startsWith(`${templateFolder}/`));
}

/** The files that the kustomization names and that somebody else makes. */
export function awaitedFiles(files: Manifests): readonly string[] {
  const { resources } = parse(files.get(kustomizationFile) ?? '') as {
    readonly resources: readonly string[];
  };
  return resources.filter((path) => !files.has(path));
}

/** Every file that rendering may write into the folder of a connector of this name, whatever its settings. */
export function possibleFiles(connector: string): readonly string[] {
  const name = workloadName({ name: connector });
  const secret = `${name}-secrets.yaml`;
  return [namespaceFile, secret, `${templateFolder}/${secret}`, kustomizationFile, `${name}.yaml`];
}

function externalSecretOf(connector: SelfHostedConnectorConfig): ApiObject | undefined {
  const { hosting } = connector;
  if (hosting.delivery !== 'gitops' || hosting.secrets.from !== 'external-secrets') return undefined;
  const object = externalSecret(connector, hosting.secrets);
  validate(object);
  return object;
}

/** The Secret to fill in, if nobody else makes it. */
function template(connector: SelfHostedConnectorConfig): readonly (readonly [string, string])[] {
  const { hosting } = connector;
  if (hosting.delivery === 'gitops' && !['template', 'file'].includes(hosting.secrets.from)) return [];
  const object = secretTemplate(connector);
  validate(object);
  const advice =
    'A template: fill in the placeholders, encrypt the result (SOPS, Sealed Secrets) or apply it by hand,\nand never commit it in the clear. The kustomization leaves it out.';
  return [[`${templateFolder}/${secretName(connector)}.yaml`, toYaml(object, advice)]];
}

/** A file with those of its objects that there are; none where there are none. */
function file(
  path: string,
  ...objects: readonly (ApiObject | undefined)[]
): readonly (readonly [string, readonly ApiObject[]])[] {
  const present = objects.filter((object) => object !== undefined);
  return present.length > 0 ? [[path, present]] : [];
}

function printed(objects: readonly ApiObject[]): string {
  return objects.map((object) => toYaml(object)).join('---\n');
}
