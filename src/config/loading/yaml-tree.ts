import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';

/** What stands in a YAML document, with its aliases and merge keys followed. */
export class YamlTree {
  readonly document: Document;
  readonly #yaml: string;
  /** Aliases without an anchor before them. */
  readonly dangling: readonly Alias[];
  readonly #targets = new Map<Alias, Node>();
  readonly #pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  readonly #merges = new Map<YAMLMap, Pair | undefined>();
  // One value for each node, so that no number of aliases and merge keys exhausts anything.
  readonly #values = new Map<Node, unknown>();

  constructor(yaml: string, lineCounter?: LineCounter) {
    this.#yaml = yaml;
    this.document = parseDocument(yaml, {
      ...(lineCounter && { lineCounter }),
      // As in YAML 1.1 and as people write it still; YAML 1.2 has dropped it.
      merge: true,
      // Neither excerpts of the file nor warnings that quote it: they could show a secret.
      prettyErrors: false,
      logLevel: 'error',
      // Repeated keys do not stop the reading: they are reported with all other problems.
      uniqueKeys: false,
    });
    const anchors = new Map<string, Node>();
    const dangling: Alias[] = [];
    visit(this.document, {
      Node: (_key, node) => {
        if (!isAlias(node)) {
          if (node.anchor) anchors.set(node.anchor, node);
          return;
        }
        const target = anchors.get(node.source);
        if (target) this.#targets.set(node, target);
        else dangling.push(node);
      },
    });
    this.dangling = dangling;
  }

  /** What an alias names; every other node is itself. */
  follow(node: unknown): unknown {
    return isAlias(node) ? this.#targets.get(node) : node;
  }

  /** The pairs of a mapping by their keys: its own, then those that it merges, of the first source that has them. */
  pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#pairs.get(map);
    if (known) return known;
    const pairs = new Map<string, Pair>();
    // At once, so that a mapping that merges itself comes to an end.
    this.#pairs.set(map, pairs);
    for (const pair of map.items) if (!isMerge(pair)) pairs.set(this.keyText(pair), pair);
    const sources = map.items.filter(isMerge).flatMap((pair) => this.sourcesOf(pair));
    for (const source of new Set(sources)) {
      if (!isMap(source)) continue;
      for (const [key, pair] of this.pairsOf(source)) if (!pairs.has(key)) pairs.set(key, pair);
    }
    return pairs;
  }

  /** The last pair of a mapping that merges others, if one does. Looked for once, as there may be a problem with each. */
  mergeOf(map: YAMLMap): Pair | undefined {
    if (!this.#merges.has(map)) this.#merges.set(map, map.items.findLast(isMerge));
    return this.#merges.get(map);
  }

  /** The nodes that a merge key names. */
  sourcesOf({ value }: Pair): readonly unknown[] {
    const named = this.follow(value);
    return isSeq(named) ? named.items.map((item) => this.follow(item)) : [named];
  }

  /** A key of any type, as text: mappings and lists as they are written, of which many in each other are no longer. */
  keyText({ key }: Pair): string {
    const named = this.follow(key);
    if (isMap(named) || isSeq(named)) return this.#yaml.slice(named.range?.[0], named.range?.[1]).trim();
    if (!isScalar(named)) return '';
    return typeof named.value === 'symbol' ? mergeKey : String(named.value ?? '');
  }

  /** What a node says. The value of a mapping or list is the same one each time. */
  valueOf(node: unknown): unknown {
    const named = this.follow(node);
    if (isScalar(named)) return named.value;
    if (!isMap(named) && !isSeq(named)) return null;
    const known = this.#values.get(named);
    if (known !== undefined) return known;
    // Known before it is filled, so that one that holds itself comes to an end.
    if (isSeq(named)) {
      const list: unknown[] = [];
      this.#values.set(named, list);
      for (const item of named.items) list.push(this.valueOf(item));
      return list;
    }
    const mapping = {};
    this.#values.set(named, mapping);
    for (const [key, pair] of this.pairsOf(named)) {
      // Not by assignment, which would set the prototype for the key __proto__.
      Object.defineProperty(mapping, key, {
        value: this.valueOf(pair.value),
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
    return mapping;
  }
}

/** The key that merges other mappings into the one that it stands in. */
export const mergeKey = '<<';

/** Whether a pair merges others: the parser makes a symbol of a merge key that is not quoted. */
export function isMerge({ key }: Pair): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}
