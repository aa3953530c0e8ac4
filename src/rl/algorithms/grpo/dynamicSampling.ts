/**
 * DAPO's dynamic sampling (Yu et al. 2025, eq. 11): a group whose answers all earn the same teaches nothing, so other prompts are
 * drawn in its place until the batch is full, so many times at most; what is missing then is left out. verl's `filter_groups`
 * is the same, but for that it fails where the bound is reached. A batch of nothing but such groups stays as it is, since something
 * must be left to learn from. Knows its kit; knows no advantage and no loss.
 */
import type { Kit } from '../../training/algorithm.ts';
import type { Rollout } from '../../training/rollout.ts';

/** Answers with what they were found to be worth. */
export interface Drawn {
  readonly rollout: Rollout;
  readonly scores: readonly number[];
  readonly earned: readonly number[];
}

export interface Filled extends Drawn {
  /** Groups that were drawn in place of others. */
  readonly redrawn: number;
  /** Groups that the batch is short of. */
  readonly leftOut: number;
}

/**
 * Scores what was drawn first, and draws anew what is alike. Nothing is drawn with 0 redraws, and nothing left out.
 * @param earnedBy what answers earn of their scores
 */
export async function fillWithUnlike(
  kit: Kit,
  first: Rollout,
  redraws: number,
  earnedBy: (rollout: Rollout, scores: readonly number[]) => readonly number[],
): Promise<Filled> {
  const score = async (rollout: Rollout): Promise<Drawn> => {
    const scores = await kit.reward(rollout);
    return { rollout, scores, earned: earnedBy(rollout, scores) };
  };
  const drawn = await score(first);
  if (redraws === 0) return { ...drawn, redrawn: 0, leftOut: 0 };
  const unlike = [unlikeOf(drawn)];
  const missing = () =>
    first.prompts.length - unlike.reduce((sum, { rollout }) => sum + rollout.prompts.length, 0);
  let redrawn = 0;
  for (let round = 1; round <= redraws && missing() > 0; round++) {
    redrawn += missing();
    unlike.push(unlikeOf(await score(await kit.sample(first.group, { prompts: missing(), round }))));
  }
  // The very object that was sampled where all of it is kept: what was told of it is found by it.
  if (redrawn === 0 || missing() === first.prompts.length) return { ...drawn, redrawn, leftOut: 0 };
  return { ...joined(unlike), redrawn, leftOut: missing() };
}

/** Its groups whose answers do not all earn the same. */
export function unlikeOf({ rollout, scores, earned }: Drawn): Drawn {
  const { group, sampled } = rollout;
  const groups = rollout.prompts.map((_, prompt) => prompt);
  const kept = groups.filter((prompt) => {
    const rewards = earned.slice(prompt * group, (prompt + 1) * group);
    return rewards.some((reward) => reward !== rewards[0]);
  });
  const rows = kept.flatMap((prompt) => Array.from({ length: group }, (_, place) => prompt * group + place));
  const of = <Item>(items: readonly Item[]) => rows.map((row) => items[row]);
  return {
    rollout: {
      prompts: kept.map((prompt) => rollout.prompts[prompt]),
      group,
      sequences: of(rollout.sequences),
      texts: of(rollout.texts),
      finished: of(rollout.finished),
      ...(sampled && { sampled: of(sampled) }),
    },
    scores: of(scores),
    earned: of(earned),
  };
}

/** Several as one, in their order. */
function joined(parts: readonly Drawn[]): Drawn {
  const [{ rollout: first }] = parts;
  const all = parts.map(({ rollout }) => rollout);
  return {
    rollout: {
      prompts: all.flatMap(({ prompts }) => prompts),
      group: first.group,
      sequences: all.flatMap(({ sequences }) => sequences),
      texts: all.flatMap(({ texts }) => texts),
      finished: all.flatMap(({ finished }) => finished),
      ...(first.sampled && { sampled: all.flatMap(({ sampled = [] }) => sampled) }),
    },
    scores: parts.flatMap(({ scores }) => scores),
    earned: parts.flatMap(({ earned }) => earned),
  };
}
