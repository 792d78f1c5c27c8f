import { Document, visit } from 'yaml';

/** Keys that come first, in this order; the rest keep the order they were built in. */
const firstKeys = ['apiVersion', 'kind', 'metadata'];

/** Text that some readers of 1.1 take for something else, unlike the library's schemas. */
const misread = /^(?:=|[-+]?(?:[\d_.]+[eE][-+]?[\d_]+|0[xXbBoO][\da-fA-F_]+)|.*\t.*)$/;

/** Characters that readers refuse, drop or take for line breaks unless they are escaped, and marks of direction. */
const unsafe = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

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
  const document = new Document(ordered, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return;
      // Terraform does both to all text, and the two deliveries are to give the cluster the same.
      const value = node.value.normalize('NFC').replace(/^\ufeff/, '');
      node.value = value;
      if (misread.test(value) || value.search(unsafe) >= 0) node.type = 'QUOTE_DOUBLE';
    },
  });
  const text = document
    .toString({ lineWidth: 0, directives: false })
    .replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return comment ? `${comment.replace(/^/gm, '# ')}\n${text}` : text;
}
