import { isSelfHosted } from '../../src/config/derived/names.ts';
import { parseConfig } from '../../src/config/loading/load.ts';
import { manifests } from '../../src/kubernetes/manifests.ts';
import { threeWays } from './workspace.ts';

/** A connector that is hosted by ConductorOne, one that Terraform delivers, and one by GitOps. */
export const config = { 'connector.yaml': threeWays };

/** Two connectors to render: what is wrong with the second must keep the first from being written. */
export const both = {
  'connector.yaml': threeWays.replace('delivery: terraform', 'delivery: terraform\n      manifests: true'),
};

/** What belongs in each connector's folder. */
export const expected = (yaml: string) =>
  new Map(
    parseConfig(yaml, '')
      .config.connectors.filter(isSelfHosted)
      .map((connector) => [connector.name, manifests(connector)]),
  );

/** The files of the connector that is delivered by GitOps. */
export const labs = expected(threeWays).get('confluence-labs') ?? new Map<string, string>();

/** The files of a workspace below a folder, by their path in it. */
export function below(folder: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...files].flatMap(([path, content]) =>
      path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), content] as const] : [],
    ),
  );
}
