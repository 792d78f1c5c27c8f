import { plain } from '../../text/plain.ts';

type Attributes = Readonly<Record<string, string>>;

/** A new element. Names are others' words: strings become text, never markup, and what is hidden in them is shown. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.map((child) => (typeof child === 'string' ? plain(child) : child)));
  return made;
}

/** A name, which may be written from right to left and must not turn what is around it. */
export function nameElement(name: string): HTMLElement {
  return element('bdi', {}, name);
}

/** A short word beside a name. @param kind its colour: see tables.css */
export function badge(text: string, kind: 'bad' | 'warn' | 'new' | 'plain'): HTMLElement {
  return element('span', { class: `badge ${kind}` }, text);
}

/** The page's own element of an id. @throws Error where there is none */
export function byId<Kind extends HTMLElement>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} #${id}`);
}
