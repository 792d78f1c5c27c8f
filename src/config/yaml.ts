import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { ConfigError, type Locate, type Position, type Problem } from './problem.ts';

/** A YAML text: what it says, and where. */
export interface Source {
  readonly value: unknown;
  /** Keys that one mapping has more than once. */
  readonly repeated: readonly Problem[];
  readonly locate: Locate;
}

/**
 * Reads one YAML document.
 * @param file the file's name, for errors
 * @throws ConfigError where it is not valid YAML
 */
export function readYaml(yaml: string, file: string): Source {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, {
    lineCounter,
    // Neither excerpts of the file nor warnings that quote it: they could show a secret.
    prettyErrors: false,
    logLevel: 'error',
    // Repeated keys are no reason to stop: they are reported with whatever else is wrong.
    uniqueKeys: false,
  });
  const position = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const mistakes = [
    ...document.errors.map(({ code, message, pos }) => ({
      offset: pos[0],
      text: mistakeText(code, message),
    })),
    ...danglingAliases(document),
  ];
  if (mistakes.length > 0)
    throw new ConfigError(
      mistakes.map(({ offset, text }) => {
        const { line, column } = position(offset);
        return `${file}:${line}:${column}: not valid YAML: ${text}.`;
      }),
    );
  return {
    // Aliases share what they name, so that no number of them exhausts anything.
    value: document.toJS({ maxAliasCount: -1 }),
    repeated: repeatedKeys(document.contents, []),
    locate: (path, atKey) => position(offsetOf(document, path, atKey)),
  };
}

/** The parser's own words, less those that quote the file: an excerpt could show a secret. */
function mistakeText(code: ErrorCode, message: string): string {
  const texts: Partial<Record<ErrorCode, string>> = {
    MULTIPLE_DOCS: 'more than one document. Keep one, and no "---" after it',
    BAD_DIRECTIVE: 'a directive that YAML 1.2 does not have',
    TAG_RESOLVE_FAILED: 'a tag that cannot be resolved',
    BAD_DQ_ESCAPE: 'an escape sequence that does not exist. Use single quotes',
  };
  return texts[code] ?? message.replace(/(?<=\S): .*$/s, '').replace(/[.:]$/, '');
}

function danglingAliases(document: Document): readonly { readonly offset: number; readonly text: string }[] {
  const anchors = new Set<string>();
  const dangling: { offset: number; text: string }[] = [];
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) {
        if (node.anchor) anchors.add(node.anchor);
      } else if (!anchors.has(node.source)) {
        const text = 'an alias without an anchor before it. Quote text that starts with "*"';
        dangling.push({ offset: node.range?.[0] ?? 0, text });
      }
    },
  });
  return dangling;
}

function repeatedKeys(node: unknown, path: readonly PropertyKey[]): readonly Problem[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => repeatedKeys(item, [...path, index]));
  if (!isMap(node)) return [];
  return [...Map.groupBy(node.items, keyText)].flatMap(([key, pairs]) => {
    const there = [...path, key];
    const here = { path: there, atKey: true, message: 'written more than once. Keep one.' };
    return [...(pairs.length > 1 ? [here] : []), ...repeatedKeys(pairs.at(-1)?.value, there)];
  });
}

/** The offset of the node at a path, or of its nearest ancestor that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
  const key = path.at(-1);
  const parent = nodeAt(document, path.slice(0, -1));
  const pair = key === undefined ? undefined : pairOf(parent, key);
  const node = atKey && pair ? pair.key : nodeAt(document, path);
  const range = (node as { range?: readonly number[] } | undefined | null)?.range;
  if (range?.[0] !== undefined) return range[0];
  return path.length > 0 ? offsetOf(document, path.slice(0, -1), false) : 0;
}

function nodeAt(document: Document, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (isSeq(node) ? node.items[Number(key)] : pairOf(node, key)?.value),
    document.contents,
  );
}

/** The last pair of a key, which is the one that counts. */
function pairOf(node: unknown, key: PropertyKey): Pair | undefined {
  return isMap(node) ? node.items.findLast((pair) => keyText(pair) === String(key)) : undefined;
}

function keyText({ key }: Pair): string {
  return String((isScalar(key) ? key.value : key) ?? '');
}
