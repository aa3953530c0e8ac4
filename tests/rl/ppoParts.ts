/** PPO's parts one by one, as its iterate puts them together: what is read, credited and updated can be looked at. */
import { trainingTemperature } from '../../src/rl/trainingSettings.ts';
import type { Optimizer } from '../../src/model/optimizer.ts';
import type { BatchShape, Sequence } from '../../src/model/sequences.ts';
import type { Trainable } from '../../src/model/adapted.ts';
import type { Weights } from '../../src/model/weights.ts';
import type { Tensor } from '../../src/gpu/tensor.ts';
import type { PpoMetric } from '../../src/gpu/kernels/ppo/ppo.ts';
import type { Algorithm } from '../../src/rl/training/algorithm.ts';
import { KlController, type KlControllerState } from '../../src/rl/algorithms/ppo/klController.ts';
import { PpoCredit, type Credit } from '../../src/rl/algorithms/ppo/credit.ts';
import { PPO_OBJECTIVE, scalarsOf } from '../../src/rl/algorithms/ppo/loss.ts';
import { PENALISED_OBJECTIVE } from '../../src/rl/algorithms/ppo/penalised.ts';
import { ppoMetrics, READ, score, update, type Scored } from '../../src/rl/algorithms/ppo/ppo.ts';
import { finiteValues } from '../../src/rl/runs/iterations.ts';
import { reading, type RunEvent } from '../../src/rl/runs/events.ts';
import { RunKit, type IterationStart } from '../../src/rl/runs/kit.ts';
import { Teller } from '../../src/rl/runs/teller.ts';
import type { MetricsRow } from '../../src/rl/algorithms/metrics.ts';
import type { Settings } from '../../src/rl/algorithms/settings.ts';
import type { Models } from '../../src/rl/training/models.ts';
import { PolicyStep, type MinibatchMetrics } from '../../src/rl/training/policyStep.ts';
import { TokenReader } from '../../src/rl/training/read.ts';
import { mean, type Rollout } from '../../src/rl/training/rollout.ts';
import type { Turns } from '../../src/rl/training/turns.ts';

import { rewardsOf } from './tinyRun.ts';

/** What PPO learns from, one number per place of the [batch, responseLength] grid. */
export interface Experience {
  readonly responseLength: number;
  readonly logp: Tensor;
  readonly logpRef: Tensor;
  readonly values: Tensor;
  readonly advantages: Tensor;
  readonly returns: Tensor;
}

/** Reading and credit, one after the other. */
export class ExperienceRecorder {
  readonly #reader: TokenReader<keyof typeof READ>;
  readonly #credit: PpoCredit;

  constructor(policy: Weights, reference: Weights) {
    this.#reader = new TokenReader({ policy, reference }, READ);
    this.#credit = new PpoCredit(policy.gpu);
  }

  async compute(
    sequences: readonly Sequence[],
    shape: BatchShape,
    scores: readonly number[],
    settings: Settings,
    klCoefficient: number,
  ): Promise<{ experience: Experience; stats: Credit['stats'] }> {
    const tokens = await this.#reader.read(sequences, shape, trainingTemperature(settings));
    const { stats, ...credit } = await this.#credit.compute(tokens, scores, settings, klCoefficient);
    return { experience: experienceOf({ tokens, ...credit }), stats };
  }
}

function experienceOf({
  tokens,
  advantages,
  returns,
}: Pick<Scored, 'tokens' | 'advantages' | 'returns'>): Experience {
  return { responseLength: tokens.responseLength, ...tokens.columns, advantages, returns };
}

/** Updates on rows of a rollout. */
export class Ppo {
  readonly #step: PolicyStep<PpoMetric>;

  /** @param importance of each token, on the grid: the loss with penalties then */
  constructor(
    policy: Trainable,
    optimizer: Optimizer,
    private readonly importance?: Tensor,
  ) {
    this.#step = new PolicyStep(policy, optimizer, importance ? PENALISED_OBJECTIVE : PPO_OBJECTIVE);
  }

  async minibatch(
    sequences: readonly Sequence[],
    { responseLength, logp, logpRef, values, advantages, returns }: Experience,
    rows: readonly number[],
    settings: Settings,
    shape?: BatchShape,
  ): Promise<MinibatchMetrics<PpoMetric>> {
    const { importance } = this;
    const columns = { oldLogp: logp, oldValues: values, advantages, returns };
    const batch = {
      sequences,
      responseLength,
      columns: { ...columns, ...(importance && { logpRef, importance }) },
    };
    const scalars = scalarsOf(settings, settings.klCoefficient);
    return (await this.#step.submit(batch, rows, scalars, settings, shape)).result;
  }
}

export interface ScoredRollout extends Rollout, Omit<Scored, 'stats'> {
  readonly experience: Experience;
  readonly stats: Credit['stats'];
}

/** An iteration whose stages are called one by one, each with settings of its own. */
export class PpoIteration {
  readonly #kit: RunKit;
  #onProgress: (done: number, total: number) => void = () => undefined;
  #state: KlControllerState;
  #prompts: readonly string[] = [];

  constructor(models: Models, turns: Turns, settings: Settings) {
    this.#state = new KlController(settings).state;
    const tell = reading({ progress: ({ done, total }) => this.#onProgress(done, total) });
    this.#kit = new RunKit(models, rewardsOf(models), turns, new Teller<RunEvent>(tell));
  }

  get kl(): KlControllerState {
    return this.#state;
  }

  async sample(prompts: readonly string[], iteration: number, settings: Settings): Promise<Rollout> {
    this.#prompts = prompts;
    await this.#begin(iteration, settings);
    return this.#kit.sample();
  }

  async score(rollout: Rollout, settings: Settings): Promise<ScoredRollout> {
    await this.#begin(this.#kit.iteration, settings);
    const scored = await score(this.#kit, rollout, settings, this.#state.coefficient);
    // The grids are written again by the next scoring: its readers look at what is there then.
    return { ...rollout, ...scored, experience: experienceOf(scored) };
  }

  async update(
    scored: ScoredRollout,
    iteration: number,
    settings: Settings,
    onProgress: (done: number, total: number) => void = () => undefined,
  ): Promise<MetricsRow> {
    await this.#begin(iteration, settings);
    this.#onProgress = onProgress;
    const updated = await update(this.#kit, scored, scored, settings);
    this.#onProgress = () => undefined;
    const kl = new KlController(settings, this.#state);
    kl.update(mean(scored.stats.map((response) => response.kl)), scored.sequences.length);
    this.#state = kl.state;
    const values = ppoMetrics({
      ...scored,
      ...updated,
      rollout: scored,
      nextKlCoefficient: kl.coefficient,
      settings,
      episodes: 0,
      labelers: await this.#kit.labelers(),
    });
    return { iteration, values: finiteValues(values) };
  }

  #begin(iteration: number, settings: Settings): Promise<void> {
    const start: IterationStart = {
      iteration,
      settings,
      episodes: 0,
      kept: null,
      prompts: this.#prompts,
      events: [],
    };
    return this.#kit.begin(BY_HAND, start);
  }
}

/** The stages are gone through by hand. */
const BY_HAND: Algorithm = {
  id: 'hand',
  name: 'By hand',
  paper: '',
  needs: {},
  stages: [{ name: 'hand' }],
  fields: {},
  metrics: {},
  start: () => null,
  async *iterate() {
    yield 'hand';
    return {};
  },
};
