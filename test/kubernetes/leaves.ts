/** A place in a tree of objects and lists. */
export type Path = readonly (string | number)[];

/** Every object in a tree by its path, the tree itself first. */
export function objectsOf(tree: unknown, path: Path = []): readonly (readonly [Path, object])[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const below = entriesOf(tree).flatMap(([key, value]) => objectsOf(value, [...path, key]));
  return Array.isArray(tree) ? below : [[path, tree], ...below];
}

/** Every scalar in a tree as `path = text`, sorted; what is undefined is not there. */
export function leavesOf(tree: unknown, path: Path = []): readonly string[] {
  if (tree === undefined) return [];
  if (typeof tree !== 'object' || tree === null) return [`${path.join('/')} = ${tree}`];
  return entriesOf(tree)
    .flatMap(([key, value]) => leavesOf(value, [...path, key]))
    .sort();
}

/** The leaves of a Deployment or NetworkPolicy under the names that Terraform has for lists of blocks. */
export function terraformLeavesOf(object: { readonly kind: string }): readonly string[] {
  const { apiVersion: _, kind, ...rest } = object as { readonly kind: string; readonly apiVersion: string };
  const leaves = leavesOf(rest);
  if (kind !== 'Deployment') return leaves;
  return leaves
    .map((leaf) =>
      leaf
        .replace(
          /(container|initContainer|nodeSelectorTerm|option|port|toleration|topologySpreadConstraint|volume|volumeMount)s\/(?=\d)/g,
          '$1/',
        )
        .replace(/(Term|Execution\/\d+|Constraint\/\d+)\/labelSelector\//g, '$1/labelSelector/0/')
        .replace('/tcpSocket/', '/tcpSocket/0/')
        .replace(/(?<=\/defaultMode = )\d+$/, (mode) => `0${Number(mode).toString(8)}`),
    )
    .sort();
}

function entriesOf(tree: object): readonly (readonly [string | number, unknown])[] {
  return Array.isArray(tree) ? [...tree.entries()] : Object.entries(tree);
}
