import { Lexer, Parser } from 'yaml';
import type { Position } from './problem.ts';

/** The most bytes of a configuration: thousands of connectors have room in them. */
const mostBytes = 2 ** 20;

/** How deep mappings and lists may be in each other: settings need a tenth of it, and more exhausts a reader's stack. */
const mostDepth = 100;

/** Why a text is too much for a configuration, and where, if that is at one place. */
export interface Excess {
  readonly text: string;
  readonly position?: Position;
}

/**
 * What of a YAML text is more than is read; undefined if nothing is. Of aliases there may be any number: what they name
 * is read once.
 */
export function excessOf(yaml: string): Excess | undefined {
  const bytes = Buffer.byteLength(yaml);
  if (bytes > mostBytes) {
    const [found, most] = [bytes, mostBytes].map((count) => count.toLocaleString('en'));
    return {
      text: `${found} bytes, of at most ${most}. Check that it is a configuration, and take out what is not.`,
    };
  }
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(yaml)) {
    // Of what it yields nothing is open any more.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > mostDepth && depthOf(parser) > mostDepth) {
      const before = yaml.slice(0, parser.offset - lexeme.length).split('\n');
      return {
        text: `more than ${mostDepth} mappings and lists in each other. Write fewer: no setting has as many.`,
        position: { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
      };
    }
  }
  return undefined;
}

function depthOf({ stack }: Parser): number {
  return stack.filter(({ type }) => type !== 'document' && !type.includes('scalar')).length;
}
