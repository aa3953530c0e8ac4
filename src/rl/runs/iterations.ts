/**
 * The iterations of a run by its method: which stage comes next, what the method hands on from one to the next, and the
 * rows they left. Knows stages by the names that the method gives; knows no reward model and no page.
 */
import type { Algorithm, StageName, Values } from '../training/algorithm.ts';
import type { MetricName, MetricsRow } from '../algorithms/metrics.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import type { Settings } from '../algorithms/settings.ts';
import type { Rollout } from '../training/rollout.ts';
import type { RunKit } from './kit.ts';

/** JSON cannot hold what is no number, and it is left out: a variance of one minibatch, say, or 4-grams of no text. */
export function finiteValues(values: Values): MetricsRow['values'] {
  const finite = Object.entries(values).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(finite) as Partial<Record<MetricName, number>>;
}

export class Iterations {
  /** Last one that came to its end. */
  number = 0;
  history: MetricsRow[] = [];
  /** What the method hands on from one iteration to the next. */
  kept: unknown;
  /** What the current one began with: changes wait for the next, or its stages would disagree. */
  #begun: Settings;

  constructor(
    private readonly algorithm: Algorithm,
    private readonly kit: RunKit,
    settings: Settings,
  ) {
    this.kept = algorithm.start(settings, null);
    this.#begun = settings;
  }

  get firstStage(): StageName {
    return this.algorithm.stages[0].name;
  }

  /** The stage to go on with; null unless the first of an iteration is done. */
  get underWay(): StageName | null {
    const { next } = this.kit.stages;
    return next === this.firstStage ? null : next;
  }

  hasStage(name: string): boolean {
    return this.algorithm.stages.some((stage) => stage.name === name);
  }

  /** @throws RangeError when the method cannot work with the settings; nothing changes then */
  configure(settings: Settings): void {
    this.kept = this.algorithm.start(settings, this.kept);
  }

  /** @throws RangeError as {@link configure} */
  restart(settings: Settings, kept: unknown = null): void {
    this.kept = this.algorithm.start(settings, kept);
    this.number = 0;
    this.history = [];
    this.kit.stages.drop();
  }

  /**
   * Runs the next stage. An iteration whose first stage was stopped goes on if nothing has changed since.
   * @returns the iteration's values when it was the last stage of one, else null
   */
  async stage(
    settings: Settings,
    prompts: readonly string[],
    events: readonly PreferenceEvent[],
    signal: AbortSignal,
  ): Promise<Values | null> {
    const same = JSON.stringify(this.#begun) === JSON.stringify(settings);
    if (this.underWay === null && !(this.kit.stages.next && same)) {
      this.#begun = settings;
      await this.kit.begin(this.algorithm, {
        iteration: this.number + 1,
        settings,
        episodes: this.history.at(-1)?.values.episode ?? 0,
        kept: this.kept,
        prompts,
        events,
      });
    }
    return this.kit.stages.run(signal);
  }

  /** The rollout of the iteration, if it sampled one. */
  get rollout(): Rollout | null {
    return this.kit.rollout;
  }

  /** Ends the iteration with a row of its values. */
  finish(values: Values, settings: Settings): MetricsRow {
    const row: MetricsRow = {
      iteration: this.number + 1,
      values: finiteValues({ ...values, ...this.kit.told }),
    };
    this.kept = this.algorithm.start(settings, this.kit.kept);
    this.number = row.iteration;
    this.history.push(row);
    return row;
  }
}
