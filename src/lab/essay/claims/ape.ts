/** That instructions can be found automatically with an adaptive filter in stages, and that resampling adds little. */
import {
  GOAL,
  GOAL_ARM,
  summarise,
  verdict,
  type ArmSummary,
  type SeedResult,
} from '../../ape/experiment/summary.ts';
import { measured, outcomeOf } from '../claim.ts';

/** Accuracy that counts as little, either way. */
const LITTLE = 0.05;

export const ape = measured({
  bench: 'ape',
  record: async () => (await import('../../../../docs/lab/ape.json')).default,
  find(results: readonly SeedResult[]) {
    const arms = summarise(results);
    const of = (id: ArmSummary['arm']) => arms.find(({ arm }) => arm === id)!;
    const gainOf = (seeds: readonly SeedResult[]) => {
      const fresh = new Map(summarise(seeds).map((summary) => [summary.arm, summary.fresh]));
      return fresh.get('resampling')! - fresh.get('halving')!;
    };
    const gains = results.map((result) => gainOf([result]));
    const gain = gainOf(results);
    const enough = verdict(results).met;
    const little = Math.abs(gain) <= LITTLE;
    return {
      verdict: outcomeOf([enough, little]),
      figures: {
        right: of(GOAL_ARM).byDoing,
        share: of(GOAL_ARM).share,
        exhaustive: of('exhaustive').byDoing.mean,
        gain: { mean: gain, least: Math.min(...gains), most: Math.max(...gains) },
        enough,
        goal: GOAL,
      },
    };
  },
});
