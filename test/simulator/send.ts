import type { ServerResponse } from 'node:http';

/** What is sent in answer to a request. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text as HTML. */
  readonly body: object | string | undefined;
}

/** How an answer reaches its reader: as it is, broken off, or as half of it that claims to be all. */
export type Manner = 'whole' | 'cut' | 'malformed';

/** Sends an answer. */
export function send(response: ServerResponse, answer: Answer, manner: Manner): void {
  const { status, headers, body } = answer;
  const html = typeof body === 'string';
  const whole = Buffer.from(html ? body : body === undefined ? '' : JSON.stringify(body));
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  const sent = manner === 'whole' ? whole : half;
  response.writeHead(status, {
    ...(body !== undefined && { 'content-type': html ? 'text/html;charset=UTF-8' : 'application/json' }),
    ...(status !== 204 && { 'content-length': manner === 'cut' ? whole.length : sent.length }),
    ...headers,
  });
  if (manner === 'cut') response.write(sent, () => response.destroy());
  else response.end(sent);
}
