// A stand-in for ConductorOne's connector API: gRPC and the token endpoint on one port, over TLS.
//
//   const api = await ConnectorApi.start({ folder: await temporaryFolder() });
//   const connector = execa('node', ['src/runtime/bin.cjs'], { env: { ...api.environment, … } });
//   const sync = api.tasks.push({ syncFull: { storageEngine: 'sqlite' } });
//   api.inject({ method: 'Heartbeat', task: sync.id, nth: 2, mishap: Code.Unavailable });
//   expect(await sync.finished).toMatchObject({ outcome: 'success' });
//   const reader = await sync.uploads[0]?.open();
//   api.conversation.calls;  // what was said, to be compared with another connector's
//   await api.conversation.until(({ method }) => method === 'GetTask', 3);
//   sync.cancel(); api.tasks.nextPollMs = 0; api.credentials.expireTokens();
//   await api.stop();

import { writeFile } from 'node:fs/promises';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { createContextValues } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { BatonService } from '../../../src/runtime/proto/gen/c1/connectorapi/baton/v1/baton_pb.ts';
import { loopbackCertificate } from '../../support/certificate.ts';
import { Credentials } from '../credentials.ts';
import type { Way } from './attempt.ts';
import { Conversation } from './conversation.ts';
import { Faults, type Rule } from './faults.ts';
import { guard, severKey } from './guard.ts';
import { service } from './service.ts';
import { Tasks } from './tasks.ts';
import { answerToken } from './token-endpoint.ts';

/** How to start a connector API. */
export interface ConnectorApiOptions {
  /** Where uploads and the certificate authority's file go. */
  readonly folder: string;
  /**
   * The host in the client id, such as `acme.conductor.one`: then BATON_C1_API_HOST says where it really is, and
   * no part of the conversation depends on the port. @default the address itself
   */
  readonly tenant?: string;
  /** The port on 127.0.0.1. @default a free one */
  readonly port?: number;
  /** The client that may log in. @default a new one */
  readonly credentials?: Credentials;
}

/**
 * ConductorOne, as far as a self-hosted connector sees it: a token, then the tasks of one connector. It is strict
 * about everything that the SDK's proto files validate, and about the order of things.
 */
export class ConnectorApi {
  /** What the connector is to do; its answers' intervals too. */
  readonly tasks = new Tasks();
  /** Everything that was said. */
  readonly conversation = new Conversation();
  /** The connector's client, its tokens, and how long they live. */
  readonly credentials: Credentials;
  /** The certificate authority to trust, as a PEM file. */
  readonly caFile: string;
  readonly #faults = new Faults();
  readonly #server: Http2SecureServer;
  readonly #sockets = new Set<Socket>();
  readonly #stopped = new AbortController();
  readonly #apiHost: Readonly<Record<string, string>>;

  private constructor(
    server: Http2SecureServer,
    credentials: Credentials,
    caFile: string,
    { folder, tenant }: ConnectorApiOptions,
  ) {
    this.#server = server;
    this.credentials = credentials;
    this.caFile = caFile;
    this.#apiHost = tenant === undefined ? {} : { BATON_C1_API_HOST: this.host };
    const { tasks, conversation } = this;
    const answer = connectNodeAdapter({
      routes: (router) => router.service(BatonService, service({ tasks, conversation, folder })),
      interceptors: [guard({ tasks, conversation, credentials, ...this.#way })],
      contextValues: (request) => createContextValues().set(severKey, severing(request)),
      connect: false,
      grpcWeb: false,
      // What Go takes at most, unless it is told otherwise.
      readMaxBytes: 4 * 1024 ** 2,
    });
    server.on('secureConnection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('request', (request, response) => {
      if (request.url === '/auth/v1/token') this.#token(request, response);
      else answer(request, response);
    });
  }

  /** Starts on a free loopback port. */
  static async start(options: ConnectorApiOptions): Promise<ConnectorApi> {
    const { folder, tenant, port = 0 } = options;
    const { key, cert } = await loopbackCertificate();
    const caFile = join(folder, 'connector-api-ca.pem');
    await writeFile(caFile, cert);
    const server = createSecureServer({ key, cert, allowHTTP1: true });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    const { credentials = Credentials.generate(tenant ?? host, 'connector') } = options;
    return new ConnectorApi(server, credentials, caFile, options);
  }

  /** Where it is, with its port. */
  get host(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The same as a URL, without a path. */
  get url(): string {
    return `https://${this.host}`;
  }

  /** The environment in which a connector, this project's or the Go one, finds, trusts and logs in to it. */
  get environment(): Readonly<Record<string, string>> {
    return {
      BATON_CLIENT_ID: this.credentials.clientId,
      BATON_CLIENT_SECRET: this.credentials.clientSecret,
      SSL_CERT_FILE: this.caFile,
      NODE_EXTRA_CA_CERTS: this.caFile,
      ...this.#apiHost,
    };
  }

  /** Lets the calls that match, from now on, meet a fault. */
  inject(rule: Rule): void {
    this.#faults.add(rule);
  }

  /** Forgets the faults still to come. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** Ends all connections, and leaves nothing under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  get #way() {
    return { faults: this.#faults, stopped: this.#stopped.signal };
  }

  async #token(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const { conversation, credentials } = this;
    const { method, headers } = request;
    try {
      const { status, body } = await answerToken(
        {
          method,
          headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
          body: request,
        },
        { ...this.#way, sever: severing(request), conversation, credentials },
      );
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    } catch {
      // The client, its connection or this stand-in has gone.
      severing(request)();
    }
  }
}

/** Closes the connection that a request came by. */
function severing(request: Pick<Http2ServerRequest, 'socket'> | Http2ServerRequest): Way['sever'] {
  return (how) => {
    if (!('stream' in request)) request.socket.destroy();
    else if (how === 'goodbye') sayGoodbye(request.stream);
    else request.stream.session?.destroy();
  };
}

/** Ends a session once the streams before this one have ended. */
function sayGoodbye(stream: Http2ServerRequest['stream']): void {
  const lastHandled = (stream.id ?? 0) - 2;
  stream.session?.goaway(constants.NGHTTP2_NO_ERROR, lastHandled);
  // Node.js cannot say that not even the first one was handled.
  if (lastHandled < 0) stream.close(constants.NGHTTP2_REFUSED_STREAM);
}
