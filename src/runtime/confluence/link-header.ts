/** The target of the link with the relation `next` in a Link header (RFC 8288); undefined if it has none. */
export function nextOf(header: string | readonly string[] | undefined): string | undefined {
  const text = [header ?? []].flat().join(', ');
  for (const [, target, parameters = ''] of text.matchAll(/<([^>]*)>([^<]*)/g)) {
    const [, quoted, bare] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))/i.exec(parameters) ?? [];
    const relations = (quoted ?? bare ?? '').toLowerCase().split(/\s+/);
    if (relations.includes('next')) return target;
  }
  return undefined;
}
