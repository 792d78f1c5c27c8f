import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import { type Visitor, visitorOf } from './access.ts';
import { answerTo } from './api.ts';
import { ApiError } from './api-error.ts';
import { type Auth, type Door, missingScope, refusal } from './auth.ts';
import { Budget, budgetHeaders, retryHeaders } from './budget.ts';
import type { Faults, Mishap } from './faults.ts';
import { Cursors, invalidCursor } from './paging.ts';
import type { Answer } from './send.ts';
import type { Site, User } from './site.ts';

/** A request that has arrived whole. */
export interface Arrived {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What answers depend on beside the site itself. */
export interface Setting {
  readonly site: Site;
  readonly auth: Auth;
  readonly cloudId: string;
  readonly account: string | undefined;
  readonly rights: 'administrator' | 'member';
  readonly publicSite: boolean;
  readonly searchCap: number;
}

/** An answer, and for how long it tells the client to stay away. */
export interface Response extends Answer {
  readonly awaySeconds: number;
}

/** Answers requests: behind the two doors, within the budget, as the API does or as a mishap wants it. */
export class Responder {
  readonly cursors = new Cursors();
  readonly #setting: Setting;
  readonly #budget = new Budget();

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  respond(request: Arrived, mishap: Mishap | undefined, faults: Faults): Response {
    const { cloudId } = this.#setting;
    const { pathname } = request.url;
    const [, tenant, behindGateway] = /^\/ex\/confluence\/([^/]+)(\/.*)$/.exec(pathname) ?? [];
    const door: Door = tenant === undefined ? 'site' : 'gateway';
    const path = behindGateway ?? pathname;
    const { exceeded, awaySeconds, headers } = this.#spend(mishap, faults);
    try {
      mayFail(exceeded ? 429 : mishap, door);
      if (mishap === 'html') return { status: 200, headers, body: loginPage, awaySeconds };
      // Anybody may know it.
      if (pathname === '/_edge/tenant_info') return { status: 200, headers, body: { cloudId }, awaySeconds };
      const visitor = this.#visitor(request, door);
      if (tenant !== undefined && tenant !== cloudId) throw new ApiError(404, 'Not Found');
      const answer = this.#answer(request, path, visitor);
      return { ...answer, headers: { ...headers, ...answer.headers }, awaySeconds };
    } catch (error) {
      // A mistake in this stand-in is told to whoever meets it.
      const refused = error instanceof ApiError ? error : new ApiError(500, (error as Error).stack ?? '');
      const { status } = refused;
      return { status, headers: { ...headers, ...refused.headers }, body: refused.bodyAt(path), awaySeconds };
    }
  }

  #answer({ method, url, headers, body: text }: Arrived, path: string, visitor: Visitor): Answer {
    const { site, searchCap, publicSite } = this.#setting;
    const { cursors } = this;
    const body = parsed(headers['content-type'], text);
    const base = `${url.origin}/wiki`;
    const call = { site, visitor, path, query: url.searchParams, body, base, cursors, searchCap };
    return answerTo(method, call, { publicSite });
  }

  /** Takes a request off the budget, and tells what the headers say of it. */
  #spend(mishap: Mishap | undefined, { budget, retryAfterSeconds = 1 }: Faults) {
    const nowMs = Date.now();
    const allowance = budget && this.#budget.take(budget, nowMs);
    const exceeded = allowance?.exceeded ?? false;
    const status = exceeded ? 429 : mishap;
    const limited = status === 429 || status === 503;
    const untilReset = allowance && Math.ceil((allowance.resetMs - nowMs) / 1000);
    const awaySeconds = limited ? (exceeded && untilReset) || retryAfterSeconds : 0;
    const headers = {
      ...(limited && retryHeaders(status, awaySeconds, nowMs)),
      ...(allowance && budgetHeaders(allowance)),
    };
    return { exceeded, awaySeconds, headers };
  }

  #visitor({ headers }: Arrived, door: Door): Visitor {
    const { site, auth, account, rights } = this.#setting;
    const known = auth.identify(headers.authorization, door) === 'caller';
    return visitorOf(site, known ? accountOf(site, account) : undefined, rights === 'administrator');
  }
}

/** The account that logs in. */
function accountOf(site: Site, accountId: string | undefined): User {
  if (accountId !== undefined) return site.user(accountId);
  for (const user of site.users.values()) {
    if (user.accountType === 'atlassian' && user.licensed) return user;
  }
  return stranger;
}

const stranger: User = {
  accountId: '5b10ac8d82e05b22cc7d4ef5',
  accountType: 'atlassian',
  displayName: 'Connector',
  publicName: 'Connector',
  email: '',
  licensed: true,
  guest: false,
  listed: false,
};

const loginPage =
  '<!DOCTYPE html><html><head><title>Log in with Atlassian account</title></head><body></body></html>';

/** @throws ApiError for a mishap that is a refusal */
function mayFail(mishap: Mishap | undefined, door: Door): void {
  if (mishap === 401) throw refusal(door);
  if (mishap === 'missing-scope') throw missingScope();
  if (mishap === 'expired-cursor') throw invalidCursor();
  if (typeof mishap === 'number') throw new ApiError(mishap, STATUS_CODES[mishap] ?? 'Error');
}

/** @throws ApiError 400 or 415 */
function parsed(contentType: string | undefined, text: string): unknown {
  if (text === '') return undefined;
  if (!contentType?.startsWith('application/json')) throw new ApiError(415, 'Unsupported Media Type');
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'The body is not JSON.');
  }
}
