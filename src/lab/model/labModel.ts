/**
 * A language model for the lab's benches on a device: any weights that the engine runs, with the tokenizer that goes with
 * them. Writes, reads and embeds in passes of bounded size, one call at a time, so that benches need not know of memory.
 * Knows text and ids; knows no bench, and not where the model came from.
 */
import { adapterName } from '../../gpu/device.ts';
import { run } from '../../gpu/queue.ts';
import { endTokens } from '../../model/config.ts';
import { Generator, type Generation } from '../../model/generator.ts';
import { DecodeMemory } from '../../model/decodeMemory.ts';
import { shapeFor, type Sequence } from '../../model/sequences.ts';
import type { Weights } from '../../model/weights.ts';
import { contextLength } from '../../rl/training/models.ts';
import { TokenReader, type Reading } from '../../rl/training/read.ts';
import { inPasses, PASS_ROWS } from '../../rl/training/rolloutPasses.ts';
import { Turns } from '../../rl/training/turns.ts';
import { Embedder } from './embedder.ts';
import type {
  CallHooks,
  Chat,
  Continuation,
  LanguageModel,
  LogProbability,
  ModelFacts,
  WriteOptions,
  Written,
} from './languageModel.ts';
import { inBatches } from '../../model/batches.ts';
import { LabTexts, stopAt, type TextSource } from './texts.ts';

/** The lab's own, so that no run draws what a bench draws; see SAMPLING_STREAMS. */
const LAB_STREAM = 0x7000_0000;
/** What a pass that reads texts may hold. */
const READ_SEQUENCES = 64;
const READ_TOKENS = 4096;

const READ = { logp: { under: 'policy', what: 'logp' } } as const satisfies Record<string, Reading>;

/** What a model is called, and what comes with it. */
export interface LabModelSource extends TextSource {
  readonly label: string;
  readonly promptEnd: string;
  readonly prompts: readonly string[];
}

export class LabModel implements LanguageModel {
  readonly facts: ModelFacts;
  readonly #texts: LabTexts;
  readonly #generator: Generator;
  readonly #reader: TokenReader<'logp'>;
  readonly #embedder: Embedder;
  readonly #turns = new Turns();

  /** @param weights whoever owns them: a base that was loaded, or a run's policy as it is at each call */
  constructor(
    private readonly weights: Weights,
    source: LabModelSource,
  ) {
    const { gpu, layout } = weights;
    const { config } = layout;
    const context = contextLength(config, 0);
    this.#texts = new LabTexts(source, config.eos);
    this.#generator = new Generator(weights, PASS_ROWS, new DecodeMemory(gpu, config, PASS_ROWS, context));
    this.#reader = new TokenReader({ policy: weights, reference: weights }, READ);
    this.#embedder = new Embedder(weights);
    const { software } = gpu.adapter;
    this.facts = {
      label: source.label,
      parameters: layout.parameters,
      context,
      // What reads an end of its own behind prompts was trained on those, and not on the template that stands beside it.
      chat: this.#texts.hasChat && source.promptEnd === '',
      promptEnd: source.promptEnd,
      prompts: source.prompts,
      adapter: adapterName(gpu.adapter),
      software,
    };
  }

  async generate(
    prompts: readonly string[],
    options: WriteOptions,
    { signal, onProgress }: CallHooks = {},
  ): Promise<readonly Written[]> {
    const { maxTokens, samples = 1, stop = [], chat } = options;
    requireWhole('maxTokens', maxTokens);
    requireWhole('samples', samples);
    const ids = await this.#each(prompts, 'Prompt', (prompt) => this.#texts.prompt(prompt, chat));
    ids.forEach((prompt, index) => this.#requireRoom(`Prompt ${index + 1}`, prompt.length, maxTokens));
    if (ids.length === 0) return [];
    const reads = await Promise.all(prompts.map((prompt) => this.#texts.write(prompt, chat)));
    return this.#turns.take('interactive', async () => {
      signal?.throwIfAborted();
      const made = await inPasses(ids, samples, maxTokens, { signal, onProgress }, (part, repeat, first) =>
        this.#pass(part, repeat, first, options, signal),
      );
      signal?.throwIfAborted();
      return made.map((generation, row) => {
        const { text, chat } = reads[Math.floor(row / samples)];
        return { ...this.#written(generation, stop), ...(chat && { read: { text, chat } }) };
      });
    });
  }

  async logProbability(
    texts: readonly Continuation[],
    { chat }: { readonly chat?: Chat | null } = {},
    { signal, onProgress }: CallHooks = {},
  ): Promise<readonly LogProbability[]> {
    const read = await this.#each(texts, 'Continuation', (text) => this.#texts.continuation(text, chat));
    const sequences = read.map(({ prefix, continuation }) => ({ prompt: prefix, response: continuation }));
    sequences.forEach(({ prompt, response }, index) =>
      this.#requireRoom(`Continuation ${index + 1} with its prefix`, prompt.length + response.length, 0),
    );
    const passes = inBatches(
      sequences,
      ({ prompt, response }) => prompt.length + response.length,
      READ_SEQUENCES,
      READ_TOKENS,
    );
    return this.#turns.take('interactive', async () => {
      const results: LogProbability[] = [];
      for (const pass of passes) {
        signal?.throwIfAborted();
        results.push(...(await this.#read(pass)));
        onProgress?.(results.length, sequences.length);
      }
      return results;
    });
  }

  async embed(texts: readonly string[], { signal, onProgress }: CallHooks = {}): Promise<Float32Array[]> {
    const ids = await this.#each(texts, 'Text', async (text) => this.#texts.prompt(text, null));
    const kept = ids.map((sequence) => sequence.slice(0, this.facts.context));
    return this.#turns.take('interactive', async () => {
      const vectors: Float32Array[] = [];
      for (const pass of inBatches(kept, ({ length }) => length, READ_SEQUENCES, READ_TOKENS)) {
        signal?.throwIfAborted();
        vectors.push(...(await this.#embedder.embed(pass)));
        onProgress?.(vectors.length, texts.length);
      }
      return vectors;
    });
  }

  /** Frees what was recorded; the weights are their owner's. */
  free(): void {
    this.#reader.free();
    this.#embedder.free();
  }

  /** One pass of answers, ended as soon as each has come to its end or to a stop text. */
  async #pass(
    prompts: readonly (readonly number[])[],
    repeat: number,
    first: number,
    { maxTokens, temperature = 1, topP = 1, topK = 0, seed, stop = [] }: WriteOptions,
    signal?: AbortSignal,
  ): Promise<Generation[]> {
    const stopping = new AbortController();
    const ended = ({ complete, tokens }: Generation) =>
      complete || stopAt(this.#texts.text(tokens), stop) !== null;
    return this.#generator.generate(
      prompts,
      repeat,
      {
        temperature: temperature > 0 ? temperature : 1,
        greedy: temperature <= 0,
        topK,
        topP,
        maxNewTokens: maxTokens,
        seed,
        stream: LAB_STREAM + first,
      },
      {
        signal: signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal,
        onProgress: (sofar) => {
          if (stop.length > 0 && sofar.every(ended)) stopping.abort();
        },
      },
    );
  }

  #written({ tokens, finished }: Generation, stop: readonly string[]): Written {
    const ends = endTokens(this.weights.layout.config);
    const last = tokens.at(-1);
    const text = this.#texts.text(last !== undefined && ends.includes(last) ? tokens.slice(0, -1) : tokens);
    const cut = stopAt(text, stop);
    return {
      text: cut === null ? text : text.slice(0, cut),
      tokens: tokens.length,
      finished: finished || cut !== null,
    };
  }

  async #read(sequences: readonly Sequence[]): Promise<LogProbability[]> {
    const { gpu } = this.weights;
    const longest = Math.max(...sequences.map(({ response }) => response.length));
    // Few widths, so that few are recorded.
    const width = 2 ** Math.ceil(Math.log2(Math.max(8, longest)));
    const shape = { ...shapeFor(sequences, width), batch: READ_SEQUENCES };
    const { columns } = await this.#reader.read(sequences, shape, 1);
    const [logp] = await run(gpu, [], [columns.logp]);
    return sequences.map(({ response }, row) => {
      let sum = 0;
      for (let t = 0; t < response.length; t++) sum += logp[row * width + t];
      return { sum, mean: sum / response.length, tokens: response.length };
    });
  }

  /** What cannot be read is told with its number. */
  #each<Item, Result>(
    items: readonly Item[],
    what: string,
    read: (item: Item) => Promise<Result>,
  ): Promise<Result[]> {
    return Promise.all(
      items.map(async (item, index) => {
        try {
          return await read(item);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          throw new RangeError(`${what} ${index + 1} ${error.message}.`, { cause: error });
        }
      }),
    );
  }

  #requireRoom(what: string, length: number, more: number): void {
    const { context } = this.facts;
    if (length + more <= context) return;
    const answer = more > 0 ? `, and an answer may take ${more} more` : '';
    throw new RangeError(
      `${what} has ${length} tokens${answer}: ${this.facts.label} reads ${context} at most. Shorten it${more > 0 ? ', or ask for a shorter answer' : ''}.`,
    );
  }
}

function requireWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${name} must be a whole number of at least 1, not ${value}.`);
}
