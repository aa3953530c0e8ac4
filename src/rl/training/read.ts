/**
 * What models make of tokens that are there already: the log-probability of each response token, the entropy of the
 * distribution it was drawn from, and the value that a value head gives it, in one recorded forward pass a model. The
 * numbers stay on the GPU. The policy re-scores its own samples with the same forward pass that an update uses: that is
 * what makes the first ratio of an update exactly 1. Knows models by name; knows no reward and no method's credit.
 */
import { scatterRows } from '../../gpu/kernels/embedding/gather.ts';
import { linearHead } from '../../gpu/kernels/head/linearHead.ts';
import { logitsUniforms } from '../../gpu/kernels/head/logits.ts';
import { ACTIVATIONS, Recorder, type Plan } from '../../gpu/plan.ts';
import { PlanCache } from '../../gpu/planCache.ts';
import { submit } from '../../gpu/queue.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import { languageHeadForward } from '../../model/languageHead.ts';
import {
  createSequenceTensors,
  writeSequences,
  type BatchShape,
  type Sequence,
  type SequenceTensors,
} from '../../model/sequences.ts';
import { mostTokenRows } from '../../model/packing.ts';
import { trunkForward } from '../../model/trunk.ts';
import type { Weights } from '../../model/weights.ts';
import { slice } from '../../gpu/kernels/windows.ts';
import { readParts, type ReadPart } from './readParts.ts';

/** The models that tokens are read under, in the order in which they are. */
const MODELS = ['policy', 'reference'] as const;

export type ReadingModel = (typeof MODELS)[number];

/** A number for each token, and the model that gives it. A reference has no value head. */
export interface Reading {
  readonly under: ReadingModel;
  /** log π of the token; entropy of its distribution, nats; V of the tokens before it. */
  readonly what: 'logp' | 'entropy' | 'value';
}

/** What was read, one number per place of the [batch, responseLength] grid, zero where there is no token. */
export interface Tokens<Name extends string = string> {
  readonly batch: number;
  readonly responseLength: number;
  /** Tokens of each response, u32 [batch]. */
  readonly lengths: Tensor;
  /** f32 [batch * responseLength] each. */
  readonly columns: Readonly<Record<Name, Tensor>>;
}

interface RecordedReading {
  /** One for each model. */
  readonly plans: ReadonlyMap<ReadingModel, Plan>;
  readonly sequences: SequenceTensors;
}

/** What is read of a part goes to its own rows of the grid. */
type RecordedReadings = readonly RecordedReading[];

/** The outputs of one grid size and the recorded steps that write them, freed together. */
interface RecordedGrid<Name extends string> {
  readonly tokens: Tokens<Name>;
  readonly steps: PlanCache<RecordedReadings>;
}

/** A grid changes only with the settings, and its steps with every rollout. */
const GRIDS_KEPT = 1;
const STEPS_KEPT = 6;

export class TokenReader<Name extends string> {
  readonly #logitsStep;
  readonly #grids = new PlanCache<RecordedGrid<Name>>(GRIDS_KEPT, freeGrid);

  /** @param wanted what is read, by the names that it is given */
  constructor(
    private readonly models: Readonly<Record<ReadingModel, Weights>>,
    private readonly wanted: Readonly<Record<Name, Reading>>,
  ) {
    this.#logitsStep = logitsUniforms(models.policy.gpu);
  }

  /**
   * Reads `sequences` at a temperature, in parts where their activations are more than a device binds at once.
   * The tensors returned stay valid until the next call: with the same batch and response length it overwrites
   * them (and returns the same object), with another it destroys them.
   * @param shape as the sequences need it, or larger
   * @param apart submits one model's reading after the other, each once this has come back from the one before
   * @throws RangeError when they do not fit it
   */
  read(
    sequences: readonly Sequence[],
    shape: BatchShape,
    temperature: number,
    apart?: (model: ReadingModel) => Promise<void>,
  ): Promise<Tokens<Name>> {
    const { gpu, layout } = this.models.policy;
    const { batch, responseLength } = shape;
    return this.#grids.use(
      `${batch}x${responseLength}`,
      async () => this.#createGrid(batch, responseLength),
      async ({ tokens, steps }) => {
        const parts = readParts(sequences, shape, mostTokenRows(gpu, layout.config));
        const key = JSON.stringify(parts.map((part) => part.shape));
        await steps.use(
          key,
          () => this.#buildAll(parts, tokens),
          async (recorded) => {
            gpu.check();
            for (const [index, part] of parts.entries())
              writeSequences(gpu, recorded[index].sequences, part.sequences, layout.config);
            const lengths = new Uint32Array(batch);
            sequences.forEach(({ response }, row) => (lengths[row] = response.length));
            gpu.write(tokens.lengths, lengths);
            this.#logitsStep.set({ temperature });
            for (const model of MODELS) {
              const plans = recorded.flatMap((part) => part.plans.get(model) ?? []);
              if (plans.length === 0) continue;
              submit(gpu, plans);
              if (apart) await apart(model);
            }
          },
        );
        return tokens;
      },
    );
  }

  /** Frees all that was recorded and read. */
  free(): void {
    this.#grids.clear();
  }

  get #names(): Name[] {
    return Object.keys(this.wanted) as Name[];
  }

  #createGrid(batch: number, responseLength: number): RecordedGrid<Name> {
    const { gpu } = this.models.policy;
    const label = `read/${batch}x${responseLength}`;
    const columns = this.#names.map((name) => [
      name,
      gpu.createTensor(`${label}/${name}`, [batch * responseLength], 'f32', { owner: ACTIVATIONS }),
    ]);
    const tokens = {
      batch,
      responseLength,
      lengths: gpu.createTensor(`${label}/lengths`, [batch], 'u32', { owner: ACTIVATIONS }),
      columns: Object.fromEntries(columns) as Record<Name, Tensor>,
    };
    return { tokens, steps: new PlanCache(STEPS_KEPT, freeReadings) };
  }

  async #buildAll(parts: readonly ReadPart[], tokens: Tokens<Name>): Promise<RecordedReadings> {
    const recorded: RecordedReading[] = [];
    try {
      for (const part of parts) recorded.push(await this.#build(part, tokens));
    } catch (error) {
      freeReadings(recorded);
      throw error;
    }
    return recorded;
  }

  async #build({ first, shape }: ReadPart, tokens: Tokens<Name>): Promise<RecordedReading> {
    const { gpu, layout } = this.models.policy;
    const places = shape.batch * shape.responseLength;
    const column = (name: Name) => slice(tokens.columns[name], first * shape.responseLength, places);
    const plans = new Map<ReadingModel, Plan>();
    let sequences: SequenceTensors | null = null;
    for (const model of MODELS) {
      const names = this.#names.filter((name) => this.wanted[name].under === model);
      if (names.length === 0) continue;
      const rec = new Recorder(gpu, `read/${shape.batch}x${shape.rows}`);
      // The first plan's, which is freed with the others.
      sequences ??= createSequenceTensors(rec, shape, layout.config);
      this.#recordModel(rec, model, names, sequences, column);
      plans.set(model, await rec.finish());
    }
    if (!sequences) throw new RangeError('Nothing is to be read.');
    return { plans, sequences };
  }

  #recordModel(
    rec: Recorder,
    model: ReadingModel,
    names: readonly Name[],
    sequences: SequenceTensors,
    column: (name: Name) => Tensor,
  ): void {
    const weights = this.models[model];
    const { dim } = weights.layout.config;
    const { slots, batch, responseLength } = sequences.shape;
    const trunk = trunkForward(rec, weights, sequences.packed, { keep: false });
    const head = languageHeadForward(rec, weights, trunk.hidden, sequences, this.#logitsStep, {
      keep: false,
    });
    const perSlot = { logp: head.logp, entropy: head.entropy, value: null as Tensor | null };
    if (names.some((name) => this.wanted[name].what === 'value')) {
      perSlot.value = rec.scratch('slotValues', [slots]);
      linearHead(rec, {
        x: head.states,
        weight: weights.view('value.weight'),
        bias: weights.view('value.bias'),
        out: perSlot.value,
        rows: slots,
        dim,
      });
    }
    rec.release(trunk.hidden, head.states, head.logits, head.lse);
    for (const name of names) {
      // Laid out on the grid, zero where there is no token.
      scatterRows(rec, {
        dOut: perSlot[this.wanted[name].what]!,
        inverse: sequences.slotAt,
        dx: column(name),
        n: batch * responseLength,
        dim: 1,
      });
    }
    rec.release(head.logp, head.entropy);
    if (perSlot.value) rec.release(perSlot.value);
  }
}

function freeReadings(recorded: RecordedReadings): void {
  for (const { plans } of recorded) for (const plan of plans.values()) plan.destroy();
}

function freeGrid({ tokens, steps }: RecordedGrid<string>): void {
  steps.clear();
  for (const { buffer } of [tokens.lengths, ...Object.values(tokens.columns)]) buffer.destroy();
}
