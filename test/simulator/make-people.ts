import { familyNames, givenNames, topics } from './names.ts';
import type { Random } from './random.ts';
import type { Group, User } from './site.ts';

/** Accounts of every kind; which is which goes by their number, so that even a small site has some of each. */
export function makeUsers(
  random: Random,
  count: number,
  { listed }: { readonly listed: boolean } = { listed: true },
): readonly User[] {
  return Array.from({ length: count }, (_, index): User => {
    const accountType = index % 17 === 3 ? 'app' : index % 23 === 5 ? 'customer' : 'atlassian';
    const displayName = `${random.pick(givenNames)} ${random.pick(familyNames)}`;
    const email = `${listed ? 'user' : 'unlisted'}.${index}@example.com`;
    return {
      accountId: accountIdOf(random, accountType),
      accountType,
      displayName,
      publicName: index % 7 === 1 ? displayName : `user ${index}`,
      email: accountType !== 'atlassian' || index % 3 === 1 ? '' : email,
      licensed: accountType !== 'customer' && index % 13 !== 7,
      guest: index % 11 === 2,
      listed,
    };
  });
}

function accountIdOf(random: Random, accountType: User['accountType']): string {
  if (accountType === 'customer') return `qm:${random.uuid()}:${random.uuid()}`;
  if (accountType === 'app') return `557058:${random.uuid()}`;
  // Older accounts have the short form.
  return random.below(2) === 0 ? random.hex(24) : `712020:${random.uuid()}`;
}

/** Groups: those that every site has, and teams of very different sizes. */
export function makeGroups(random: Random, count: number, users: readonly User[]): readonly Group[] {
  const idsOf = (wanted: (user: User) => boolean) => users.filter(wanted).map(({ accountId }) => accountId);
  const builtIn: readonly Omit<Group, 'id'>[] = [
    { name: 'confluence-users-acme', members: idsOf(({ licensed, guest }) => licensed && !guest) },
    { name: 'confluence-guests-acme', members: idsOf(({ guest }) => guest) },
    { name: 'org-admins', members: users.slice(0, 1).map(({ accountId }) => accountId) },
    { name: 'empty', members: [] },
  ];
  const everyone = random.shuffled(users.map(({ accountId }) => accountId));
  const groups: Group[] = [];
  for (let index = 0; index < count; index += 1) {
    const team = () => ({
      name: `${random.pick(topics)} ${index}`,
      members: teamMembers(random, index, everyone, groups.slice(builtIn.length)),
    });
    groups.push({ id: random.uuid(), ...(builtIn[index] ?? team()) });
  }
  return groups;
}

function teamMembers(
  random: Random,
  index: number,
  everyone: readonly string[],
  teams: readonly Group[],
): readonly string[] {
  if (index % 10 === 9) return [];
  // Confluence Cloud has no groups in groups: where a directory nests them, it shows all their members.
  if (index % 10 === 7) {
    return [...new Set([random.pick(teams), random.pick(teams)].flatMap(({ members }) => members))];
  }
  // Few teams are large.
  const size = 1 + Math.floor(Math.min(everyone.length, 600) * random.fraction() ** 4);
  const first = random.below(Math.max(1, everyone.length - size));
  return everyone.slice(first, first + size);
}
