/**
 * Reward models that share a trunk: of each log alone a linear head on the states of the base model's trunk, which need to be read
 * only once for all. A head has the least of
 *
 *   mean over rankings of Plackett-Luce (losses/plackettLuce.ts) + ½·ridge·|w|²
 *
 * which is convex, so that there is one answer and nothing to draw. Pure: knows states and tiers; knows no trunk, no person.
 */

/** A ranking's answers as the trunk left them, and their tiers, 0 best. */
export interface RankedStates {
  readonly states: readonly Float64Array[];
  readonly tiers: readonly number[];
}

/**
 * What a weight costs. Of 0.001 to 10, 0.3 and 1 were best for pairs of new answers after twelve rankings, and as good as
 * fits of the whole model there (docs/log.md).
 */
export const RIDGE = 0.5;

const MOST_STEPS = 400;
/** Norm of the gradient at which nothing is left to learn. */
const FLAT = 1e-6;

/** States less their mean, over their root mean square: the ridge means the same whatever the model. */
export function centred(states: readonly Float64Array[]): readonly Float64Array[] {
  const dim = states.at(0)?.length ?? 0;
  const mean = new Float64Array(dim);
  for (const state of states) for (let d = 0; d < dim; d++) mean[d] += state[d] / states.length;
  const moved = states.map((state) => state.map((value, d) => value - mean[d]));
  const square = moved.reduce((sum, state) => sum + dot(state, state), 0) / Math.max(1, states.length * dim);
  // States that are all alike tell nothing apart; dividing by nothing would.
  const scale = Math.sqrt(square) || 1;
  return moved.map((state) => state.map((value) => value / scale));
}

/**
 * The head of one log, by gradient descent whose step halves where the loss would rise.
 * @param log at least one ranking @returns [dim]
 */
export function fitHead(log: readonly RankedStates[], ridge = RIDGE): Float64Array {
  let head = new Float64Array(log[0].states[0].length);
  let { loss, gradient } = headLoss(log, head, ridge);
  let rate = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    const steep = dot(gradient, gradient);
    if (steep < FLAT ** 2) break;
    const next = head.map((weight, d) => weight - rate * gradient[d]);
    const there = headLoss(log, next, ridge);
    const falls = there.loss <= loss - 0.5 * rate * steep;
    rate *= falls ? 1.5 : 0.5;
    if (falls) [head, loss, gradient] = [next, there.loss, there.gradient];
  }
  return head;
}

/** Loss of a log, and its gradient, [dim]. */
export function headLoss(log: readonly RankedStates[], head: Float64Array, ridge: number) {
  const gradient = head.map((weight) => ridge * weight);
  let loss = 0.5 * ridge * dot(head, head);
  for (const { states, tiers } of log) {
    const scores = states.map((state) => dot(head, state));
    const winners = tiers.flatMap((tier, i) => (tiers.some((other) => other > tier) ? [i] : []));
    for (const i of winners) {
      // Among itself and all that are strictly worse it is the one that was chosen.
      const field = tiers.flatMap((tier, j) => (j === i || tier > tiers[i] ? [j] : []));
      const top = Math.max(...field.map((j) => scores[j]));
      const total = field.reduce((sum, j) => sum + Math.exp(scores[j] - top), 0);
      const share = 1 / (winners.length * log.length);
      loss += share * (Math.log(total) + top - scores[i]);
      for (const j of field) {
        const pull = share * (Math.exp(scores[j] - top) / total - (j === i ? 1 : 0));
        for (let d = 0; d < head.length; d++) gradient[d] += pull * states[j][d];
      }
    }
  }
  return { loss, gradient };
}

/** What a head gives to these states, less their mean, over their spread: 0 ± 1. */
export function headScores(head: Float64Array, states: readonly Float64Array[]): readonly number[] {
  const raw = states.map((state) => dot(head, state));
  const mean = raw.reduce((sum, score) => sum + score, 0) / raw.length;
  const spread = Math.sqrt(raw.reduce((sum, score) => sum + (score - mean) ** 2, 0) / raw.length);
  return raw.map((score) => (score - mean) / (spread || 1));
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < one.length; d++) sum += one[d] * other[d];
  return sum;
}
