import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { isOwnImage } from './image.ts';

/** What has become of a connector.yaml, and the names of the connectors in it that have another image. */
export interface Pinned {
  readonly yaml: string;
  readonly connectors: readonly string[];
}

/**
 * Puts an image in the place of each that is one of confluence-sync, and leaves everything else to the letter.
 * @param yaml of a valid configuration
 * @param connector the only one to look at
 */
export function pinImage(yaml: string, image: string, connector?: string): Pinned {
  const connectors = parseDocument(yaml).get('connectors');
  const places = (isSeq(connectors) ? connectors.items.filter(isMap) : [])
    .map((each) => ({ name: nameOf(each), place: placeOf(each) }))
    .filter(({ name, place }) => place && (connector ?? name) === name);
  // From the end, so that what stands before keeps its place.
  const pinned = places.reduceRight(
    (text, { place: [from, to] = [0, 0] }) => `${text.slice(0, from)}${image}${text.slice(to)}`,
    yaml,
  );
  return { yaml: pinned, connectors: places.map(({ name }) => name) };
}

function nameOf(connector: YAMLMap): string {
  return String(connector.get('name') ?? 'confluence');
}

/** Where the image stands that a connector names, if it is one of confluence-sync. */
function placeOf(connector: YAMLMap): readonly [from: number, to: number] | undefined {
  const node = connector.getIn(['hosting', 'image'], true);
  if (!isScalar(node) || !node.range || !isOwnImage(String(node.value))) return undefined;
  return [node.range[0], node.range[1]];
}
