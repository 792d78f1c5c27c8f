import type { Client, SendRequestOptions } from 'confluence.js/core';
import { ConfluenceError } from './error.ts';

/** A client that is shut once the work it was lent for has failed: what is still under way comes to nothing. */
export class Gate implements Client {
  readonly #client: Client;
  #shut = false;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Lends a client for as long as some work goes well. */
  static async during<Result>(client: Client, work: (client: Client) => Promise<Result>): Promise<Result> {
    const gate = new Gate(client);
    try {
      return await work(gate);
    } catch (error) {
      gate.#shut = true;
      throw error;
    }
  }

  async sendRequest<Answer>(call: SendRequestOptions<Answer>): Promise<Answer> {
    this.#throwIfShut(call.url);
    const answer = await this.#client.sendRequest(call);
    this.#throwIfShut(call.url);
    return answer;
  }

  #throwIfShut(url: string): void {
    if (this.#shut) throw new ConfluenceError('stopped', `${url}: something else has failed`);
  }
}
