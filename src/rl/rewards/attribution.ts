/**
 * What each token of an answer does to its score: the score of the text up to and with it, less the score of the text
 * before it. The trunk is causal and the head reads one state, so that one forward pass gives the score of every prefix.
 * The differences are those of a potential (Ng, Harada & Russell 1999, "Policy invariance under reward transformations"),
 * with the reward model's score as the potential: they sum to the answer's score less that of the prompt alone. The head
 * was fitted at last tokens only: a prefix is a text that breaks off, and is scored as one. Knows token sequences; knows
 * no policy.
 */
import { linearHead } from '../../gpu/kernels/head/linearHead.ts';
import { Recorder } from '../../gpu/plan.ts';
import { PlanCache } from '../../gpu/planCache.ts';
import { run } from '../../gpu/queue.ts';
import { createLastRows, lastRowsShape, writeLastRows, type LastRowsShape } from '../../model/lastRows.ts';
import { packedBatches } from '../../model/packing.ts';
import { trunkForward } from '../../model/trunk.ts';
import type { Weights } from '../../model/weights.ts';
import { combined } from './ensemble.ts';
import type { RewardModel, TokenSequence } from './rewardModel.ts';
import type { RewardModels } from './rewardModels.ts';
import type { ScorePlan } from './rewardPlans.ts';

/** What an answer's score is made of. */
export interface Attribution {
  /** Score of the prompt alone. */
  readonly start: number;
  /** What each response token adds; with `start` they sum to the score. */
  readonly parts: readonly number[];
}

/** An answer to attribute: the tokens of its prompt, and those with which it goes on. */
export interface AttributedAnswer {
  readonly prompt: TokenSequence;
  readonly whole: TokenSequence;
}

/** @param prefixes scores of a whole sequence's prefixes, prompt first: that of its first `n` tokens at `n − 1` */
export function attributionOf(prefixes: readonly number[], promptLength: number): Attribution {
  const start = prefixes[promptLength - 1];
  const parts = prefixes.slice(promptLength).map((score, at) => score - prefixes[promptLength + at - 1]);
  return { start, parts };
}

/** Sequences that are read at once. */
const TOGETHER = 8;
/** Recorded passes kept. */
const KEPT = 4;

/** Scores of prefixes by one reward model; what it records is made with the first call. */
class PrefixScorer {
  readonly #plans = new PlanCache<ScorePlan>(KEPT, ({ plan }) => plan.destroy());
  #weights: Weights | null = null;

  constructor(private readonly model: RewardModel) {}

  /** Normalised score of each prefix, the sequences end to end. */
  async scores(sequences: readonly TokenSequence[]): Promise<number[]> {
    const { weights, mean, std } = this.model;
    // Adapters may stand on other weights by now.
    if (this.#weights !== weights) this.#plans.clear();
    this.#weights = weights;
    const scores: number[] = [];
    for (const chunk of packedBatches(weights, sequences, TOGETHER)) {
      const shape = lastRowsShape(chunk, TOGETHER);
      const build = () => recordPrefixScores(weights, shape);
      const [values] = await this.#plans.use(JSON.stringify(shape), build, (recorded) => {
        writeLastRows(weights.gpu, recorded.input, chunk, weights.layout.config);
        return run(weights.gpu, [recorded.plan], [recorded.scores]);
      });
      // Packed end to end from the first row on; filler comes behind.
      const rows = chunk.reduce((sum, { length }) => sum + length, 0);
      for (const raw of values.subarray(0, rows)) scores.push((raw - mean) / std);
    }
    return scores;
  }
}

/** Records: sequences → raw score of the text up to each row, [rows]. */
async function recordPrefixScores(weights: Weights, shape: LastRowsShape): Promise<ScorePlan> {
  const { gpu, layout } = weights;
  const { dim } = layout.config;
  const rec = new Recorder(gpu, `prefixes/${shape.batch}x${shape.rows}`);
  const input = createLastRows(rec, shape, layout.config);
  const { hidden } = trunkForward(rec, weights, input.packed, { keep: false });
  const scores = rec.scratch('scores', [shape.rows]);
  linearHead(rec, { x: hidden, weight: weights.view('score.weight'), out: scores, rows: shape.rows, dim });
  return { plan: await rec.finish(), input, scores };
}

/** What of each prefix of a sequence is response: a bag scores no prompt. */
function responsesSoFar({ prompt, whole }: AttributedAnswer): TokenSequence[] {
  return whole.map((_, last) => whole.slice(prompt.length, last + 1));
}

/** Attributes scores of a run's reward models, combined as the run combines them. */
export class Attributor {
  readonly #scorers: readonly PrefixScorer[];

  constructor(private readonly rewards: Pick<RewardModels, 'members' | 'bagScores'>) {
    this.#scorers = rewards.members.map((member) => new PrefixScorer(member));
  }

  /**
   * What each response token of `answers` adds to its score.
   * @param caution as in {@link combined}
   */
  async attribute(answers: readonly AttributedAnswer[], caution: number): Promise<Attribution[]> {
    const wholes = answers.map(({ whole }) => whole);
    const members: number[][] = [];
    for (const scorer of this.#scorers) members.push(await scorer.scores(wholes));
    const bagged = await this.rewards.bagScores(answers.flatMap(responsesSoFar));
    if (bagged) members.push(bagged);
    const scores = combined(members, caution);
    let first = 0;
    return answers.map(({ prompt, whole }) => {
      const prefixes = scores.slice(first, first + whole.length);
      first += whole.length;
      return attributionOf(prefixes, prompt.length);
    });
  }
}
