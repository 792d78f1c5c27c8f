import { C1zError } from './error.ts';

/** The error of a file that is of another kind than is read here. @param start its first five bytes, or all that it has */
export function otherKind(path: string, start: Uint8Array): C1zError {
  return new C1zError(`${path}: ${reason(Buffer.from(start).toString('latin1'))}`);
}

function reason(start: string): string {
  if (start === '') return 'is empty, and not a .c1z file.';
  if (!/^C1Z[0-9A-Z]\0$/.test(start)) {
    return 'is not a .c1z file: those begin with C1ZF, as confluence-sync writes them, or C1Z3.';
  }
  if (start !== 'C1Z3\0') {
    return `is a .c1z file of a kind that is not known here (${start.slice(0, 4)}). ${remedy}`;
  }
  return `is a .c1z file of the newer kind (C1Z3), which holds Pebble instead of SQLite. ConductorOne's connectors write it since SDK 0.25, unless they are told otherwise. ${remedy}`;
}

// A connector goes on in the kind of a file that it finds, whatever the flag says.
const remedy =
  "Read here is what holds SQLite (C1ZF): confluence-sync writes it, and so do ConductorOne's connectors with --storage-engine sqlite, into a --file that does not exist yet.";
