/** Members that are in the same groups. */
export interface Combination {
  /** Indexes of the groups, ascending. */
  readonly groups: readonly number[];
  readonly members: readonly number[];
}

/**
 * Sorts the members of groups by the groups they are in.
 * @param groups the numbers of each group's members, each once
 * @param scratch as many zeros as there are numbers; zeros again afterwards
 */
export function combinations(groups: readonly Uint32Array[], scratch: Int32Array): readonly Combination[] {
  // A tree of combinations: each but the first, which is empty, is its parent's groups and one more. A member's
  // place in it is in the scratch, and moves down with every group that the member is in.
  const parents = [0];
  const lastGroups = [0];
  const met: number[] = [];
  for (const [group, members] of groups.entries()) {
    const children = new Map<number, number>();
    for (const member of members) {
      const place = scratch[member] ?? 0;
      if (place === 0) met.push(member);
      let child = children.get(place);
      if (child === undefined) {
        child = parents.push(place) - 1;
        lastGroups.push(group);
        children.set(place, child);
      }
      scratch[member] = child;
    }
  }
  const membersAt = new Map<number, number[]>();
  for (const member of met) {
    const place = scratch[member] ?? 0;
    const there = membersAt.get(place);
    if (there) there.push(member);
    else membersAt.set(place, [member]);
    scratch[member] = 0;
  }
  return Array.from(membersAt, ([place, members]) => ({ groups: groupsAt(place), members }));

  function groupsAt(place: number): readonly number[] {
    const path: number[] = [];
    for (let at = place; at > 0; at = parents[at] ?? 0) path.unshift(lastGroups[at] ?? 0);
    return path;
  }
}
