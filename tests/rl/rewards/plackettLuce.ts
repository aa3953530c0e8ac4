/**
 * The ranking loss of the reward model, slow and obvious: the reference the GPU kernel is checked against.
 *
 * Knows: Plackett-Luce (ListMLE) with ties. Item i of a group with scores s loses
 *   log(exp(s_i) + sum over strictly worse j of exp(s_j)) - s_i,
 * and the group loses the mean over the items that have a worse one. Without ties this is Plackett-Luce, with
 * two items Bradley-Terry. Tied items never meet in a term, so a tie says nothing about their order.
 * Must not know: tokens, models, how rankings are stored.
 */

export interface RankingLoss {
  readonly loss: number;
  /** d loss / d score, one per item. */
  readonly gradient: readonly number[];
}

/**
 * @param scores one per item
 * @param tiers one per item, 0 best; equal numbers tie
 * @returns zeros when all items are tied: such a group teaches nothing
 * @throws {RangeError} when the two differ in length
 */
export function plackettLuce(scores: readonly number[], tiers: readonly number[]): RankingLoss {
  if (scores.length !== tiers.length) {
    throw new RangeError(`${scores.length} scores but ${tiers.length} tiers.`);
  }
  const gradient = scores.map(() => 0);
  let loss = 0;
  let terms = 0;
  for (const [i, score] of scores.entries()) {
    const worse = tiers.flatMap((tier, j) => (tier > tiers[i] ? [j] : []));
    if (worse.length === 0) continue;
    terms++;
    // log(1 + sum exp(s_j - s_i)), with the largest exponent taken out so that nothing overflows.
    const top = Math.max(0, ...worse.map((j) => scores[j] - score));
    const others = worse.map((j) => Math.exp(scores[j] - score - top));
    const own = Math.exp(-top);
    const rest = others.reduce((sum, value) => sum + value, 0);
    loss += top === 0 ? Math.log1p(rest) : top + Math.log(own + rest);
    gradient[i] -= rest / (own + rest);
    for (const [k, j] of worse.entries()) gradient[j] += others[k] / (own + rest);
  }
  if (terms === 0) return { loss: 0, gradient };
  return { loss: loss / terms, gradient: gradient.map((value) => value / terms) };
}
