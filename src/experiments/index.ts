/** Every experiment, in the order shown. */
import { cutTheLeash } from './cutTheLeash.ts';
import type { Experiment } from './experiment.ts';
import { flipYourTaste } from './flipYourTaste.ts';
import { fourRankings } from './fourRankings.ts';
import { longerIsBetter } from './longerIsBetter.ts';
import { noisyRater } from './noisyRater.ts';
import { samplerAgainstTrainer } from './samplerAgainstTrainer.ts';
import { stepsTooLarge } from './stepsTooLarge.ts';

export const EXPERIMENTS: readonly Experiment[] = [
  cutTheLeash,
  fourRankings,
  flipYourTaste,
  noisyRater,
  longerIsBetter,
  stepsTooLarge,
  samplerAgainstTrainer,
];
