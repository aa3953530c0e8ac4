/**
 * How noisy a rater is, where a taste ties many texts: by the pairs that it orders, for on others two raters agree by lot however sure
 * they are. Knows raters; knows no ranker.
 */
import { orderedPairs } from '../../src/preferences/agreement.ts';
import { stream } from '../../src/rl/random.ts';
import { placesOf, rank, sharpnessAt, tiersOf, type Rater } from '../rewards/raters.ts';
import { SHOWN } from './choices.ts';

/** The rater, as sharp as makes two of them agree on such a share of the pairs that their taste orders; a tie counts half. */
export function agreeingOn(rater: Rater, agreement: number, seed: number): Rater {
  const shown = rater.train.map((utility) => utility.slice(0, SHOWN));
  return { ...rater, sharpness: sharpnessAt((sharpness) => agreementAt(shown, sharpness, seed), agreement) };
}

/** Of two rankings each of `utilities`. */
export function agreementAt(
  utilities: readonly (readonly number[])[],
  sharpness: number,
  seed: number,
): number {
  const [a, b] = [stream(seed, 'agreement/a'), stream(seed, 'agreement/b')];
  let [agreed, pairs] = [0, 0];
  for (const utility of utilities) {
    const [one, other] = [a, b].map((draws) => placesOf(rank(utility, sharpness, draws)));
    for (const [better, worse] of orderedPairs(tiersOf(utility, 0))) {
      agreed += (1 + Math.sign(one[worse] - one[better]) * Math.sign(other[worse] - other[better])) / 2;
      pairs += 1;
    }
  }
  return agreed / pairs;
}
