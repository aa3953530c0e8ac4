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
import { trunkForward } from '../../model/trunk.ts';
import type { Weights } from '../../model/weights.ts';

/** The models that tokens are read under. */
export type ReadingModel = 'policy' | 'reference';

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

/** The outputs of one grid size and the recorded steps that write them, freed together. */
interface RecordedGrid<Name extends string> {
  readonly tokens: Tokens<Name>;
  readonly steps: PlanCache<RecordedReading>;
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
   * Reads `sequences` at a temperature.
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
        const build = () => this.#build(shape, tokens);
        await steps.use(JSON.stringify(shape), build, async (recorded) => {
          gpu.check();
          writeSequences(gpu, recorded.sequences, sequences, layout.config);
          const lengths = new Uint32Array(batch);
          sequences.forEach(({ response }, row) => (lengths[row] = response.length));
          gpu.write(tokens.lengths, lengths);
          this.#logitsStep.set({ temperature });
          if (!apart) submit(gpu, [...recorded.plans.values()]);
          for (const [model, plan] of apart ? recorded.plans : []) {
            submit(gpu, [plan]);
            await apart?.(model);
          }
        });
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
    return { tokens, steps: new PlanCache(STEPS_KEPT, freeReading) };
  }

  async #build(shape: BatchShape, tokens: Tokens<Name>): Promise<RecordedReading> {
    const { gpu, layout } = this.models.policy;
    const plans = new Map<ReadingModel, Plan>();
    let sequences: SequenceTensors | null = null;
    for (const model of ['policy', 'reference'] as const) {
      const names = this.#names.filter((name) => this.wanted[name].under === model);
      if (names.length === 0) continue;
      const rec = new Recorder(gpu, `read/${shape.batch}x${shape.rows}`);
      // The first plan's, which is freed with the others.
      sequences ??= createSequenceTensors(rec, shape, layout.config);
      this.#recordModel(rec, model, names, sequences, tokens);
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
    tokens: Tokens<Name>,
  ): void {
    const weights = this.models[model];
    const { dim } = weights.layout.config;
    const { slots } = sequences.shape;
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
        dx: tokens.columns[name],
        n: tokens.batch * tokens.responseLength,
        dim: 1,
      });
    }
    rec.release(head.logp, head.entropy);
    if (perSlot.value) rec.release(perSlot.value);
  }
}

function freeReading({ plans }: RecordedReading): void {
  for (const plan of plans.values()) plan.destroy();
}

function freeGrid({ tokens, steps }: RecordedGrid<string>): void {
  steps.clear();
  for (const { buffer } of [tokens.lengths, ...Object.values(tokens.columns)]) buffer.destroy();
}
