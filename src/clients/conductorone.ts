import { type Dispatcher, fetch, type Response } from 'undici';
import * as z from 'zod';
import type { ConductorOne as Tenant } from '../config/schema/config.ts';
import type { Environment } from '../io/io.ts';
import { networkReason } from '../network/network-error.ts';
import { poolThrough } from '../network/pool.ts';
import { ProxyError, proxyOf } from '../network/proxy.ts';
import { type AccessToken, CredentialsError, readClient, requestToken } from '../oauth/token.ts';
import { shortened } from '../text/plain.ts';
import { redactSecrets } from '../text/redact.ts';
import { Obstacle } from './check.ts';

const remedies: Readonly<Record<number, string>> = {
  403: 'Give the API credential the role Connector Administrator.',
  404: 'It is not there any more: deploy the connector again.',
};

/** ConductorOne's REST API. It logs in, as its Terraform provider would, when it is first asked. */
export class ConductorOne {
  /** The tenant's, with its port where it has one. */
  readonly host: string;
  readonly #tenant: Tenant;
  readonly #credentials: readonly [id: string, secret: string];
  readonly #proxyOf: (target: URL) => URL | undefined;
  readonly #pool: Dispatcher;
  #token: AccessToken | undefined;

  private constructor(tenant: Tenant, credentials: readonly [string, string], environment: Environment) {
    this.#tenant = tenant;
    this.host = tenant.serverUrl ? new URL(tenant.serverUrl).host : `${tenant.tenant}.conductor.one`;
    this.#credentials = credentials;
    this.#proxyOf = (target) => proxyOf(target, environment);
    this.#pool = poolThrough(this.#proxyOf);
  }

  /** Through the proxy of the environment. Undefined if that holds no credentials. */
  static of(tenant: Tenant, environment: Environment): ConductorOne | undefined {
    const [id, secret] = credentialVariables(tenant).map((name) => environment[name]);
    return id && secret ? new ConductorOne(tenant, [id, secret], environment) : undefined;
  }

  /** @throws Obstacle where the credentials are refused, or no answer comes */
  async logIn(): Promise<void> {
    await this.#authorization();
  }

  /** @throws Obstacle where the answer is an error, or none comes */
  async get<Answer extends z.ZodType>(path: string, answer: Answer): Promise<z.output<Answer>> {
    return this.#call('GET', path, answer);
  }

  /** @throws Obstacle where the answer is an error, or none comes */
  async post<Answer extends z.ZodType>(
    path: string,
    answer: Answer,
    body: object,
  ): Promise<z.output<Answer>> {
    return this.#call('POST', path, answer, JSON.stringify(body));
  }

  async #call<Answer extends z.ZodType>(method: string, path: string, answer: Answer, body?: string) {
    const authorization = await this.#authorization();
    let response: Response;
    let text: string;
    try {
      response = await fetch(`https://${this.host}/api/v1/${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(30_000),
        dispatcher: this.#pool,
        ...(body && { body }),
      });
      text = await response.text();
    } catch (error) {
      throw unreachable(this.host, error);
    }
    if (response.ok) return parsed(answer, text, `${method} ${path}`);
    throw new Obstacle(
      `ConductorOne answers ${response.status} to ${method} ${path}: ${redactSecrets(reason(text))}`,
      remedies[response.status] ?? 'Try again in a while.',
    );
  }

  /** The header, of a token that lasts another minute. */
  async #authorization(): Promise<string> {
    if (!this.#token || this.#token.expires < performance.now() + 60_000) {
      try {
        const proxy = this.#proxyOf(new URL(`https://${this.host}`));
        this.#token = await requestToken(await readClient(...this.#credentials), this.host, { proxy });
      } catch (error) {
        if (!(error instanceof CredentialsError)) throw unreachable(this.host, error);
        throw new Obstacle(
          `ConductorOne: ${error.message}.`,
          `Check ${credentialVariables(this.#tenant).join(' and ')}, and that they belong to ${this.host}.`,
          { lasting: true },
        );
      }
    }
    return this.#token.authorization;
  }
}

/** The environment variables that hold an API credential's id and secret. */
export function credentialVariables({ credentials }: Tenant): readonly string[] {
  return credentials === 'variables'
    ? ['TF_VAR_conductorone_client_id', 'TF_VAR_conductorone_client_secret']
    : ['CONDUCTORONE_CLIENT_ID', 'CONDUCTORONE_CLIENT_SECRET'];
}

function unreachable(host: string, error: unknown): Obstacle {
  if (error instanceof ProxyError) {
    const remedy =
      'Write it like http://host:port, with user and password before the host if it asks for them.';
    return new Obstacle(`ConductorOne (${host}) cannot be reached: ${error.message}.`, remedy, {
      lasting: true,
    });
  }
  const { message } = networkReason(error) ?? (error as Error);
  return new Obstacle(
    `ConductorOne (${host}) cannot be reached: ${message}.`,
    'Check conductorone.tenant, and that this machine reaches it.',
  );
}

function parsed<Answer extends z.ZodType>(answer: Answer, text: string, call: string): z.output<Answer> {
  try {
    return answer.parse(JSON.parse(text));
  } catch {
    throw new Obstacle(
      `ConductorOne’s answer to ${call} is not one of its API.`,
      'Check conductorone.tenant or conductorone.serverUrl.',
    );
  }
}

/** The message of a gateway's error body, or the body itself; the beginning of what is long. */
function reason(text: string): string {
  try {
    return shortened(z.object({ message: z.string() }).parse(JSON.parse(text)).message, 1_000);
  } catch {
    return shortened(text, 200);
  }
}
