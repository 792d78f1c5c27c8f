import { isMap, isScalar, isSeq } from 'yaml';
import { isOwnImage } from '../schema/image.ts';
import { YamlTree } from './yaml-tree.ts';

/** What has become of a connector.yaml, and the names of the connectors in it that have another image. */
export interface Pinned {
  readonly yaml: string;
  readonly connectors: readonly string[];
}

/**
 * Replaces each image that is one of confluence-sync, and leaves everything else as it is.
 * @param yaml of a valid configuration
 * @param connector the only one to look at, and those that share its image by an anchor
 */
export function pinImage(yaml: string, image: string, connector?: string): Pinned {
  const tree = new YamlTree(yaml);
  const connectors = valueAt(tree, tree.document.contents, ['connectors']);
  const placed = (isSeq(connectors) ? connectors.items : []).flatMap((each) => {
    const place = placeOf(tree, each);
    return place ? [{ name: nameOf(tree, each), place }] : [];
  });
  const chosen = placed.filter(({ name }) => (connector ?? name) === name);
  // What several share by an anchor stands there once.
  const places = new Map(chosen.map(({ place }) => [place[0], place]));
  // From the end, so that what stands before keeps its place.
  const pinned = [...places.values()]
    .sort(([a], [b]) => b - a)
    .reduce((text, [from, to]) => `${text.slice(0, from)}${image}${text.slice(to)}`, yaml);
  const changed = placed.filter(({ place: [from] }) => places.has(from));
  return { yaml: pinned, connectors: changed.map(({ name }) => name) };
}

function nameOf(tree: YamlTree, connector: unknown): string {
  return String(tree.valueOf(valueAt(tree, connector, ['name'])) ?? 'confluence');
}

/** Where the image stands that a connector names, if it is one of confluence-sync. */
function placeOf(tree: YamlTree, connector: unknown): readonly [from: number, to: number] | undefined {
  const node = valueAt(tree, connector, ['hosting', 'image']);
  if (!isScalar(node) || !node.range || !isOwnImage(String(node.value))) return undefined;
  return [node.range[0], node.range[1]];
}

/** The node at keys below another, wherever an alias or a merge key has it written. */
function valueAt(tree: YamlTree, node: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((parent, key) => {
    const map = tree.follow(parent);
    return isMap(map) ? tree.follow(tree.pairsOf(map).get(key)?.value) : undefined;
  }, node);
}
