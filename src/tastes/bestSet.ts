/** Out of several things the few that are worth most together. Pure; knows nothing of what they are. */

/**
 * The `count` of them whose pairs are worth most together, in their own order. All sets are tried: meant for a dozen things
 * at most.
 * @param between what a pair is worth, [thing][thing], the same both ways
 * @returns their indexes; of sets that are worth as much the first
 */
export function bestSet(between: readonly (readonly number[])[], count: number): number[] {
  let best: readonly number[] = [];
  let most = -Infinity;
  const grow = (chosen: readonly number[], sum: number) => {
    if (chosen.length === count) {
      if (sum > most + 1e-9) [best, most] = [chosen, sum];
      return;
    }
    const left = count - chosen.length;
    for (let next = (chosen.at(-1) ?? -1) + 1; next <= between.length - left; next++)
      grow([...chosen, next], sum + chosen.reduce((all, one) => all + between[one][next], 0));
  };
  grow([], 0);
  return [...best];
}
