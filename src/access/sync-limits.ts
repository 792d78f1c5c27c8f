import { nouns, validPairs, verbs } from '../config/vocabulary.ts';
import type { Choice } from '../runtime/c1z/record.ts';
import { firstFew } from './names.ts';

/** What a sync was not to read, in plain words, e.g. `no personal spaces`; empty if it was to read everything. */
export function limitsOf(choice: Choice): readonly string[] {
  const { mode, resourceTypes, resources } = choice;
  return [
    ...(resources.length > 0 ? [`only ${firstFew(resources)}`] : []),
    ...(resourceTypes.length > 0 ? [`only resources of type ${firstFew(resourceTypes)}`] : []),
    ...(mode === 'permissions' ? permissionsOf(choice) : []),
    ...(choice.personalSpaces ? [] : ['no personal spaces']),
    ...(choice.archivedSpaces ? [] : ['no archived spaces']),
    ...(choice.resourcesOnly ? ['no entitlements'] : []),
    ...(choice.resourcesOnly || choice.withoutGrants ? ['no grants'] : []),
  ];
}

/** Names the permissions that were chosen, or those that were not, whichever are fewer. */
function permissionsOf(choice: Choice): readonly string[] {
  const chosen = validPairs(
    nouns.filter((noun) => choice.nouns.includes(noun)),
    verbs.filter((verb) => choice.verbs.includes(verb)),
  );
  const others = validPairs().filter((pair) => !chosen.includes(pair));
  if (others.length === 0) return [];
  if (chosen.length === 0) return ['no permissions'];
  const names = (pairs: readonly string[]) => pairs.map((pair) => pair.replace('-', ' ')).join(', ');
  return [
    chosen.length <= others.length
      ? `only the permissions ${names(chosen)}`
      : `no permissions ${names(others)}`,
  ];
}
