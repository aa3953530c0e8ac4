/**
 * Samples of the frozen reference, which set the reward's zero and unit and say what the base model is worth to each
 * taste. Made once per run from its seed; a pass that is done is kept when the rest is stopped. Knows models; knows
 * no stage and no ranking.
 */
import type { Generation } from '../../model/generator.ts';
import { SAMPLING_STREAMS, toSequence, type Models } from './models.ts';
import { stream } from '../random.ts';
import type { TrainingSettings } from '../trainingSettings.ts';
import type { Turns } from './turns.ts';

export interface ReferenceSample {
  readonly prompt: readonly number[];
  /** With the end token, if any. */
  readonly response: readonly number[];
  readonly text: string;
  /** The prompt in words. */
  readonly prompts: string;
}

/** What they are made with. */
export type SamplingSettings = Pick<TrainingSettings, 'seed' | 'temperature' | 'maxNewTokens'> & {
  /** How many; older runs do not say. */
  readonly samples?: number;
};

/** As many as two rollouts have: what a person chose for speed or for quality holds here too. */
const ROLLOUTS = 2;
/** A mean and a spread of fewer say little; of more, nothing new. */
const FEWEST = 16;
const MOST = 256;
/** What runs were made with that do not say how many they have. */
const BEFORE = 64;

export class ReferenceSamples {
  #samples: readonly ReferenceSample[] | null = null;
  /** A change of settings leaves the samples as they are, also across a reload. */
  #drawnWith: SamplingSettings | null = null;
  #kept: Generation[] = [];
  #drawing: Promise<readonly ReferenceSample[]> | null = null;
  #abort: AbortController | null = null;

  constructor(
    private readonly models: Models,
    private readonly turns: Turns,
    /** The prompts that leave room for so many new tokens. */
    private readonly promptsFor: (maxNewTokens: number) => readonly string[],
    /** Tokens of the longest answers so far, of all that may come. */
    private readonly onProgress: (done: number, total: number) => void,
  ) {}

  /** The samples, once they are made. */
  get known(): readonly ReferenceSample[] | null {
    return this.#samples;
  }

  /** What they are made with, for a checkpoint. */
  get drawnWith(): SamplingSettings | null {
    return this.#drawnWith;
  }

  /** Forgets them; the next are made with `drawnWith`, or with the settings of then. */
  restart(drawnWith: SamplingSettings | null): void {
    this.cancel();
    this.#samples = null;
    this.#drawnWith = drawnWith;
    this.#kept = [];
  }

  /**
   * The samples, made now if there are none.
   * @throws AbortError after {@link cancel}; what was made is kept, and the next call goes on from there
   */
  take(settings: TrainingSettings): Promise<readonly ReferenceSample[]> {
    if (this.#samples) return Promise.resolve(this.#samples);
    this.#drawing ??= this.#draw(settings).finally(() => (this.#drawing = null));
    return this.#drawing;
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async #draw(settings: TrainingSettings): Promise<readonly ReferenceSample[]> {
    const { signal } = (this.#abort = new AbortController());
    const drawn = this.#drawnWith ?? samplingOf(settings);
    const { seed, temperature, maxNewTokens, samples = BEFORE } = drawn;
    const prompts = this.promptsFor(maxNewTokens);
    this.#drawnWith = drawn;
    const order = stream(seed, 'reference').permutation(prompts.length);
    const chosen = Array.from({ length: samples }, (_, i) => prompts[order[i % order.length]]);
    const ids = chosen.map((prompt) => this.models.encodePrompt(prompt));
    const hooks = { signal, kept: this.#kept, onProgress: this.onProgress };
    const generations = await this.turns.take('training', () =>
      this.models.rollout(
        'base',
        ids,
        1,
        { seed, temperature, maxNewTokens },
        SAMPLING_STREAMS.reference,
        hooks,
      ),
    );
    signal.throwIfAborted();
    this.#kept = [];
    return (this.#samples = generations.map(({ tokens }, row) => ({
      prompt: ids[row],
      response: toSequence(ids[row], tokens, this.models.config.eos).response,
      text: this.models.responseText(tokens),
      prompts: chosen[row],
    })));
  }
}

function samplingOf({ seed, temperature, maxNewTokens, rolloutBatch }: TrainingSettings): SamplingSettings {
  return { seed, temperature, maxNewTokens, samples: referenceCount({ rolloutBatch }) };
}

/** How many samples a run with these settings makes. */
export function referenceCount({ rolloutBatch }: Pick<TrainingSettings, 'rolloutBatch'>): number {
  return Math.min(MOST, Math.max(FEWEST, ROLLOUTS * rolloutBatch));
}
