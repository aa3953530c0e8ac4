/**
 * Base and current model answer the same prompt from the same random stream, and each answer is read under
 * both: the difference per token is what the KL penalty is made of. Knows models; knows no page.
 */
import { trainingTemperature } from '../trainingSettings.ts';
import { readF32 } from '../../gpu/queue.ts';
import { shapeFor, type Sequence } from '../../model/sequences.ts';
import { SAMPLING_STREAMS, toSequence, type Models } from '../training/models.ts';
import { TokenReader, type Reading } from '../training/read.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { RewardModels } from '../rewards/rewardModels.ts';
import type { Turns } from '../training/turns.ts';

/** A token of an answer with the log-probabilities that make its KL. */
export interface ScoredToken {
  readonly text: string;
  readonly logp: number;
  readonly logpRef: number;
}

export interface ScoredAnswer {
  readonly text: string;
  readonly tokens: readonly ScoredToken[];
  /** Normalised reward-model score, as the run learns from it, or null while no reward model is fitted. */
  readonly score: number | null;
}

/** An answer as the models read it. */
export interface ComparedAnswer {
  readonly prompt: string;
  readonly text: string;
  /** Ended by itself. */
  readonly finished: boolean;
  readonly sequence: Sequence;
}

/** Base and trained model on the same prompt and random stream. */
export interface Comparison {
  readonly prompt: string;
  readonly base: ScoredAnswer;
  readonly current: ScoredAnswer;
  readonly iteration: number;
}

const READ = {
  logp: { under: 'policy', what: 'logp' },
  logpRef: { under: 'reference', what: 'logp' },
} as const satisfies Record<string, Reading>;

export class Comparator {
  readonly #reader: TokenReader<keyof typeof READ>;
  #last: readonly ComparedAnswer[] | null = null;

  constructor(
    private readonly models: Models,
    private readonly rewards: RewardModels,
    private readonly turns: Turns,
  ) {
    this.#reader = new TokenReader(models, READ);
  }

  /** Both answers of the last comparison, where it was of this prompt. */
  last(prompt: string): readonly ComparedAnswer[] | null {
    return this.#last?.[0].prompt === prompt ? this.#last : null;
  }

  /**
   * The dice are the prompt's own, each time the same: the base model's answer stays as it was, and what differs from
   * the comparison before is what training has changed.
   * @param iteration last finished iteration of the run
   */
  compare(prompt: string, settings: Settings, iteration: number): Promise<Comparison> {
    return this.turns.take('interactive', async () => {
      const { models } = this;
      const ids = models.encodePrompt(prompt);
      const stream = SAMPLING_STREAMS.comparison + drawOf(prompt);
      const [base] = await models.answers('base', ids, 1, settings, stream);
      const [current] = await models.answers('current', ids, 1, settings, stream);
      const written = [base, current];
      const sequences = written.map(({ tokens }) => toSequence(ids, tokens, models.config.eos));
      const shape = shapeFor(sequences, settings.maxNewTokens);
      const { columns } = await this.#reader.read(sequences, shape, trainingTemperature(settings));
      const logp = await readF32(models.gpu, columns.logp);
      const logpRef = await readF32(models.gpu, columns.logpRef);
      const scores = this.rewards.fitted
        ? await this.rewards.score(sequences, {}, settings.rewardCaution)
        : null;
      this.#last = written.map(({ finished }, row) => {
        const sequence = sequences[row];
        return { prompt, text: models.responseText(sequence.response), finished, sequence };
      });
      const read = (row: number): ScoredAnswer => ({
        text: models.responseText(sequences[row].response),
        tokens: sequences[row].response.map((id, t) => ({
          text: models.tokenizer.tokenText(id),
          logp: logp[row * shape.responseLength + t],
          logpRef: logpRef[row * shape.responseLength + t],
        })),
        score: scores ? scores[row] : null,
      });
      return { prompt, base: read(0), current: read(1), iteration };
    });
  }
}

/** A number below 2²⁸ that is always the same for a prompt (FNV-1a over UTF-16 units). */
function drawOf(prompt: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < prompt.length; at++) hash = Math.imul(hash ^ prompt.charCodeAt(at), 0x01000193);
  return hash >>> 4;
}
