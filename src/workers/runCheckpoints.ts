/**
 * A run in the checkpoint store and back: policy and reward model with their moments, and the run's state.
 * Knows which tensors make a run; the store knows how to keep them safe.
 */
import * as v from 'valibot';
import { CheckpointStore } from '../checkpoint/store.ts';
import type { CheckpointStorage } from '../checkpoint/storage.ts';
import type { Gpu } from '../gpu/device.ts';
import {
  isSupported,
  MATMUL_VARIANTS,
  matmulVariant,
  setMatmulVariant,
  type MatmulVariantName,
} from '../gpu/kernels/matmulVariants.ts';
import { run as runPlans } from '../gpu/queue.ts';
import type { Tensor } from '../gpu/tensor.ts';
import type { Models } from '../rl/models.ts';
import type { RlhfRun, RunState } from '../rl/run.ts';

/** JSON has no NaN, which stands for "no pairs to agree on". */
const share = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
);
const agreement = v.looseObject({ accuracy: share, kendallTau: share });

/** Only what a wrong value of would break the run; numbers inside are checked by their readers. */
const stateSchema = v.looseObject({
  iteration: v.pipe(v.number(), v.integer(), v.minValue(0)),
  history: v.array(v.looseObject({ iteration: v.number(), values: v.looseObject({}) })),
  settings: v.looseObject({ seed: v.number() }),
  kl: v.object({ initial: v.number(), coefficient: v.number() }),
  fit: v.object({
    trainedOn: v.array(v.string()),
    fits: v.number(),
    unfinished: v.nullable(v.number()),
  }),
  agreement: v.nullable(v.object({ heldOut: agreement, trained: agreement })),
  reward: v.object({ mean: v.number(), std: v.number(), fitted: v.boolean() }),
  policySteps: v.number(),
  rewardSteps: v.number(),
  /** Which products the run was computed with, and where. */
  kernels: v.optional(v.object({ adapter: v.string(), variant: v.string() })),
});

type SavedState = RunState & Pick<v.InferOutput<typeof stateSchema>, 'kernels'>;

export class RunCheckpoints {
  readonly #store: CheckpointStore;

  constructor(
    storage: CheckpointStorage,
    private readonly name: string,
    private readonly models: Models,
    private readonly run: RlhfRun,
  ) {
    this.#store = new CheckpointStore(storage);
  }

  /** Flat tensors of a run, by name. */
  get #tensors(): Record<string, Tensor> {
    const { policy, optimizer, reward } = this.models;
    return {
      policy: policy.flat,
      'policy.m': optimizer.m.flat,
      'policy.v': optimizer.v.flat,
      reward: reward.parameters.flat,
      'reward.m': reward.optimizer.m.flat,
      'reward.v': reward.optimizer.v.flat,
    };
  }

  /** Saves the run as it stands between two stages. */
  async save(): Promise<void> {
    const tensors = Object.entries(this.#tensors);
    // State and tensors are read in one turn, so that no stage can come between them.
    const { state, data } = await this.run.turns.take('interactive', async () => ({
      state: this.run.state,
      data: (await runPlans(
        this.models.gpu,
        [],
        tensors.map(([, tensor]) => tensor),
      )) as Float32Array[],
    }));
    const { gpu } = this.models;
    const saved: SavedState = {
      ...state,
      kernels: { adapter: adapterName(gpu), variant: matmulVariant(gpu) },
    };
    await this.#store.save(this.name, {
      iteration: state.iteration,
      state: saved,
      tensors: new Map(tensors.map(([name], index) => [name, data[index]])),
    });
  }

  /**
   * Puts the run back to the newest usable checkpoint, if there is one. On the adapter it was made on, products
   * are computed as they were then, so that it goes on bit for bit; call before anything is recorded.
   * @returns what was found and could not be used, in words, or null
   */
  async restore(): Promise<string | null> {
    const tensors = Object.entries(this.#tensors);
    const { checkpoint, warning } = await this.#store.load(
      this.name,
      (state) => v.parse(stateSchema, state) as unknown as SavedState,
    );
    if (!checkpoint) return warning;
    for (const [name, tensor] of tensors) {
      if (checkpoint.tensors.get(name)?.length !== tensor.shape[0]) {
        return `The saved run was made with another model layout (tensor "${name}") and was left where it is. This run starts anew.`;
      }
    }
    for (const [name, tensor] of tensors) this.models.gpu.write(tensor, checkpoint.tensors.get(name)!);
    const { kernels, ...state } = checkpoint.state;
    this.run.state = state;
    const { gpu } = this.models;
    if (kernels?.adapter === adapterName(gpu) && canUse(gpu, kernels.variant)) {
      setMatmulVariant(gpu, kernels.variant);
    }
    return warning;
  }

  /** Deletes this run's checkpoints. */
  clear(): Promise<void> {
    return this.#store.delete(this.name);
  }
}

function adapterName({ adapter: { vendor, architecture, description } }: Gpu): string {
  return [vendor, architecture, description].join('/');
}

function canUse(gpu: Gpu, variant: string): variant is MatmulVariantName {
  return Object.hasOwn(MATMUL_VARIANTS, variant) && isSupported(gpu, variant as MatmulVariantName);
}
