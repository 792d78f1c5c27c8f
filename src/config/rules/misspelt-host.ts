import { domainToASCII, domainToUnicode } from 'node:url';
import { distance } from 'fastest-levenshtein';
import { cloudSuffix, isCloudHost } from '../schema/site.ts';

/** The suffix of Confluence Cloud without its top-level domain. */
const domainSuffix = cloudSuffix.replace(/\.[^.]+$/, '');

/** The site's own label, if a misspelt host does not show it. */
const unknownName = '<name>';

/** What stands before the last part of a host: `acme.atlassian` of `acme.atlassian.com` and `acme.atlassian.co.uk`. */
const beforeTopLevel = /^(.+?)(?:\.(?:com?|net|org))?\.[^.]+$/;

/** Domains of private networks, where nobody else can have a host. */
const privateHost = /\.(?:corp|home|internal|intranet|lan|local|localhost|test)$/;

/**
 * The Confluence Cloud host that somebody surely meant who wrote another: a misspelling of one, one under another
 * top-level domain, or one with more after it. A token sent there goes to the owner of that domain.
 * @param host bare and in lower case, with or without a port
 * @returns undefined if it is a Confluence Cloud host, or nothing like one
 */
export function intendedHost(host: string): string | undefined {
  if (isCloudHost(host)) return undefined;
  const written = host.replace(/:\d+$/, '');
  // Atlassian answers on no other port.
  if (isCloudHost(written)) return written;
  // Letters of other alphabets look the same, and count as one mistake each.
  const name = domainToUnicode(written) || written;
  const domain = privateHost.test(name) ? '' : (beforeTopLevel.exec(name)?.[1] ?? '');
  const label =
    /^(|.+\.)atlassian\.(?:net|com)\./.exec(`${name}.`)?.[1] ??
    // As sites were called before.
    /^(.+)\.jira\.com$/.exec(name)?.[1] ??
    beforeSuffix(name, cloudSuffix, 3) ??
    beforeSuffix(name.includes('.') ? name : '', domainSuffix, 2) ??
    beforeSuffix(domain, domainSuffix, 2);
  if (label === undefined) return undefined;
  const meant = domainToASCII(`${label.replace(/[-.]+$/, '')}${cloudSuffix}`);
  return /^[a-z0-9]/.test(meant) ? meant : `${unknownName}${cloudSuffix}`;
}

/** What stands before a suffix that is off by a few letters at most: where it fits best, preferably from a dot on. */
function beforeSuffix(text: string, suffix: string, most: number): string | undefined {
  let best = { edits: most + 1, dot: false, before: '' };
  // More letters than that are too many.
  for (let at = Math.max(0, text.length - suffix.length - most); at < text.length; at += 1) {
    const edits = distance(text.slice(at), suffix);
    const dot = text[at] === '.';
    if (edits < best.edits || (edits === best.edits && (dot || !best.dot))) {
      best = { edits, dot, before: text.slice(0, at) };
    }
  }
  return best.edits > most ? undefined : best.before;
}
