/**
 * `npm run compare`: several methods from the same rankings over the same seeds, a file a run, and what came of it as tables and
 * figures. Knows devices, folders and lines; what a run is, is arena.ts, and what its numbers mean, src/contest.
 */
import { plannedOf } from '../../contest/budget.ts';
import type { Base, Conditions, Run } from '../../contest/result.ts';
import { endOf, gain } from '../../contest/result.ts';
import { budgetLines } from '../../contest/tables.ts';
import { adapterName, openGpu, type Gpu } from '../../gpu/device.ts';
import { readPromptFile } from '../../model/prompts/promptFile.ts';
import type { PreferenceEvent } from '../../preferences/event.ts';
import { activeRankings } from '../../preferences/log.ts';
import { BEST_OF_N } from '../../rl/algorithms/bestOfN/declaration.ts';
import type { Settings } from '../../rl/algorithms/settings.ts';
import type { MethodDeclaration } from '../../rl/declaration.ts';
import { judgedPrompts } from '../../rl/labelersFor.ts';
import { APP_VERSION } from '../../rl/runs/record.ts';
import type { LabelerId } from '../../tastes/labeler.ts';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { openDawn } from '../adapter.ts';
import { findModel } from '../findModel.ts';
import { chooseKernels } from '../kernels.ts';
import { openModel } from '../openModel.ts';
import { OptionsError } from '../optionsError.ts';
import { rankingsIn, type RankingsInFile } from '../rankingsFile.ts';
import { Arena, bestOfRun } from './arena.ts';
import { ContestFolder } from './files.ts';
import { compareUsage, parseCompareOptions, settingsFor, type CompareOptions } from './options.ts';
import { writeReport } from './report.ts';
import { tunedRates } from './tuned.ts';

export interface CompareEnvironment {
  readonly openDevice: () => Promise<Gpu>;
  readonly chooseKernels: (gpu: Gpu) => Promise<string>;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
}

const TERMINAL: CompareEnvironment = {
  openDevice: () => openGpu(openDawn()),
  chooseKernels: (gpu) => chooseKernels(gpu, null),
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
};

/** @returns the exit code: 0 when all ran, broken runs too; 2 for what cannot be obeyed. Other failures are thrown. */
export async function runCompare(
  args: readonly string[],
  environment: CompareEnvironment = TERMINAL,
): Promise<number> {
  const { print, printError, openDevice } = environment;
  try {
    const options = parseCompareOptions(args);
    if (!options) {
      print(compareUsage());
      return 0;
    }
    const { rankingsFile } = options.common;
    const people = rankingsFile === null ? null : await rankingsIn(rankingsFile);
    if (people?.left) print(people.left);
    const gpu = await openDevice();
    try {
      await new Contest(options, gpu, print, people).run(await environment.chooseKernels(gpu));
    } finally {
      gpu.destroy();
    }
    return 0;
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    printError(error.message);
    return 2;
  }
}

/** A seed made ready, when its first run is made. */
interface Opened {
  readonly place: string;
  readonly arena: Arena;
  readonly log: readonly PreferenceEvent[];
}

export class Contest {
  readonly folder: ContestFolder;
  readonly #adapter: string;
  #kernels = '';
  #model: Awaited<ReturnType<typeof openModel>> | null = null;
  /** By the rater that ranks: one of the contest, another of the tuning. */
  readonly #arenas = new Map<string, Arena>();
  /** The seed that was made ready last: rates that are tried have the same one. */
  #opened: Opened | null = null;

  readonly options: CompareOptions;

  /** @param people whose rankings all learn from; null where the labeler ranks */
  constructor(
    options: CompareOptions,
    private readonly gpu: Gpu,
    readonly print: (line: string) => void,
    private readonly people: RankingsInFile | null = null,
  ) {
    this.options = people ? { ...options, rankings: activeRankings(people.events).length } : options;
    this.folder = new ContestFolder(options.out);
    this.#adapter = adapterName(gpu.adapter);
  }

  async run(kernels: string): Promise<void> {
    const { options, folder, print } = this;
    const { methods, seeds, labeler, rankings, iterations } = options;
    this.#kernels = kernels.replace(/ \(.*/, '');
    await folder.make();
    print(`${options.common.model} on ${this.#adapter}, ${kernels}`);
    const tuned = await tunedRates(this);
    const { rates } = tuned;
    const planned = methods.map((method) =>
      plannedOf(method, { ...this.settings(method, 1, rates) }, iterations),
    );
    const budget = budgetLines(planned, seeds.length, rankings);
    print('Budget:');
    for (const line of budget) print(`  ${line}`);
    const runs: Run[] = [];
    const bases: Base[] = [];
    for (const seed of seeds) {
      const had = runs.length;
      bases.push(await this.seed(labeler, seed, methods, (method) => rates.get(method.id), runs));
      for (const run of runs.slice(had)) print(lineOf(run, bases.at(-1)!));
    }
    const conditions = this.#conditions(labeler, { ...options.common.settings });
    await writeReport(folder, { options, conditions, planned, budget, tuned, runs, bases }, print);
  }

  settings(method: MethodDeclaration, seed: number, rates: ReadonlyMap<string, number>): Settings {
    return settingsFor(this.options, method, seed, rates.get(method.id));
  }

  /**
   * All methods by one seed: those that have a file from it, the others are trained.
   * @param rate of a method; its usual one where undefined
   * @param runs takes them, in the order of the methods
   * @param tag tells files of the same method and seed apart
   * @returns what the base model is worth
   */
  async seed(
    labeler: LabelerId,
    seed: number,
    methods: readonly MethodDeclaration[],
    rate: (method: MethodDeclaration) => number | undefined,
    runs: Run[],
    tag = '',
  ): Promise<Base> {
    const { options, folder } = this;
    const own = { ...options, labeler };
    const common: Settings = { ...options.common.settings, rater: labeler, seed };
    const n = settingsFor(own, BEST_OF_N, seed).bestOf;
    const place = `${labeler}-seed${seed}`;
    const aboutBase = this.#conditions(labeler, { ...common, bestOf: n });
    const aboutBest = this.#conditions(labeler, settingsFor(own, BEST_OF_N, seed));
    let base = await folder.base(`base-${place}`, aboutBase);
    let best = await folder.run(`best-${place}`, aboutBest);
    const open = async (): Promise<Opened> => {
      if (this.#opened?.place !== place) this.#opened = await this.#begin(labeler, common, place, base);
      return this.#opened;
    };
    if (!base || !best) {
      const { arena, log } = await open();
      const measured = await arena.measure(common, log, n);
      base = measured.base;
      best = bestOfRun(measured, BEST_OF_N.id, n);
      await folder.keep(`base-${place}`, aboutBase, base);
      await folder.keep(`best-${place}`, aboutBest, best);
    }
    for (const method of methods) {
      if (method.id === BEST_OF_N.id) {
        runs.push(best);
        continue;
      }
      const settings = settingsFor(own, method, seed, rate(method));
      const about = this.#conditions(labeler, settings);
      const name = `${method.id}-seed${seed}${tag}`;
      let run = await folder.run(name, about);
      if (!run) {
        const { arena, log } = await open();
        run = await arena.train(log, settings, options.iterations, lookAfter(options));
        await folder.keep(name, about, run);
      }
      runs.push(run);
    }
    return base;
  }

  /**
   * Rankings of a seed, asked for once and kept, and the reward model that they teach.
   * @param base of the seed, where runs of it were judged before
   * @throws OptionsError where they were judged by another reward model
   */
  async #begin(labeler: LabelerId, settings: Settings, place: string, base: Base | null): Promise<Opened> {
    const { folder, print } = this;
    const about = this.#conditions(labeler, settings);
    const arena = await this.#arena(labeler);
    let log = await folder.log(`rankings-${place}`, about);
    if (!log) {
      const people = this.#peopleOf(labeler);
      log = people ? people.events : await arena.rank(settings);
      const who = people ? 'people' : labeler;
      const each = people ? '' : `, ${settings.answers} answers each`;
      print(`seed ${settings.seed}: ${who} ranked ${activeRankings(log).length} prompts${each}`);
      await folder.keep(`rankings-${place}`, about, log);
    }
    await arena.begin(settings, log);
    if (base && base.judge !== (await arena.judgeDigest()))
      throw new OptionsError(
        `The reward model that judges seed ${settings.seed} of ${labeler} is not the one of ${folder.path} any more: the program or the driver computes otherwise. Nothing was changed. Name another folder with --out.`,
      );
    return { place, arena, log };
  }

  /** Who ranked where this labeler is the yardstick; null where it ranks itself, as in the tuning. */
  #peopleOf(labeler: LabelerId): RankingsInFile | null {
    return labeler === this.options.labeler ? this.people : null;
  }

  async #arena(labeler: LabelerId): Promise<Arena> {
    const known = this.#arenas.get(labeler);
    if (known) return known;
    const { common, rankings } = this.options;
    this.#model ??= await this.#open();
    const { models, prompts } = this.#model;
    const [train, heldOut] = [prompts.train, prompts.heldOut].map((all) => judgedPrompts(labeler, all));
    if (train.length === 0)
      throw new OptionsError(
        `${common.model} has no prompt that the labeler ${labeler} can judge. Choose another labeler or model.`,
      );
    const looked = heldOut.length > 0 ? heldOut : train;
    const settings: Settings = { ...common.settings, rater: labeler };
    const arena = new Arena({ models, train, heldOut: looked, labeler, rankings }, settings);
    this.#arenas.set(labeler, arena);
    return arena;
  }

  async #open(): Promise<Awaited<ReturnType<typeof openModel>>> {
    const { gpu, print } = this;
    const { common } = this.options;
    const { prompts: file, model, base } = common;
    const prompts = file === null ? [] : await readPromptFile(basename(file), await readFile(file, 'utf8'));
    const found = await findModel(common, model, base, print);
    return openModel({ gpu, options: common, prompts, found });
  }

  /** What runs of one contest have in common, and what is a run's own. */
  #conditions(labeler: LabelerId, settings: Settings): Conditions {
    const { common, rankings, iterations, looks } = this.options;
    const people = this.#peopleOf(labeler);
    return {
      program: APP_VERSION,
      model: common.model,
      prompts: common.prompts ?? '',
      adapter: this.#adapter,
      kernels: this.#kernels,
      labeler,
      rankings,
      ...(people && { 'rankings of': people.sha256 }),
      iterations,
      looks,
      // All of them: what is usual may be another in the next version.
      ...Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [`setting ${name}`, String(value)]),
      ),
    };
  }
}

/** Iterations after which is looked: evenly, the last among them. */
export function lookAfter({ iterations, looks }: Pick<CompareOptions, 'iterations' | 'looks'>): Set<number> {
  return new Set(Array.from({ length: looks }, (_, at) => Math.round(((at + 1) * iterations) / looks)));
}

function lineOf(run: Run, base: Base): string {
  const head = `seed ${run.seed}  ${run.method.padEnd(12)}`;
  if (run.broken) return `${head}  broke in iteration ${run.broken.iteration}: ${run.broken.why}`;
  const end = endOf(run)!;
  const { answers, tokens, updates, seconds } = run.used;
  const numbers = [
    `utility ${gain(end, base).toFixed(2)} sd`,
    `reward ${(end.score - base.score).toFixed(2)} sd`,
    `KL ${end.kl.toFixed(2)}`,
    `distinct ${end.distinct4.toFixed(3)}`,
    `length ${end.length.toFixed(1)}`,
    `${answers} answers, ${tokens} tokens, ${updates} updates, ${seconds.toFixed(0)} s`,
  ];
  return [head, ...numbers].join('  ');
}
