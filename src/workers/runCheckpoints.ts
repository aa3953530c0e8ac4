/**
 * A run in the checkpoint store and back: its trained parameters with their moments by name, and the run's state.
 * Knows which tensors make a run and whose run it is; the store knows how to keep them safe.
 */
import type { FoundCheckpoint } from '../files/saves/store.ts';
import { CheckpointStore, OtherRunError, SET_ASIDE } from '../files/saves/store.ts';
import type { CheckpointStorage } from '../files/bytes/storage.ts';
import type { TensorChunk } from '../files/folder/streamTensors.ts';
import { isNamed, type Gpu } from '../gpu/device.ts';
import { chooseKernels, chosenKernels } from '../gpu/tuning/families.ts';
import type { Fingerprints } from '../gpu/tuning/fingerprints.ts';
import { MATMUL } from '../gpu/kernels/matmul/matmulVariants.ts';
import { fingerprint } from './fingerprint.ts';
import type { Parameters } from '../model/parameters.ts';
import { parameterSources, writeElements, writeFlat } from '../model/parameterStream.ts';
import type { UsedTemplate } from '../model/prompts/prompts.ts';
import type { Models } from '../rl/training/models.ts';
import type { RlhfRun } from '../rl/runs/run.ts';
import { savedParameters } from '../rl/runs/trained.ts';
import type { Settings } from '../rl/algorithms/settings.ts';
import {
  isNewerState,
  madeWith,
  parseSavedState,
  runName,
  versionOf,
  type SavedState,
} from './savedState.ts';

/** Between a set's name and a parameter's: `policy.m/h.0.mlp.c_fc.weight`. */
const SEPARATOR = '/';
/** Bytes written to the GPU before it is waited for: the browser holds them until then. */
const IN_FLIGHT = 32 * 2 ** 20;

export class RunCheckpoints {
  /**
   * Answers and comparisons drawn for the page so far: each draw has a random stream of its own, also after a
   * reload.
   */
  draws = 0;
  /** Called once, with a sentence, when what was restored is computed otherwise here than where it was saved. */
  onChanged: ((message: string) => void) | null = null;
  /** What the kernels computed where the restored run was saved, until it is compared. */
  #prints: Fingerprints | null = null;
  readonly #store: CheckpointStore;
  readonly #run: string;
  /** The newest checkpoint that this run knows of; undefined before it looked. Another's is never displaced. */
  #newest: string | null | undefined;
  #base: Promise<{ readonly name: string; readonly fingerprint: string }> | null = null;

  /**
   * @param model names the base model: runs of different models do not meet
   * @param settings what the models were made with
   * @param template the chat template that prompts go through, by its id, and the date that it writes
   */
  constructor(
    storage: CheckpointStorage,
    private readonly model: string,
    private readonly models: Models,
    private readonly run: RlhfRun,
    private readonly settings: Settings = run.settings,
    private readonly template: Pick<UsedTemplate, 'used' | 'date'> | null = null,
  ) {
    this.#store = new CheckpointStore(storage);
    this.#run = runName(model, settings);
  }

  /** What is trained, and its moments. */
  get #sets(): ReadonlyMap<string, Parameters> {
    return savedParameters(this.run);
  }

  /**
   * Saves the run as it stands. No stage may run meanwhile; answers may be written.
   * @throws CheckpointError when it could not be saved, also because another tab saved this run since
   */
  async save(): Promise<void> {
    const { gpu } = this.models;
    const taken = this.run.state;
    const base = await this.#baseModel();
    const fingerprints = await this.#fingerprints();
    const state: SavedState = {
      ...taken,
      version: versionOf(taken),
      draws: this.draws,
      judgements: this.run.log.length,
      base,
      template: this.template?.used ?? null,
      date: this.template?.date ?? null,
      made: madeWith(this.settings),
      kernels: {
        adapter: adapterName(gpu),
        variant: MATMUL.chosen(gpu),
        families: chosenKernels(gpu),
        fingerprints,
      },
    };
    const sources = [...this.#sets].flatMap(([set, parameters]) =>
      parameterSources(parameters, set + SEPARATOR),
    );
    // A tensor read after a stage came between would belong to another state.
    const tensors = sources.map((source) => ({
      ...source,
      data: (begin: number, end: number) => {
        if (!this.#isAt(state)) throw new Error('the run moved on while it was saved');
        return source.data(begin, end);
      },
    }));
    const shardBytes = this.run.settings.shardMegabytes * 2 ** 20;
    const content = { iteration: state.iteration, state, tensors, shardBytes };
    this.#newest = (await this.#store.save(this.#run, content, this.#newest)).id;
  }

  /**
   * Puts the run back to the newest usable checkpoint, if there is one. On the adapter it was made on, everything
   * is computed as it was then, so that it goes on bit for bit; call before anything is recorded.
   * @returns what was found and could not be used, in words, or null
   */
  async restore(): Promise<string | null> {
    const { gpu } = this.models;
    const base = await this.#baseModel();
    let flat = false;
    let waiting = 0;
    let touched = false;
    const { checkpoint, newest, warning } = await this.#store.load(this.#run, {
      accept: (found) => {
        flat = found.form === 'flat';
        return this.#accept(found, base.fingerprint);
      },
      receive: async ({ tensor: { name }, start, values }: TensorChunk) => {
        touched = true;
        const [set, parameter] = flat ? [name] : splitName(name);
        const parameters = this.#sets.get(set)!;
        if (parameter === undefined) writeFlat(parameters, start, values);
        else writeElements(parameters, parameter, start, values);
        waiting += values.byteLength;
        if (waiting < IN_FLIGHT) return;
        waiting = 0;
        await gpu.waits.workDone();
      },
    });
    this.#newest = newest;
    if (!checkpoint) {
      this.run.rewards.taken = null;
      // Part of one that broke off may be on the GPU.
      if (touched) await this.run.reset(this.settings);
      return [warning, await this.#elsewhere()].filter(Boolean).join(' ') || null;
    }
    const { kernels, draws, judgements, template, date: _, ...state } = checkpoint.state;
    this.run.state = state;
    this.draws = draws ?? 0;
    if (kernels?.adapter === adapterName(gpu)) {
      // The first releases saved only how products were computed.
      chooseKernels(gpu, kernels.families ?? { [MATMUL.name]: kernels.variant });
      // With the next save, which takes them anyway: compiling what is asked would hold up the first answers.
      this.#prints = kernels.fingerprints ?? null;
    }
    const missing = (judgements ?? 0) - this.run.log.length;
    const log =
      missing > 0
        ? `The run knew ${missing} more judgements than this browser holds now; it goes on with those that are here.`
        : null;
    const other =
      (template ?? null) !== (this.template?.used ?? null)
        ? 'The run was trained on prompts written by another chat template or system prompt, or none; it goes on with those written now.'
        : null;
    return [warning, log, other].filter(Boolean).join(' ') || null;
  }

  /** The iteration of the newest checkpoint that is there now, or null. Never rejects. */
  async kept(): Promise<number | null> {
    const all = await this.#store.list().catch(() => []);
    return all.find(({ run }) => run === this.#run)?.iteration ?? null;
  }

  /** Deletes this run's checkpoints. */
  async clear(): Promise<void> {
    await this.#store.delete(this.#run, this.#newest);
    this.#newest = null;
  }

  #accept({ form, state, shapes }: FoundCheckpoint, print: string): SavedState {
    if (isNewerState(state))
      throw new OtherRunError('it was saved by a newer version of this page, and was left where it is.');
    const saved = parseSavedState(state);
    // Its tensors need a place.
    this.run.rewards.taken = saved.taken ?? null;
    for (const [set, { layout }] of this.#sets) {
      const expected: (readonly [string, readonly number[]])[] =
        form === 'flat'
          ? [[set, [layout.count]]]
          : layout.entries.map(({ name, shape }) => [set + SEPARATOR + name, shape]);
      for (const [name, shape] of expected) {
        if (shapes.get(name)?.join() === shape.join()) continue;
        throw new OtherRunError(
          `it was made with another model layout (tensor "${name}") and was left where it is.`,
        );
      }
    }
    if (saved.base && saved.base.fingerprint !== print) {
      throw new OtherRunError('it was made with other weights of the base model, and was left where it is.');
    }
    return saved;
  }

  #baseModel(): Promise<{ readonly name: string; readonly fingerprint: string }> {
    return (this.#base ??= fingerprint(this.models).then((print) => ({
      name: this.model,
      fingerprint: print,
    })));
  }

  /** Tells of runs of this model that other memory settings were used for, or null. */
  async #elsewhere(): Promise<string | null> {
    const all = await this.#store.list();
    const names = new Set(all.map(({ run }) => run).filter((name) => name !== this.#run));
    const others = [...names].flatMap((name) => {
      if (name === this.model) return [`${name}, every weight trained`];
      return name.startsWith(`${this.model}, `) && !name.endsWith(SET_ASIDE) ? [name] : [];
    });
    if (others.length === 0) return null;
    return `Saved runs of this model that were made otherwise were left where they are: ${others.join('; ')}. Choose those settings to go on with one of them.`;
  }

  /**
   * What the kernels compute here. Tells, once, when that is not what they computed where the run was saved: an adapter keeps its
   * name when its driver or the browser is updated. A first visit does without the code for it; where its server does not give
   * it any more, a run is saved without.
   */
  async #fingerprints(): Promise<Fingerprints | undefined> {
    const code = await import('../gpu/tuning/fingerprints.ts').catch(() => null);
    if (!code) return undefined;
    const now = await code.kernelFingerprints(this.models.gpu);
    const changed = this.#prints ? code.changedFamilies(this.#prints, now) : [];
    this.#prints = null;
    if (changed.length === 0) return now;
    this.onChanged?.(
      `The GPU computes otherwise than when this run was saved (${changed.join(', ')}): its driver or the browser has changed. The run went on from exactly what was saved; from there on its numbers are no longer those, to the last digit, that it would have had before.`,
    );
    return now;
  }

  #isAt({ iteration, policySteps, rewardSteps }: SavedState): boolean {
    const { optimizer } = this.models;
    return (
      iteration === this.run.iteration &&
      policySteps === optimizer.steps &&
      rewardSteps === this.run.rewards.steps
    );
  }
}

function splitName(name: string): [set: string, parameter: string] {
  const at = name.indexOf(SEPARATOR);
  return [name.slice(0, at), name.slice(at + 1)];
}

/** Where a browser hides the name, what else is known of the adapter. */
function adapterName({ adapter }: Gpu): string {
  const { vendor, architecture, description, traits = '' } = adapter;
  return isNamed(adapter) ? [vendor, architecture, description].join('/') : traits;
}
