import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Environment } from '../io/io.ts';

/** A proxy's variable that cannot be used. The message names it; it never holds its value, which may have a password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

/**
 * The proxy for requests to a URL: that of HTTPS_PROXY for https, of HTTP_PROXY for http, unless NO_PROXY exempts the
 * host. Read as programs written in Go read it, such as the vendor's connector and Terraform: of a variable's two
 * forms the first that is not empty counts, in upper case before lower case; this machine itself is never proxied.
 *
 * @throws ProxyError if the variable is no address, which Go ignores without a word, or if its proxy would be used and
 * is of another kind than HTTP
 */
export function proxyOf(target: URL, environment: Environment): URL | undefined {
  const name = target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const { variable, value } = setting(name, environment);
  if (value === '') return undefined;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (!url || !isDecodable(url.username) || !isDecodable(url.password)) {
    throw new ProxyError(`${variable} is not the address of a proxy, such as http://host:port`);
  }
  if (isExempt(target, setting('NO_PROXY', environment).value)) return undefined;
  if (/^https?:$/.test(url.protocol)) return url;
  throw new ProxyError(
    `${variable} names a proxy of the kind ${url.protocol.slice(0, -1)}, but only http and https proxies are supported`,
  );
}

/** The first form of a variable that is not empty; if both are, its usual name and an empty text. */
function setting(
  name: string,
  environment: Environment,
): { readonly variable: string; readonly value: string } {
  const variable = [name, name.toLowerCase()].find((each) => environment[each]) ?? name;
  return { variable, value: environment[variable] ?? '' };
}

function isExempt(target: URL, noProxy: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  if (host === 'localhost' || contains('127.0.0.0/8', host) || contains('::1/128', host)) return true;
  return noProxy.split(',').some((entry) => matches(entry.trim().toLowerCase(), host, port));
}

/** @param entry `*`, an address, a range of addresses, a domain, or `.domain` for what is below it; each may have a port */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  if (isRange(entry)) return contains(entry, host);
  const [, ipv6, name = ipv6 ?? entry, ofPort = ''] =
    /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(entry) ?? [];
  if (name === '' || (ofPort !== '' && ofPort !== port)) return false;
  const ofAddress = `${name}/${isIP(name) === 4 ? 32 : 128}`;
  if (isRange(ofAddress)) return contains(ofAddress, host);
  if (isIP(host)) return false;
  const domain = asAscii(name.replace(/^\*(?=\.)/, ''));
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

/** A domain as URLs write it: `.bücher.example` is `.xn--bcher-kva.example`. */
function asAscii(domain: string): string {
  const isAscii = /^[\0-\x7f]*$/.test(domain);
  return isAscii ? domain : domain.replace(/[^.].*/, (name) => domainToASCII(name) || name);
}

function isRange(text: string): boolean {
  const [, address = '', length] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(length) <= (family === 4 ? 32 : 128);
}

/** Whether a range such as `10.0.0.0/8` holds a host; no range holds a name. */
function contains(range: string, host: string): boolean {
  if (!isIP(host)) return false;
  const [address = '', length] = range.split('/');
  const list = new BlockList();
  list.addSubnet(address, Number(length), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
