import type { Visitor } from './access.ts';
import { ApiError } from './api-error.ts';
import type { Call, Route } from './route.ts';
import { routesV1 } from './routes-v1.ts';
import { routesV2 } from './routes-v2.ts';
import type { Answer } from './send.ts';

const routes: readonly Route[] = [...routesV1, ...routesV2];

/** What the API answers. @throws ApiError as the real one refuses */
export function answerTo(
  method: string,
  call: Omit<Call, 'ids'>,
  { publicSite }: { readonly publicSite: boolean },
): Answer {
  const { route, ids } = routeOf(method, call.path);
  mustUseConfluence(call.visitor, publicSite && route.open, call.path);
  const body = route.answer({ ...call, ids });
  return { status: route.status, body, headers: linkHeader(body) };
}

function routeOf(method: string, path: string): Pick<Call, 'ids'> & { readonly route: Route } {
  const matching = routes.filter((route) => route.path.test(path));
  if (matching.length === 0) throw new ApiError(404, 'Not Found');
  const route = matching.find((candidate) => candidate.method === method);
  if (!route) throw new ApiError(405, 'Method Not Allowed');
  const groups = Object.entries(route.path.exec(path)?.groups ?? {});
  return { route, ids: Object.fromEntries(groups.map(([name, id]) => [name, decodeURIComponent(id)])) };
}

/** @throws ApiError: v1 says what is wrong, v2 hides itself */
function mustUseConfluence({ user }: Visitor, openToAll: boolean, path: string): void {
  if (user?.licensed || (!user && openToAll)) return;
  throw path.startsWith('/wiki/api/v2/')
    ? new ApiError(404, 'Not Found')
    : new ApiError(403, 'Current user not permitted to use Confluence');
}

/** v2 tells the next page in a header too. */
function linkHeader(body: object | undefined): Readonly<Record<string, string>> {
  const links = body && '_links' in body ? (body._links as { readonly next?: string }) : {};
  // v1 leaves the context out, and the header too.
  if (!links.next?.includes('/api/v2/')) return {};
  return { link: `<${links.next}>; rel="next"` };
}
