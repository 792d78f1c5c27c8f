import { Document, visit } from 'yaml';

/** Keys that come first, in this order; the rest keep the order they were built in. */
const firstKeys = ['apiVersion', 'kind', 'metadata'];

/**
 * An API object as YAML that readers of YAML 1.1 (kubectl, Argo CD, Flux) and of 1.2 take alike: words such
 * as `yes`, `on` or `012` are quoted, and nothing is folded or aliased.
 * @param comment lines to put on top, without `#`
 */
export function toYaml(object: object, comment?: string): string {
  const entries = Object.entries(object);
  const ordered = Object.fromEntries([
    ...firstKeys.flatMap((key) => entries.filter(([name]) => name === key)),
    ...entries.filter(([name]) => !firstKeys.includes(name)),
  ]);
  const document = new Document(ordered, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, node) {
      // The 1.1 schema reads these as text, other readers of 1.1 do not.
      if (
        key !== 'key' &&
        typeof node.value === 'string' &&
        /^[yYnN]$|^[\d_.]+[eE][\d_]+$/.test(node.value)
      ) {
        node.type = 'QUOTE_DOUBLE';
      }
    },
  });
  const text = document.toString({ lineWidth: 0, directives: false });
  return comment ? `${comment.replace(/^/gm, '# ')}\n${text}` : text;
}
