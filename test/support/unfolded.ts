import { stripVTControlCharacters } from 'node:util';

/** Text as Terraform wrote it, before it folded it at the terminal's width. */
export function unfolded(text: string): string {
  return stripVTControlCharacters(text).replace(/\s*\n[\s│╷╵]*/g, ' ');
}
