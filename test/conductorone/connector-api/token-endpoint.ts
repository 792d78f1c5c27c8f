import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { JsonValue } from '@bufbuild/protobuf';
import { ConnectError } from '@connectrpc/connect';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { ApiError, httpStatus } from '../api-error.ts';
import type { Credentials } from '../credentials.ts';
import { Attempt, outcomeOf, Severed, type Way } from './attempt.ts';
import type { Conversation } from './conversation.ts';

/** A request for a token, whichever version of HTTP it came by. */
export interface TokenRequest {
  readonly method: string | undefined;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: Readable;
}

/** What to answer. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: object;
}

/**
 * Answers a request for a token, as the REST API does.
 * @throws Severed where the connection was closed instead
 */
export async function answerToken(
  request: TokenRequest,
  {
    conversation,
    credentials,
    ...way
  }: Way & { readonly conversation: Conversation; readonly credentials: Credentials },
): Promise<TokenAnswer> {
  const call = conversation.begin('token', request.headers);
  const attempt = new Attempt(call, way);
  try {
    const form = new URLSearchParams(await text(request.body));
    conversation.amend(call, { message: described(form) });
    await attempt.meet();
    if (request.method !== 'POST') throw new ApiError(404, 'Not Found');
    const body = await credentials.token(form);
    attempt.done();
    conversation.amend(call, { outcome: 'OK' });
    return { status: 200, body };
  } catch (error) {
    if (error instanceof ApiError) {
      conversation.amend(call, { outcome: String(error.status) });
      return error;
    }
    conversation.amend(call, { outcome: outcomeOf(error) });
    if (error instanceof Severed || !(error instanceof ConnectError)) throw error;
    return new ApiError(httpStatus(error.code), error.rawMessage);
  }
}

/** The form, its assertion taken apart; what differs from one to the next is only said to be there. */
function described(form: URLSearchParams): JsonValue {
  const { client_assertion: assertion = '', ...rest } = Object.fromEntries(form);
  try {
    const { nonce, ...header } = decodeProtectedHeader(assertion);
    const { iat = 0, exp = 0, nbf = 0, jti, ...claims } = decodeJwt(assertion);
    return {
      ...rest,
      header: { ...header, ...(nonce !== undefined && { nonce: 'set' }) } as JsonValue,
      claims: {
        ...claims,
        exp: exp - iat,
        nbf: nbf - iat,
        ...(jti !== undefined && { jti: 'set' }),
      } as JsonValue,
    };
  } catch {
    return rest;
  }
}
