/**
 * Where a contest takes place: one model on one device, a rater whose rankings of the base model's answers are all that anybody
 * learns from, and one reward model for each seed by which everybody is judged. Knows runs; knows no method by name but best-of-n,
 * and no file.
 */
import type { Base, Look, Run, Used } from '../../contest/result.ts';
import { bestOfPool } from '../../experiments/overoptimisation.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { activeRankings } from '../../preferences/log.ts';
import { bestRows } from '../../rl/algorithms/bestOfN/bestOfN.ts';
import { bestOfKl } from '../../rl/algorithms/bestOfN/klBound.ts';
import { loadAlgorithm } from '../../rl/algorithms/index.ts';
import type { Settings } from '../../rl/algorithms/settings.ts';
import { labelerFor } from '../../rl/labelersFor.ts';
import { RewardFitError } from '../../rl/rewards/rewardFit.ts';
import { RlhfRun } from '../../rl/runs/run.ts';
import type { Models } from '../../rl/training/models.ts';
import { NonFiniteError } from '../../rl/training/nonFinite.ts';
import { mean, type Rollout } from '../../rl/training/rollout.ts';
import type { LabelerId } from '../../tastes/labeler.ts';
import { Looks, textNumbers, type Judged } from './looks.ts';
import { fitDigest, fitsAlike, shareFit } from './sharedFit.ts';

/** Prompts that nothing was trained on, and answers to each at a look. */
export const LOOK_PROMPTS = 16;
export const LOOK_ANSWERS = 4;
/** Answers of the base model to each of them, at least: the pool that best-of-n chooses from. */
const POOL = 16;

export interface Ground {
  readonly models: Models;
  readonly train: readonly string[];
  /** Those that are looked at; see {@link LOOK_PROMPTS}. */
  readonly heldOut: readonly string[];
  readonly labeler: LabelerId;
  readonly rankings: number;
}

/** The base model of a seed as everybody is compared with it, and the answers that say so. */
export interface Measured {
  readonly base: Base;
  readonly pool: Judged;
  /** What best-of-n took: the fit, and the pool. */
  readonly used: Used;
}

export class Arena {
  readonly #judge: RlhfRun;
  readonly #looks: Looks;
  #fitSeconds = NaN;
  /** A run for each method, which goes back to the base model for another seed. */
  readonly #runs = new Map<string, RlhfRun>();

  /** @param settings of the usual method: by these is ranked and judged */
  constructor(
    private readonly ground: Ground,
    settings: Settings,
  ) {
    const { models, train, heldOut, labeler } = ground;
    this.#judge = new RlhfRun(models, train, settings);
    const prompts = this.#judge.fitting(heldOut).slice(0, LOOK_PROMPTS);
    this.#looks = new Looks(this.#judge, labelerFor(labeler, settings), prompts);
  }

  /** Has the base model's answers ranked: all that anybody learns from in this seed. */
  async rank(settings: Settings): Promise<readonly PreferenceEvent[]> {
    const { labeler, rankings } = this.ground;
    await this.#judge.reset(settings);
    this.#judge.setPreferences([]);
    await this.#judge.simulate(labeler, rankings);
    return this.#judge.log;
  }

  /** Fits the reward model that judges a seed. @param log of {@link rank} */
  async begin(settings: Settings, log: readonly PreferenceEvent[]): Promise<void> {
    const judge = this.#judge;
    await judge.reset(settings);
    judge.setPreferences(log);
    const began = performance.now();
    await judge.fit();
    this.#fitSeconds = (performance.now() - began) / 1000;
  }

  /** Changes with any bit of what judges this seed, by which a contest that goes on knows it again; after {@link begin}. */
  judgeDigest(): Promise<string> {
    return fitDigest(this.#judge);
  }

  /** What the base model is worth, and the best of n of it; after {@link begin}. @param n of best-of-n */
  async measure(settings: Settings, log: readonly PreferenceEvent[], n: number): Promise<Measured> {
    const began = performance.now();
    const pool = await this.#looks.judged('base', poolSize(n), settings);
    const seconds = this.#fitSeconds + (performance.now() - began) / 1000;
    const { sequences } = pool.rollout;
    const tokens = sequences.reduce((sum, { response }) => sum + response.length, 0);
    const agreement = this.#judge.agreement?.heldOut.accuracy ?? null;
    return {
      base: baseOf(settings.seed, pool, n, {
        rankings: activeRankings(log).length,
        agreement,
        judge: await this.judgeDigest(),
      }),
      pool,
      used: { answers: sequences.length, tokens, updates: 0, learned: 0, seconds },
    };
  }

  /**
   * Trains by the method that the settings name, and looks after some of the iterations; after {@link begin}. Its reward model is
   * the judge's where it would fit the same. Numbers that break are a result.
   */
  async train(
    log: readonly PreferenceEvent[],
    settings: Settings,
    iterations: number,
    lookAfter: ReadonlySet<number>,
  ): Promise<Run> {
    const { algorithm: method, seed } = settings;
    const run = await this.#runOf(settings);
    await run.reset(settings);
    run.setPreferences(log);
    const shared = run.algorithm.needs.reward === true && fitsAlike(this.#judge.settings, settings);
    if (shared) shareFit(this.#judge, run);
    run.kit.unwatched = true;
    const used = { answers: 0, tokens: 0, learned: 0 };
    run.kit.onPart = ({ part, lengths }) => {
      if (part === 'update') used.learned += lengths.length;
      if (part !== 'sample') return;
      used.answers += lengths.length;
      used.tokens += lengths.reduce((sum, [, answer]) => sum + answer, 0);
    };
    const looks: Look[] = [];
    // A fit that was shared counts for everybody as it was measured once.
    let milliseconds = shared ? 1000 * this.#fitSeconds : 0;
    let broken: Run['broken'] = null;
    for (let iteration = 1; iteration <= iterations && !broken; iteration++) {
      const began = performance.now();
      try {
        await run.iterate();
        await run.models.gpu.waits.workDone();
      } catch (error) {
        if (!(error instanceof NonFiniteError || error instanceof RewardFitError)) throw error;
        broken = { iteration, why: error.message };
      }
      milliseconds += performance.now() - began;
      if (broken || !lookAfter.has(iteration)) continue;
      const look = await this.#looks.look(iteration, LOOK_ANSWERS, settings);
      // What is not finite is found by a method that looks at its own answers; for the others it is found here.
      if (Number.isFinite(look.kl + look.score)) looks.push(look);
      else
        broken = {
          iteration,
          why: 'Its answers, when looked at, had a KL or a score that is not a finite number.',
        };
    }
    const updates = run.models.optimizer.steps;
    run.kit.free();
    const learningRate = settings.learningRate;
    return {
      method,
      seed,
      learningRate,
      looks,
      broken,
      used: { ...used, updates, seconds: milliseconds / 1000 },
    };
  }

  async #runOf(settings: Settings): Promise<RlhfRun> {
    const known = this.#runs.get(settings.algorithm);
    if (known) return known;
    await loadAlgorithm(settings.algorithm);
    const run = new RlhfRun(this.ground.models, this.ground.train, settings);
    this.#runs.set(settings.algorithm, run);
    return run;
  }
}

/** As many that they come apart into whole groups of n. */
export function poolSize(n: number): number {
  return n * Math.ceil(POOL / n);
}

function baseOf(
  seed: number,
  { rollout, scores, utilities }: Judged,
  n: number,
  learned: Pick<Base, 'rankings' | 'agreement' | 'judge'>,
): Base {
  const score = mean([...scores]);
  const utility = { mean: mean(utilities), sd: spreadOf(utilities) };
  const answers = rollout.prompts.map((_, prompt) =>
    Array.from({ length: rollout.group }, (__, of) => {
      const row = prompt * rollout.group + of;
      return { score: scores[row] - score, value: (utilities[row] - utility.mean) / utility.sd };
    }),
  );
  const sizes = new Set([1, 2, 4, 8, 16, 32, 64, 128, 256, n]);
  const usable = [...sizes].filter((size) => size <= rollout.group).sort((one, other) => one - other);
  return { seed, utility, score, ...learned, bestOf: bestOfPool(answers, usable) };
}

function spreadOf(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Best-of-n as a run: what the pool has of it, without an iteration. Texts are those that each n neighbours gave. */
export function bestOfRun({ base, pool, used }: Measured, method: string, n: number): Run {
  const { rollout, scores } = pool;
  const at = base.bestOf.find((one) => one.n === n)!;
  const rows = bestRows(scores, n);
  const chosen: Rollout = {
    // One prompt comes several times where its pool has several groups.
    prompts: rows.map((row) => rollout.prompts[Math.floor(row / rollout.group)]),
    group: 1,
    texts: rows.map((row) => rollout.texts[row]),
    sequences: rows.map((row) => rollout.sequences[row]),
    finished: rows.map((row) => rollout.finished[row]),
  };
  const look: Look = {
    iteration: 0,
    utility: base.utility.mean + at.value * base.utility.sd,
    score: base.score + at.proxy,
    kl: bestOfKl(n),
    ...textNumbers(chosen),
  };
  return { method, seed: base.seed, learningRate: null, looks: [look], broken: null, used };
}
