import { isAlias, isMap, isScalar, isSeq, Lexer, type Node, Parser } from 'yaml';
import type { Problem } from './problem.ts';
import type { YamlTree } from './yaml-tree.ts';

/** The most bytes of a configuration: thousands of connectors have room in them. */
const mostBytes = 2 ** 20;

/** How deep mappings and lists may be in each other: settings need a tenth of it, and more exhausts a reader's stack. */
const mostDepth = 100;

/** The most values, with what aliases and merge keys name: each may be wrong, and thousands of connectors have as many. */
const mostValues = 2 ** 17;

/** A text that is longer than so many UTF-16 code units counts as several values. */
const unitsOfValue = 1_024;

const tooLarge = (message: string): Problem => ({ code: 'too-large', path: [], message });

/** What of a YAML text is more than is read; undefined if nothing is. */
export function excessOf(yaml: string): Problem | undefined {
  const bytes = Buffer.byteLength(yaml);
  if (bytes > mostBytes) {
    const [found, most] = [bytes, mostBytes].map((count) => count.toLocaleString('en'));
    return tooLarge(
      `${found} bytes, of at most ${most}. Check that it is a configuration, and take out what is not.`,
    );
  }
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(yaml)) {
    // Of what it yields nothing is open any more.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > mostDepth && depthOf(parser) > mostDepth) {
      const before = yaml.slice(0, parser.offset - lexeme.length).split('\n');
      return {
        ...tooLarge(
          `more than ${mostDepth} mappings and lists in each other. Write fewer: no setting has as many.`,
        ),
        position: { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
      };
    }
  }
  return undefined;
}

/**
 * The first mapping or list of a document that is more than is read if all that aliases and merge keys name is written
 * out: one that is named a thousand times has each of its mistakes a thousand times.
 */
export function writtenOutExcess(
  tree: YamlTree,
): { readonly node: Node; readonly problem: Problem } | undefined {
  const sizes = new Map<unknown, number>();
  let excess: Node | undefined;
  // Anchors stand before their aliases, so that this goes no deeper than the document does.
  const sizeOf = (node: unknown): number => {
    // What an alias within it names is still open, and has no end.
    if (isAlias(node)) return sizes.get(tree.follow(node)) ?? 1;
    let size = 1;
    if (isScalar(node)) size += Math.floor(String(node.value).length / unitsOfValue);
    // A key and its value are one.
    if (isMap(node)) for (const { key, value } of node.items) size += sizeOf(key) + sizeOf(value) - 1;
    if (isSeq(node)) for (const item of node.items) size += sizeOf(item);
    if ((isMap(node) || isSeq(node)) && size > mostValues) excess ??= node;
    sizes.set(node, size);
    return size;
  };
  sizeOf(tree.document.contents);
  return excess && { node: excess, problem: tooManyValues };
}

const tooManyValues = tooLarge(
  `more than ${mostValues.toLocaleString('en')} values, with those that aliases and merge keys name. Write fewer.`,
);

function depthOf({ stack }: Parser): number {
  return stack.filter(({ type }) => type !== 'document' && !type.includes('scalar')).length;
}
