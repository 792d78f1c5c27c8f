import { type ErrorCode, isMap, isSeq, LineCounter, type Pair } from 'yaml';
import { shownValue } from '../../text/redact.ts';
import { configError, type Locate, type Position, type Problem } from './problem.ts';
import { excessOf, writtenOutExcess } from './yaml-limits.ts';
import { isMerge, mergeKey, YamlTree } from './yaml-tree.ts';

/** A YAML text: what it says, and where. */
export interface YamlSource {
  readonly value: unknown;
  /** What is valid YAML and surely wrong: keys that one mapping has more than once, and merges of no mapping. */
  readonly problems: readonly Problem[];
  readonly locate: Locate;
}

/**
 * Reads one YAML document.
 * @param file the file's name, for errors
 * @throws ConfigError if it is not valid YAML, or more than is read
 */
export function readYaml(yaml: string, file: string): YamlSource {
  const excess = excessOf(yaml);
  if (excess) throw configError([excess], file);
  const lineCounter = new LineCounter();
  const tree = new YamlTree(yaml, lineCounter);
  const { contents, errors } = tree.document;
  const position = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const lineStart = (offset: number) => offset - position(offset).column + 1;
  const mistakes = withoutConsequences(yaml, lineStart, [
    ...errors.map(({ code, message, pos: [offset] }) => ({ code, offset, text: mistakeText(code, message) })),
    ...tree.dangling.map(({ range }) => ({
      offset: range?.[0] ?? 0,
      text: 'an alias without an anchor before it. Quote text that starts with "*"',
    })),
  ]);
  if (mistakes.length > 0) {
    const problems = mistakes.map(
      ({ offset, text }): Problem => ({
        code: 'invalid-yaml',
        path: [],
        message: `not valid YAML: ${text}.`,
        position: position(offset),
      }),
    );
    throw configError(problems, file);
  }
  const much = writtenOutExcess(tree);
  if (much) throw configError([{ ...much.problem, position: position(much.node.range?.[0] ?? 0) }], file);
  return {
    value: tree.valueOf(contents),
    problems: problemsIn(tree, contents, []),
    locate: (path, atKey) => position(offsetOf(tree, path, atKey)),
  };
}

/** What keeps a text from being YAML. */
interface Mistake {
  readonly code?: ErrorCode;
  readonly offset: number;
  readonly text: string;
}

/**
 * Mistakes without those that come of indentation with tabs: the first tab, and what stands before it. Everything after
 * it is read as if it stood elsewhere.
 */
function withoutConsequences(
  yaml: string,
  lineStart: (offset: number) => number,
  mistakes: readonly Mistake[],
): readonly Mistake[] {
  const tabs = mistakes.flatMap(({ code, offset }) => {
    const line = lineStart(offset);
    const indentation = /^[ \t]*/.exec(yaml.slice(line))?.[0] ?? '';
    const tab = indentation.includes('\t') && offset <= line + indentation.length;
    return tab || code === 'TAB_AS_INDENT' ? [{ line, offset: tab ? line : offset }] : [];
  });
  const [first] = tabs.sort((a, b) => a.offset - b.offset);
  if (!first) return mistakes;
  return [
    // A text in quotes ends with the line before.
    ...mistakes.filter(({ offset }) => offset < first.line - 1),
    { offset: first.offset, text: 'Tabs are not allowed as indentation. Use spaces' },
  ];
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

/** Keys that a mapping has more than once, and merge keys that name something else than mappings. */
function problemsIn(tree: YamlTree, node: unknown, path: readonly PropertyKey[]): readonly Problem[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => problemsIn(tree, item, [...path, index]));
  if (!isMap(node)) return [];
  return [...Map.groupBy(node.items, (pair) => tree.keyText(pair))].flatMap(([key, pairs]) => {
    const there = [...path, key];
    const last = pairs.at(-1);
    const remedy = key === mergeKey ? 'Keep one, with a list: <<: [*one, *other].' : 'Keep one.';
    const again: Problem = {
      code: 'duplicate-key',
      path: there,
      atKey: true,
      message: `written more than once. ${remedy}`,
    };
    return [
      ...(pairs.length > 1 ? [again] : []),
      ...pairs.filter(isMerge).flatMap((pair) => mergeProblems(tree, pair, there)),
      ...problemsIn(tree, last?.value, there),
    ];
  });
}

function mergeProblems(tree: YamlTree, pair: Pair, path: readonly PropertyKey[]): readonly Problem[] {
  return tree
    .sourcesOf(pair)
    .filter((source) => !isMap(source))
    .map((source) => ({
      code: 'wrong-type',
      path,
      message: `${shownValue(path, tree.valueOf(source))}: expected a mapping, or a list of mappings. Name the anchor of one: <<: *name.`,
    }));
}

/** The offset of the node at a path, or of its nearest ancestor that is there. What is merged stands where it is written. */
function offsetOf(tree: YamlTree, path: readonly PropertyKey[], atKey: boolean): number {
  const key = path.at(-1);
  const parent = nodeAt(tree, path.slice(0, -1));
  const pair = key === undefined ? undefined : pairOf(tree, parent, key);
  const node = atKey && pair ? pair.key : nodeAt(tree, path);
  const range = (node as { range?: readonly number[] } | undefined | null)?.range;
  if (range?.[0] !== undefined) return range[0];
  return path.length > 0 ? offsetOf(tree, path.slice(0, -1), false) : 0;
}

function nodeAt(tree: YamlTree, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (isSeq(node) ? node.items[Number(key)] : pairOf(tree, node, key)?.value),
    tree.document.contents,
  );
}

/** The last pair of a key, which is the one that counts. */
function pairOf(tree: YamlTree, node: unknown, key: PropertyKey): Pair | undefined {
  if (!isMap(node)) return undefined;
  const text = String(key);
  return tree.pairsOf(node).get(text) ?? (text === mergeKey ? tree.mergeOf(node) : undefined);
}
