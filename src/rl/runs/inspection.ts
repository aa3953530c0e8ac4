/**
 * What an iteration knows of its answers, token by token, as it can be posted. Knows numbers and texts; knows no GPU and
 * no page. Pure.
 */
import type { Attribution } from '../rewards/attribution.ts';
import type { GrpoChoices } from '../../gpu/kernels/grpo/grpoChoices.ts';
import type { KlEstimator } from '../../gpu/kernels/kl/klEstimators.ts';
import type { ChatRecord } from '../../model/prompts/prompts.ts';
import type { Answer } from '../../preferences/event.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { CreditColumn } from '../training/algorithm.ts';

/** Every one of them. */
export const CREDIT_COLUMNS: readonly CreditColumn[] = ['logp', 'logpRef', 'values', 'advantages', 'returns'];

/** An answer of a rollout; every list has a number a token. */
export interface InspectedAnswer {
  readonly prompt: string;
  readonly text: string;
  /** Ended by itself. */
  readonly finished: boolean;
  readonly tokens: readonly string[];
  /** The reward model's, normalised, before clip and penalty; null before it was scored. */
  readonly score: number | null;
  /** How far the reward models are apart on it, one standard deviation; null before it was scored, and of a single model. */
  readonly spread: number | null;
  /** What its last token earns: the score after both. */
  readonly earned: number | null;
  /** Before the update: log π, log π_ref, V, advantage, return. */
  readonly columns: Readonly<Record<CreditColumn, readonly number[]>> | null;
  /** Of a method whose loss is of whole answers: log π and log π_ref before the update, the advantage, and the pull of the loss. */
  readonly pulled?: Readonly<Record<'logp' | 'logpRef' | 'advantages' | 'pulls', readonly number[]>>;
  /** log π under the weights that drew it; left out where these were the policy's own. */
  readonly sampled?: readonly number[];
  /** log π under the policy after the update, read again; null before it. */
  readonly logpAfter: readonly number[] | null;
  /** log π and log π_ref as they are now, of an answer that no iteration sampled to learn from; left out of a rollout's. */
  readonly read?: ReadColumns;
  /** Null where the reward model gives another score by now: it has learned since. */
  readonly attribution: Attribution | null;
}

/** A number a token each. */
export interface ReadColumns {
  readonly logp: readonly number[];
  readonly logpRef: readonly number[];
}

/** Answers that no iteration sampled to learn from: those to rank, those just ranked, or both sides of a comparison. */
export type AskedAnswers =
  | {
      readonly prompt: string;
      readonly answers: readonly Answer[];
      /** What a chat template made the prompt of, if one did. */
      readonly chat?: ChatRecord;
      /** Leaves out what the reward model thinks of them: whoever ranks them must not know. */
      readonly blind: boolean;
    }
  /** The two that were written last to this prompt. */
  | { readonly compared: string };

/** What the models as they are now make of such answers. */
export interface AnswersReading {
  /** Last finished iteration. */
  readonly iteration: number;
  readonly answers: readonly InspectedAnswer[];
  /** Why they have no score; null where they have one. `without`: the method learns without a reward model. */
  readonly unscored: 'blind' | 'unfitted' | 'without' | null;
}

/** Mean, and deviation √(variance + 1e-8) with N − 1 below, over all tokens of a rollout. */
export interface Whitening {
  readonly mean: number;
  readonly sd: number;
}

/** The scalars that formulas have beside the tokens' numbers. */
export interface InspectedCredit {
  /** β that was charged in the reward; 0 where the KL is in the loss. */
  readonly beta: number;
  /** What the KL in the reward is estimated by. */
  readonly estimator: KlEstimator;
  readonly gamma: number;
  readonly lambda: number;
  /** ε of the clip range. */
  readonly clip: number;
  /** c of dual clip; 0 where it is off. */
  readonly dualClip: number;
  /** C of the weights of tokens whose sampler was not the trainer; 0 where they have none. */
  readonly importanceCap: number;
  /** By what rewards were divided, mean kept; null where they were not. */
  readonly whitenedRewards: Whitening | null;
  /** The mean that advantages lost and by what they were divided. */
  readonly whitenedAdvantages: Whitening | null;
}

/** What a method whose loss is of whole answers made its advantages and its loss of. */
export interface InspectedWhole {
  /** Of all answers of the rollout, in its order: what each earned, its KL to the reference in nats, its tokens. */
  readonly earned: readonly number[];
  readonly kl: readonly number[];
  readonly lengths: readonly number[];
  readonly loss: GrpoChoices;
  /** The iteration's: which method, how its advantages are made. */
  readonly settings: Settings;
}

/** An iteration as it stands: after sampling, scoring or updating. */
export interface Inspection {
  readonly iteration: number;
  /** The first of them, see {@link MOST_INSPECTED}. */
  readonly answers: readonly InspectedAnswer[];
  /** Answers of the rollout. */
  readonly total: number;
  /** Null before the score, and by a method that gives no credit of this kind. */
  readonly credit: InspectedCredit | null;
  /** Of a method whose loss is of whole answers, once it has its advantages. */
  readonly whole?: InspectedWhole;
  /** Whether the policy has been updated on it. */
  readonly updated: boolean;
}

/** Answers of a rollout that can be looked into: enough for any list, and a message of about 100 KB. */
export const MOST_INSPECTED = 32;

/** As whiten.ts has it: N − 1 below. */
export function whiteningOf(values: readonly number[]): Whitening {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1) + 1e-8) };
}
