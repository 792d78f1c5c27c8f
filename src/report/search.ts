import type { NamedInScope } from '../access/reach.ts';
import type { AccessReport } from '../access/report.ts';

/** Text as it is searched: without accents, in lower case. */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Finds people, groups and spaces whose names, keys, e-mail addresses or ids hold a text; nothing for an empty one. */
export function searchIn({
  people,
  groups,
  spaces,
}: AccessReport): (text: string) => NamedInScope | undefined {
  const texts = {
    people: people.map(({ name, email = '', id }) => fold(`${name}\n${email}\n${id}`)),
    groups: groups.map(({ name, id }) => fold(`${name}\n${id}`)),
    spaces: spaces.map(({ name, key = '', id }) => fold(`${name}\n${key}\n${id}`)),
  };
  return (text) => {
    const wanted = fold(text.trim());
    if (wanted === '') return undefined;
    const found = (among: readonly string[]) =>
      new Set(among.flatMap((each, number) => (each.includes(wanted) ? number : [])));
    return { people: found(texts.people), groups: found(texts.groups), spaces: found(texts.spaces) };
  };
}
