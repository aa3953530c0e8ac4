/**
 * Plays an experiment: its arms one after the other on one run, each from the base model, by the run's own code. In the page's
 * worker, in Node and in tests. Knows runs; knows no page, no worker and no file.
 */
import { defaultSettings, settingsDiff, type Settings } from '../rl/algorithms/settings.ts';
import { stream } from '../rl/random.ts';
import type { Listen } from '../rl/runs/events.ts';
import { RECORDED_RUN_VERSION, type RecordedRun } from '../rl/runs/recordedRun.ts';
import { withTold, type ToldParts } from '../rl/runs/recordTold.ts';
import { RlhfRun } from '../rl/runs/run.ts';
import { mean } from '../rl/training/rollout.ts';
import type { Models } from '../rl/training/models.ts';
import type { PreferenceEvent, RankingEvent } from '../preferences/event.ts';
import type { Arm, Experiment, Step } from './experiment.ts';
import { bestOfPool, type BestOf } from './overoptimisation.ts';
import { drawPool } from './pool.ts';

/** What it is played on. */
export interface Stage {
  readonly models: Models;
  /** Every rater of an experiment can judge answers to each of them. */
  readonly prompts: RecordedRun['prompts'];
  /** Names for the record. */
  readonly model: string;
  readonly adapter: string;
}

export interface PlayHooks {
  /** Called with every event of an arm. */
  readonly tell?: (arm: string, ...event: Parameters<Listen>) => void;
  readonly signal?: AbortSignal;
}

export interface Played {
  /** Of the arms, by their ids. */
  readonly records: Readonly<Record<string, RecordedRun>>;
  /** What best-of-n by the first arm's reward model gives; empty where that is not asked. */
  readonly bestOf: readonly BestOf[];
}

/** Answers to choose the best of, as many as can be told apart from chance in a short time. */
const BEST_OF = [1, 2, 4, 8, 16];

const NOTHING: ToldParts = { rankings: [], agreement: [], samples: [] };

export class ExperimentPlayer {
  #run: RlhfRun | null = null;
  #tell: Listen = () => undefined;

  constructor(readonly stage: Stage) {}

  /**
   * Plays all arms by one seed; the same seed on the same adapter gives the same records.
   * @throws AbortError when stopped; TasteError where the rater has nothing to look for
   */
  async play(experiment: Experiment, seed: number, { tell, signal }: PlayHooks = {}): Promise<Played> {
    const records: Record<string, RecordedRun> = {};
    let bestOf: readonly BestOf[] = [];
    for (const arm of experiment.arms) {
      const parts = await this.#playArm(experiment, arm, seed, (event) => tell?.(arm.id, event), signal);
      records[arm.id] = this.#record(experiment, parts);
      if (experiment.overoptimises && arm === experiment.arms[0]) bestOf = await this.#bestOf(experiment);
    }
    return { records, bestOf };
  }

  async #playArm(
    experiment: Experiment,
    arm: Arm,
    seed: number,
    tell: Listen,
    signal?: AbortSignal,
  ): Promise<ToldParts> {
    const settings: Settings = {
      ...defaultSettings(false),
      rater: experiment.rater,
      ...experiment.settings,
      ...arm.settings,
      seed,
    };
    let parts = NOTHING;
    this.#tell = (event) => {
      parts = withTold(parts, event);
      tell(event);
    };
    const { models, prompts } = this.stage;
    this.#run ??= new RlhfRun(models, prompts.train, settings, (event) => this.#tell(event));
    await this.#run.reset(settings);
    this.#run.setPreferences([]);
    for (const step of arm.script) await this.#do(step, experiment, signal);
    return { ...parts, rankings: this.#open.log };
  }

  async #do(step: Step, { rater }: Experiment, signal?: AbortSignal): Promise<void> {
    const run = this.#open;
    signal?.throwIfAborted();
    switch (step.do) {
      case 'rank': {
        const before = run.log.length;
        await run.simulate(rater, step.rankings, signal);
        if (step.careless === undefined) return;
        const chance = stream(run.settings.seed, `experiment/careless/${before}`);
        const events = run.log.map((event, at) =>
          at >= before && chance.uniform() < step.careless! ? shuffled(event, chance.permutation(64)) : event,
        );
        run.setPreferences(events);
        return;
      }
      case 'flip':
        run.setPreferences(run.log.map(flipped));
        return;
      case 'set':
        run.configure({ ...run.settings, ...step.settings });
        return;
      case 'train':
        for (let count = 0; count < step.iterations; count++) {
          signal?.throwIfAborted();
          await run.iterate();
        }
    }
  }

  async #bestOf({ yardstick }: Experiment): Promise<readonly BestOf[]> {
    const run = this.#open;
    const base = run.baseUtility?.[yardstick];
    if (!base) return [];
    const pool = await drawPool(run, yardstick, Math.max(...BEST_OF));
    const all = pool.flat();
    const score = mean(all.map((answer) => answer.score));
    const value = mean(all.map((answer) => answer.utility));
    const judged = pool.map((answers) =>
      answers.map((answer) => ({ score: answer.score - score, value: (answer.utility - value) / base.sd })),
    );
    return bestOfPool(judged, BEST_OF);
  }

  #record({ rater }: Experiment, parts: ToldParts): RecordedRun {
    const run = this.#open;
    const { model, adapter, prompts } = this.stage;
    return {
      format: 'nudge-recorded-run',
      version: RECORDED_RUN_VERSION,
      model,
      adapter,
      settings: settingsDiff(run.settings),
      labeler: rater,
      baseUtility: run.baseUtility,
      prompts,
      history: [...run.history],
      comparisons: [],
      ...parts,
    };
  }

  get #open(): RlhfRun {
    if (!this.#run) throw new Error('No arm has begun yet.');
    return this.#run;
  }
}

/** The same answers, the worst first. An event of its own: what was learned of the first is unlearned. */
function flipped(event: PreferenceEvent): PreferenceEvent {
  return event.type === 'ranking'
    ? { ...event, id: `${event.id}-flipped`, tiers: event.tiers.toReversed() }
    : event;
}

/** The same answers in an order that says nothing. */
function shuffled(event: PreferenceEvent, order: ArrayLike<number>): PreferenceEvent {
  if (event.type !== 'ranking') return event;
  const places = event.tiers.map((_, at) => at).sort((one, other) => order[one] - order[other]);
  const tiers: RankingEvent['tiers'] = places.map((place) => event.tiers[place]);
  return { ...event, tiers };
}
