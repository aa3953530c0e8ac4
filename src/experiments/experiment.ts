/**
 * What an experiment is: settings, what happens step by step in each of its arms, which curves to watch, and what should be
 * seen, as a check of the records. Declarations are data, one file each; play.ts plays them. Knows no words and no page.
 */
import type { Settings } from '../rl/algorithms/settings.ts';
import type { RecordedRun } from '../rl/runs/recordedRun.ts';
import type { LabelerId } from '../tastes/labeler.ts';

/** `rank`: the rater ranks answers of the policy as it is. `flip`: every ranking so far is turned upside down. */
export type Step =
  | {
      readonly do: 'rank';
      readonly rankings: number;
      /** Share of them in an order drawn by chance: a rater who does not read. */
      readonly careless?: number;
    }
  | { readonly do: 'flip' }
  | { readonly do: 'set'; readonly settings: Partial<Settings> }
  | { readonly do: 'train'; readonly iterations: number };

/** One run of an experiment. The first shows the effect; others differ from it in what is said to cause it, and only there. */
export interface Arm {
  readonly id: string;
  readonly settings?: Partial<Settings>;
  readonly script: readonly Step[];
}

/** Records by the id of their arm, all by the same seed. */
export type Records = Readonly<Record<string, RecordedRun>>;

/** What should be seen, whether it was, and the numbers that say so, in the order that its words say them. */
export interface Promised {
  readonly id: string;
  readonly see: (records: Records) => Seen;
}

export interface Seen {
  readonly held: boolean;
  readonly numbers: readonly number[];
}

export interface Experiment {
  readonly id: string;
  /** Who ranks. */
  readonly rater: LabelerId;
  /** Whose utility is looked at as the truth. */
  readonly yardstick: LabelerId;
  /** What all arms have in common, beside the defaults. */
  readonly settings: Partial<Settings>;
  readonly arms: readonly [Arm, ...Arm[]];
  /** Charts to look at, by the names of their declarations. */
  readonly watch: readonly string[];
  readonly promises: readonly Promised[];
  /** Whether proxy and truth are drawn over √KL, with what best-of-n would give. */
  readonly overoptimises?: true;
}

/** Small enough for a software adapter to show it in minutes. */
export const SMALL: Partial<Settings> = {
  rolloutBatch: 8,
  // Shorter ones are cut before their end, and what is learned is to end.
  maxNewTokens: 40,
  minibatches: 1,
  // A fit takes so many steps at least: of fewer rankings each, it takes a fraction of the time.
  rewardBatch: 2,
  // One reward model, so that what it believes has one cause.
  rewardBag: false,
};

/** So loose a leash, and steps so large, that the policy follows whatever is liked within a few iterations. */
export const EAGER: Partial<Settings> = {
  ...SMALL,
  learningRate: 1e-3,
  adaptiveKl: false,
  klCoefficient: 0.02,
  missingEosPenalty: 0,
};

/** Iterations of all arms together. */
export function iterationsOf({ arms }: Experiment): number {
  return arms
    .flatMap(({ script }) => script)
    .reduce((sum, step) => sum + (step.do === 'train' ? step.iterations : 0), 0);
}
