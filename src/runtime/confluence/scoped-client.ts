import { signalJoiner } from './abort.ts';
import type { Answer, Call, Client } from './client.ts';

/** A client that is shut once the work it was lent for has failed: what is still under way ends. */
export class ScopedClient implements Client {
  readonly #client: Client;
  readonly #shut = new AbortController();
  readonly #with = signalJoiner(this.#shut.signal);

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Lends a client for as long as some work goes well. */
  static async during<Result>(client: Client, work: (client: Client) => Promise<Result>): Promise<Result> {
    const gate = new ScopedClient(client);
    try {
      return await work(gate);
    } catch (error) {
      gate.#shut.abort(error);
      throw error;
    }
  }

  async send<Data>(call: Call<Data>): Promise<Answer<Data>> {
    const { signal } = this.#shut;
    signal.throwIfAborted();
    const answer = await this.#client.send({ ...call, signal: this.#with(call.signal) });
    signal.throwIfAborted();
    return answer;
  }
}
