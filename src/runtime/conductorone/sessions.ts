import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import { Http2SessionManager } from '@connectrpc/connect-node';

/**
 * The sessions of HTTP/2 with one server. To what its base class does it adds
 * - a listener to the errors of each session, for as long as it lives: the base class takes its own away once it has
 *   gone on to another session, and an error without a listener ends the process;
 * - an end for the calls that a server has refused by its GOAWAY: Node.js lets them wait for an answer.
 */
export class Sessions extends Http2SessionManager {
  readonly #streams = new WeakMap<ClientHttp2Session, Set<ClientHttp2Stream>>();
  /** How many sessions the server has asked to end, without an error. */
  goodbyes = 0;

  override async request(...call: Parameters<Http2SessionManager['request']>): Promise<ClientHttp2Stream> {
    const stream = await super.request(...call);
    if (stream.session) {
      const streams = this.#streamsOf(stream.session as ClientHttp2Session);
      streams.add(stream);
      stream.once('close', () => streams.delete(stream));
    }
    return stream;
  }

  #streamsOf(session: ClientHttp2Session): Set<ClientHttp2Stream> {
    const known = this.#streams.get(session);
    if (known) return known;
    const streams = new Set<ClientHttp2Stream>();
    this.#streams.set(session, streams);
    session.on('error', () => {});
    session.on('goaway', (code, lastHandled) => {
      if (code === constants.NGHTTP2_NO_ERROR) this.goodbyes += 1;
      for (const stream of streams) {
        if ((stream.id ?? 0) > lastHandled) stream.close(constants.NGHTTP2_REFUSED_STREAM);
      }
    });
    return streams;
  }
}
