/** An iteration of a method that learns from answers as wholes, as its own code and the losses' slow twin compute it. */
import { grpoChoices, grpoScalars, type GrpoChoices } from '../../../src/gpu/kernels/grpo/grpoChoices.ts';
import { ALL_METHODS } from '../../../src/rl/algorithms/all.ts';
import { groupAdvantages, scalarsOf as grpoScalarsOf } from '../../../src/rl/algorithms/grpo/grpo.ts';
import { baselinesOf, SCALARS } from '../../../src/rl/algorithms/reinforce/reinforce.ts';
import {
  answerAdvantages,
  scalarsOf as rlooScalars,
  tokenAdvantages,
} from '../../../src/rl/algorithms/rloo/rloo.ts';
import { defaultSettings, type Settings } from '../../../src/rl/algorithms/settings.ts';
import type { Inspection } from '../../../src/rl/runs/inspection.ts';
import { pullsOf } from '../../../src/rl/training/pulls.ts';

const LENGTHS = [4, 2, 3, 5, 1, 3, 2, 4];
const EARNED = [1.4, -0.6, 0.3, 0.9, 0.25, -1.2, 0.7, 0.1];

/** Numbers that look read, the same each time: a list an answer. */
function numbers(seed: number, low: number, high: number): number[][] {
  let at = 0;
  return LENGTHS.map((length) =>
    Array.from({ length }, () => {
      const wave = Math.sin(++at * 12.9898 + seed * 78.233) * 43_758.5453;
      return low + (high - low) * (wave - Math.floor(wave));
    }),
  );
}

interface Whole {
  /** What is not the method's own of the loss. */
  readonly choices?: Partial<GrpoChoices>;
  readonly earned?: readonly number[];
  /** REINFORCE's moving average before the batch. */
  readonly average?: number;
  readonly updated?: boolean;
}

/** Eight answers, in groups of four. */
export function madeWhole(
  algorithm: 'reinforce' | 'rloo' | 'grpo',
  changes: Partial<Settings> = {},
  { choices = {}, earned = EARNED, average = 0.4, updated = true }: Whole = {},
): Inspection {
  const usual = defaultSettings(false, algorithm, ALL_METHODS);
  const settings = { ...usual, groupSize: 4, klCoefficient: 0.15, ...changes };
  const [logp, logpRef, moved] = [numbers(1, -3, -0.1), numbers(2, -3, -0.1), numbers(4, -0.4, 0.4)];
  const gaps = logp.map((of, row) => of.map((value, at) => value - logpRef[row][at]));
  const kl = gaps.map((of) => of.reduce((sum, gap) => sum + gap, 0));
  const rewards = earned.map((reward, row) => reward - settings.klCoefficient * kl[row]);
  const advantages: readonly (number | readonly number[])[] = {
    reinforce: () => {
      const { baselines } = baselinesOf(rewards, settings, { average });
      return rewards.map((reward, row) => reward - baselines[row]);
    },
    rloo: () =>
      settings.rlooUnit === 'answer'
        ? answerAdvantages(earned, kl, settings)
        : tokenAdvantages(earned, gaps, settings),
    grpo: () => groupAdvantages(earned, settings),
  }[algorithm]();
  const scalars = {
    reinforce: () => SCALARS,
    rloo: () => rlooScalars(settings),
    grpo: () => grpoScalarsOf(settings),
  }[algorithm]();
  const loss = { ...grpoChoices(scalars), ...choices };
  const pulls = pullsOf({ gaps, advantages, importance: null }, grpoScalars(loss));
  return {
    iteration: 1,
    total: LENGTHS.length,
    updated,
    credit: null,
    whole: { earned, kl, lengths: LENGTHS, loss, settings },
    answers: LENGTHS.map((length, row) => {
      const advantage = advantages[row];
      return {
        prompt: 'name: The Eagle',
        text: `Answer ${row}`,
        finished: true,
        tokens: Array.from({ length }, (_, at) => ` t${at}`),
        score: earned[row],
        spread: null,
        earned: null,
        columns: null,
        pulled: {
          logp: logp[row],
          logpRef: logpRef[row],
          advantages: typeof advantage === 'number' ? logp[row].map(() => advantage) : advantage,
          pulls: pulls[row],
        },
        logpAfter: updated ? logp[row].map((value, at) => value + moved[row][at]) : null,
        attribution: null,
      };
    }),
  };
}
