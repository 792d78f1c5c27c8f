import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';

/** What answers may be compressed with. Not zstd: Node.js does not notice if an answer of that kind is cut off. */
export const acceptEncoding = 'gzip, deflate, br';

/** The most bytes of an answer; pages of Confluence have some hundred thousand. */
const longestAnswer = 32 * 2 ** 20;

/** A body that cannot be read. The message says what is wrong with it. */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';
  /** `network` if it came broken, which may pass; `malformed` if it is not supported. */
  readonly failure: 'network' | 'malformed';

  constructor(failure: 'network' | 'malformed', message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

type Decoder = (encoded: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const gzip: Decoder = promisify(gunzip);
const zlib: Decoder = promisify(inflate);
const raw: Decoder = promisify(inflateRaw);

const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['identity', async (encoded) => encoded],
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', (encoded, options) => (hasZlibHeader(encoded) ? zlib : raw)(encoded, options)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
]);

/** So many encodings are undone at most. */
const mostEncodings = 5;

/**
 * The text of a body, with every encoding undone, the last one first.
 * @param contentEncoding the header; several are names between commas
 * @param longest in bytes
 * @throws EncodingError if an encoding is unknown, the data is broken, or the text is too long
 */
export async function decoded(
  body: Buffer,
  contentEncoding: string | readonly string[] | undefined = [],
  longest = longestAnswer,
): Promise<string> {
  if (body.length === 0) return '';
  const encodings = [contentEncoding]
    .flat()
    .flatMap((header) => header.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (encodings.length > mostEncodings) {
    throw new EncodingError(
      'malformed',
      `it is encoded ${encodings.length} times, at most ${mostEncodings} are supported`,
    );
  }
  let bytes = body;
  for (const name of encodings.reverse()) bytes = await undone(name, bytes, longest);
  return new TextDecoder().decode(bytes);
}

async function undone(name: string, encoded: Buffer, longest: number): Promise<Buffer> {
  const decoder = decoders.get(name);
  if (!decoder) {
    const encoding = JSON.stringify(name.slice(0, 40));
    throw new EncodingError('malformed', `its content-encoding ${encoding} is not supported`);
  }
  try {
    return await decoder(encoded, { maxOutputLength: longest });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLong(longest);
    throw new EncodingError('network', `its ${name} data is broken: ${message}`, { cause: error });
  }
}

/** Reads a body to its end. @param longest in bytes @throws EncodingError if it is longer */
export async function bytesOf(body: AsyncIterable<Buffer>, longest = longestAnswer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > longest) throw tooLong(longest);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLong(longest: number): EncodingError {
  return new EncodingError('malformed', `it is longer than ${longest / 2 ** 20} MiB`);
}

/** Some servers send `deflate` as the standard says, with a header of zlib, and some without. */
function hasZlibHeader([first = 0, second = 0]: Buffer): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}
