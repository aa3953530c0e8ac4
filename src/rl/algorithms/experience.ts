/**
 * From sampled responses to what PPO learns from, in one recorded step on the GPU: log-probabilities under
 * policy and reference, values, per-token rewards −β·(log π − log π_ref) with the score on the last real
 * token, GAE, and whitened advantages. Schulman et al. 2016 (GAE), Ziegler et al. 2019 (the reward).
 * The policy re-scores its own samples with the same forward pass that the update uses: that is what makes
 * the first epoch's ratio exactly 1. Knows no optimizer and no reward model: scores come in as numbers.
 */
import { gae, gaeUniforms } from '../../gpu/kernels/ppo/gae.ts';
import { scatterRows } from '../../gpu/kernels/embedding/gather.ts';
import { linearHead } from '../../gpu/kernels/head/linearHead.ts';
import { logitsUniforms } from '../../gpu/kernels/head/logits.ts';
import { rewardsPerToken, rewardUniforms } from '../../gpu/kernels/ppo/rewards.ts';
import { whiten } from '../../gpu/kernels/ppo/whiten.ts';
import { Recorder, type Plan } from '../../gpu/plan.ts';
import { PlanCache } from '../../gpu/planCache.ts';
import { run } from '../../gpu/queue.ts';
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
import { trainingTemperature, type Settings } from '../settings.ts';

/** What PPO learns from, one number per place of the [batch, responseLength] grid. */
export interface Experience {
  readonly responseLength: number;
  readonly logp: Tensor;
  readonly logpRef: Tensor;
  readonly values: Tensor;
  readonly advantages: Tensor;
  readonly returns: Tensor;
}

/** What comes back to the host of one scored rollout. */
export interface ExperienceStats {
  /** Per response: Σ k1, Σ k3, Σ −log π, Σ −β·k1. */
  readonly sequences: readonly { kl: number; klK3: number; entropy: number; nonScoreReward: number }[];
}

type Switches = Pick<Settings, 'whitenRewards' | 'whitenAdvantages'>;

interface RecordedExperience {
  readonly plan: Plan;
  readonly sequences: SequenceTensors;
  readonly scores: Tensor;
  readonly sequenceStats: Tensor;
}

/** The outputs of one grid size and the recorded steps that write them, freed together. */
interface RecordedGrid {
  readonly experience: Experience;
  readonly steps: PlanCache<RecordedExperience>;
}

/** A grid changes only with the settings, and its steps with every rollout. */
const GRIDS_KEPT = 1;
const STEPS_KEPT = 6;

export class ExperienceRecorder {
  readonly #logitsStep;
  readonly #rewardStep;
  readonly #gaeStep;
  readonly #grids = new PlanCache<RecordedGrid>(GRIDS_KEPT, freeGrid);

  constructor(
    private readonly policy: Weights,
    private readonly reference: Weights,
  ) {
    this.#logitsStep = logitsUniforms(policy.gpu);
    this.#rewardStep = rewardUniforms(policy.gpu);
    this.#gaeStep = gaeUniforms(policy.gpu);
  }

  /**
   * Scores a rollout. `scores` are final per-response rewards (normalised, clipped, penalised).
   * The tensors returned stay valid until the next call: with the same batch and response length it overwrites
   * them (and returns the same object), with another it destroys them.
   */
  async compute(
    sequences: readonly Sequence[],
    shape: BatchShape,
    scores: readonly number[],
    settings: Settings,
    klCoefficient: number,
  ): Promise<{ experience: Experience; stats: ExperienceStats }> {
    const { gpu, layout } = this.policy;
    const { batch, responseLength } = shape;
    const { whitenRewards, whitenAdvantages } = settings;
    const compute = (recorded: RecordedExperience) => {
      writeSequences(gpu, recorded.sequences, sequences, layout.config);
      gpu.write(recorded.scores, Float32Array.from(scores));
      this.#logitsStep.set({ temperature: trainingTemperature(settings) });
      this.#rewardStep.set({ beta: klCoefficient });
      this.#gaeStep.set({ gamma: settings.gamma, lambda: settings.lambda });
      return run(gpu, [recorded.plan], [recorded.sequenceStats]);
    };
    const [experience, [stats]] = await this.#grids.use(
      `${batch}x${responseLength}`,
      async () => this.#createGrid(batch, responseLength),
      async ({ experience, steps }) => {
        const key = JSON.stringify({ ...shape, whitenRewards, whitenAdvantages });
        const build = () => this.#build(shape, settings, experience);
        return [experience, await steps.use(key, build, compute)] as const;
      },
    );
    return {
      experience,
      stats: {
        sequences: sequences.map((_, row) => ({
          kl: stats[row * 4],
          klK3: stats[row * 4 + 1],
          entropy: stats[row * 4 + 2],
          nonScoreReward: stats[row * 4 + 3],
        })),
      },
    };
  }

  #createGrid(batch: number, responseLength: number): RecordedGrid {
    const create = (name: string) =>
      this.policy.gpu.createTensor(`experience/${batch}x${responseLength}/${name}`, [batch * responseLength]);
    const experience = {
      responseLength,
      logp: create('logp'),
      logpRef: create('logpRef'),
      values: create('values'),
      advantages: create('advantages'),
      returns: create('returns'),
    };
    return { experience, steps: new PlanCache(STEPS_KEPT, ({ plan }) => plan.destroy()) };
  }

  async #build(shape: BatchShape, switches: Switches, experience: Experience): Promise<RecordedExperience> {
    const { gpu, layout } = this.policy;
    const { batch, slots, responseLength: R } = shape;
    const rec = new Recorder(gpu, `experience/${batch}x${shape.rows}`);
    const sequences = createSequenceTensors(rec, shape, layout.config);
    const { lengths, packed } = sequences;

    const policyTrunk = trunkForward(rec, this.policy, packed, { keep: false });
    const forwardOnly = { keep: false };
    const policyHead = languageHeadForward(
      rec,
      this.policy,
      policyTrunk.hidden,
      sequences,
      this.#logitsStep,
      forwardOnly,
    );
    const slotValues = rec.scratch('slotValues', [slots]);
    linearHead(rec, {
      x: policyHead.states,
      weight: this.policy.view('value.weight'),
      bias: this.policy.view('value.bias'),
      out: slotValues,
      rows: slots,
      dim: layout.config.dim,
    });
    rec.release(policyTrunk.hidden, policyHead.states, policyHead.logits, policyHead.lse, policyHead.entropy);

    const referenceTrunk = trunkForward(rec, this.reference, packed, { keep: false });
    const referenceHead = languageHeadForward(
      rec,
      this.reference,
      referenceTrunk.hidden,
      sequences,
      this.#logitsStep,
      forwardOnly,
    );
    rec.release(
      referenceTrunk.hidden,
      referenceHead.states,
      referenceHead.logits,
      referenceHead.lse,
      referenceHead.entropy,
    );

    /** Per-slot numbers laid out on the [batch, responseLength] grid, zero where there is no token. */
    const onGrid = (grid: Tensor, perSlot: Tensor) =>
      scatterRows(rec, { dOut: perSlot, inverse: sequences.slotAt, dx: grid, n: batch * R, dim: 1 });
    const { logp, logpRef, values, advantages, returns } = experience;
    onGrid(logp, policyHead.logp);
    onGrid(logpRef, referenceHead.logp);
    onGrid(values, slotValues);

    // Not scratch: it is written before the step runs.
    const scores = rec.own('scores', [batch]);
    const rewards = rec.scratch('rewards', [batch * R]);
    const kl = rec.scratch('kl', [batch * R]);
    const sequenceStats = rec.scratch('sequenceStats', [batch, 4]);
    rewardsPerToken(rec, {
      logp,
      logpRef,
      scores,
      lengths,
      rewards,
      kl,
      sequenceStats,
      batch,
      R,
      step: this.#rewardStep,
    });
    if (switches.whitenRewards)
      whiten(rec, { x: rewards, lengths, batch, R, shiftMean: true, unbiased: true });

    gae(rec, { rewards, values, lengths, advantages, returns, batch, R, step: this.#gaeStep });
    if (switches.whitenAdvantages)
      whiten(rec, { x: advantages, lengths, batch, R, shiftMean: false, unbiased: true });

    const plan = await rec.finish();
    return { plan, sequences, scores, sequenceStats };
  }
}

function freeGrid({ experience, steps }: RecordedGrid): void {
  steps.clear();
  const { logp, logpRef, values, advantages, returns } = experience;
  for (const { buffer } of [logp, logpRef, values, advantages, returns]) buffer.destroy();
}
