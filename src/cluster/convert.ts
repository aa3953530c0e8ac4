/**
 * The page's hyperparameters in the units of TRL, OpenRLHF and verl. Pure arithmetic, one function a conversion, with
 * the equation; which flag takes which number is in trl.ts, openrlhf.ts and verl.ts. Knows no files and no engine's
 * syntax.
 */
import type { Settings } from '../rl/algorithms/settings.ts';

/** What a run elsewhere starts from, besides the settings. */
export interface RunFacts {
  readonly settings: Settings;
  /** Beta as the controller has it now. */
  readonly klCoefficient: number;
  /** Mean length of a response in tokens, end token included. */
  readonly responseTokens: number;
  /** Longest prompt in tokens, start token included. */
  readonly promptTokens: number;
  /** Prompts in tokens on average, start token included. */
  readonly meanPromptTokens: number;
  /** Weights of the model. */
  readonly parameters: number;
  /** What the model reads before a prompt: its start token, or nothing. */
  readonly start: readonly { readonly id: number; readonly text: string }[];
  /** The tokens that end an answer on the page; the tokenizer's own end token is first. */
  readonly ends: readonly number[];
  /** Most tokens the model can read. */
  readonly positions: number;
  /** PPO iterations to run. */
  readonly iterations: number;
  /** Rows of the training prompts, repeats included. */
  readonly promptRows: number;
  /** Score in spreads of the reference's scores: (raw − mean) / std. */
  readonly reward: { readonly mean: number; readonly std: number };
  /** What must be subtracted from the exported reward model's logit: 0 where its weights hold it. */
  readonly rewardOffset: number;
  /** Whether a bag of tokens scored beside the reward model: reward/bag.json. */
  readonly rewardBag: boolean;
}

/**
 * The start token as text for engines that write prompts themselves and add no tokens of their own; '' where there is
 * none, or its name would mean something to a shell or a template.
 */
export function startText({ start }: Pick<RunFacts, 'start'>): string {
  const text = start.map((token) => token.text).join('');
  return /^[\w<>|/[\]:.-]*$/.test(text) ? text : '';
}

/**
 * KL per token from KL per response: target / mean tokens a response. TRL's controller and the page's sum over a
 * response's tokens; OpenRLHF's and verl's take the mean, of each response and then of all. The two agree when
 * responses are equally long.
 * Example: 6 nats over 24 tokens are 0.25 nats a token.
 */
export function perTokenKl(perResponse: number, responseTokens: number): number {
  if (!(responseTokens > 0)) throw new RangeError(`A response cannot have ${responseTokens} tokens.`);
  return perResponse / responseTokens;
}

/**
 * The most minibatches up to `wanted` that a batch divides into evenly: all three engines insist, while the page lets
 * the last be smaller. Example: 32 in 5 gives 4 minibatches of 8.
 */
export function evenMinibatches(
  batch: number,
  wanted: number,
): { readonly count: number; readonly size: number } {
  let count = Math.max(1, Math.min(batch, Math.floor(wanted)));
  while (batch % count !== 0) count--;
  return { count, size: batch / count };
}

/**
 * How often all prompts must be repeated for at least `rows` rows.
 * Example: 30 prompts for 132 rows: 5 times.
 */
export function promptRepeats(prompts: number, rows: number): number {
  if (!(prompts > 0)) throw new RangeError('There are no prompts.');
  return Math.max(1, Math.ceil(rows / prompts));
}

/**
 * Rows that let every engine take whole batches: each drops the last, incomplete one (with fewer rows than a batch
 * TRL would wait for ever), and TRL's own PPO example, in releases that have one, sets 100 rows aside.
 */
export function promptRowsNeeded(rolloutBatch: number): number {
  return 100 + rolloutBatch;
}

/** Pairs of a ranking of `answers` answers without ties: K (K − 1) / 2. */
export function pairsPerRanking(answers: number): number {
  return (answers * (answers - 1)) / 2;
}

/**
 * Epochs over pairs that show each answer as often as the page does: a ranking shows each of its K answers once an
 * epoch, its pairs show it K − 1 times. At least one. Example: 6 epochs over rankings of 4 are 2 over their pairs.
 */
export function pairEpochs(rankingEpochs: number, answers: number): number {
  return Math.max(1, Math.round(rankingEpochs / Math.max(1, answers - 1)));
}

/**
 * DPO's beta for the objective that PPO had. PPO maximises E[(r − mean) / std] − β KL, which has the same optimum as
 * E[r] − β std KL; DPO's beta weighs the KL against the unnormalised r of the Bradley–Terry model.
 * Example: β 0.15 and std 0.4 give 0.06.
 */
export function dpoBeta(klCoefficient: number, rewardStd: number): number {
  return klCoefficient * rewardStd;
}

/**
 * Score of an unfinished response where an engine can only set it, not lower it: that of an average one of the
 * reference (0 on the page, `offset` there) less the penalty. Example: penalty 1 gives −1; no penalty gives null.
 */
export function fixedUnfinishedScore(missingEosPenalty: number, offset = 0): number | null {
  return missingEosPenalty > 0 ? offset - missingEosPenalty : null;
}

/**
 * Range that keeps the page's clipped score and, where the penalty comes before the clipping, the penalty too; for an
 * engine whose scores are higher by `offset`. 0 turns clipping off. Example: clip 2 and penalty 3 give [−3, 2].
 */
export function scoreRange(
  scoreClip: number,
  missingEosPenalty: number,
  offset = 0,
): readonly [number, number] {
  if (scoreClip <= 0) return [-1e6, 1e6];
  return [Math.min(-scoreClip, -missingEosPenalty) + offset, scoreClip + offset];
}

/** Passes over the prompts for `iterations` batches. Example: 100 batches of 32 over 160 rows are 20 passes. */
export function promptEpochs(iterations: number, rolloutBatch: number, promptRows: number): number {
  return Math.ceil((iterations * rolloutBatch) / promptRows);
}

/** Responses whose gradients are computed at once: the page's own setting, or the largest divisor up to 8. */
export function microBatch(minibatch: number, setting: number): number {
  return evenDivisor(minibatch, setting > 0 ? setting : 8);
}

function evenDivisor(of: number, most: number): number {
  let size = Math.max(1, Math.min(of, most));
  while (of % size !== 0) size--;
  return size;
}
