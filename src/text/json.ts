import { visible } from './plain.ts';

/**
 * A value as JSON that a terminal may show: it says the same to whoever parses it, and nothing in it commands a terminal
 * or turns the direction of text.
 * @param indent how many blanks; none for one line
 */
export function asJson(value: unknown, indent?: number): string {
  return visible(JSON.stringify(value, undefined, indent));
}
