/**
 * One page's training session: opens device and model, answers the page's calls, saves. All learning is in
 * rl/, and when it happens in loop.ts. Knows the protocol; must not know the DOM.
 */
import { MemoryStorage, type CheckpointStorage } from '../checkpoint/storage.ts';
import { openGpu, type Gpu } from '../gpu/device.ts';
import { GpuLostError } from '../gpu/errors.ts';
import type { Generation } from '../model/generator.ts';
import { loadModelSource, type ModelSource } from '../model/source.ts';
import { Comparator } from '../rl/compare.ts';
import { Models, SAMPLING_STREAMS } from '../rl/models.ts';
import type { Answer, PreferenceEvent } from '../rl/preference.ts';
import { RlhfRun } from '../rl/run.ts';
import type { LabelerId } from '../rl/labelers/labeler.ts';
import type { Settings } from '../rl/settings.ts';
import { toFailure } from './failures.ts';
import { TrainingLoop } from './loop.ts';
import { RunCheckpoints } from './runCheckpoints.ts';
import type {
  Comparison,
  EmbeddedModel,
  GenerateRequest,
  OpenRequest,
  SessionInfo,
  Stage,
  TrainerApi,
  TrainerEvent,
} from './protocol.ts';

export interface SessionEnvironment {
  readonly gpu: GPU | undefined;
  readonly readFile: (url: string, signal?: AbortSignal) => Promise<Response>;
  /** Opens the place checkpoints are kept; may reject, then the run lives in memory only. */
  readonly openStorage: () => Promise<CheckpointStorage>;
  /** Milliseconds, for pacing saves. */
  readonly now?: () => number;
}

/** At least this long between saves, so that saving stays a small part of training. */
const SAVE_EVERY_MS = 8_000;

/** What exists once a session is open. */
interface Opened {
  readonly gpu: Gpu;
  readonly source: ModelSource;
  readonly model: EmbeddedModel;
  readonly models: Models;
  readonly run: RlhfRun;
  readonly loop: TrainingLoop;
  readonly comparator: Comparator;
  readonly checkpoints: RunCheckpoints;
}

export class Session implements TrainerApi {
  #opened: Opened | null = null;
  #port: MessagePort | null = null;
  #draws = 0;
  #savedAt = 0;
  /** A device is lost once and a disk stays full for long: each is told once. */
  #lost = false;
  #saveFailed = false;
  readonly #cancels = new Map<string, AbortController>();

  constructor(private readonly environment: SessionEnvironment) {}

  /**
   * See TrainerApi.
   * @throws GpuUnavailableError without a device; CheckpointError for a model that cannot be loaded
   */
  async open(request: OpenRequest, port: MessagePort): Promise<SessionInfo> {
    this.#port = port;
    const gpu = await openGpu(this.environment.gpu);
    let warning: string | null;
    try {
      warning = await this.#load(gpu, request);
    } catch (error) {
      gpu.destroy();
      throw error;
    }
    // Not before: a device that this session gave up itself is not lost.
    void gpu.lost.then((info) => this.#fail(lostError(info)));
    return this.#info(warning);
  }

  configure(settings: Settings): Promise<void> {
    return this.#with(({ run }) => run.configure(settings));
  }

  setPreferences(events: readonly PreferenceEvent[]): Promise<void> {
    return this.#with(({ run, loop }) => {
      run.setPreferences(events);
      // While the loop is not running, the reward model still learns as rankings come in.
      if (!loop.playing) void loop.learn();
    });
  }

  generate({ requestId, prompt, count }: GenerateRequest): Promise<readonly Answer[]> {
    return this.#cancellable(requestId, ({ models, run }, signal) => {
      const ids = models.encodePrompt(prompt);
      const stream = SAMPLING_STREAMS.answers + this.#nextDraw() * 8;
      const sent = Array.from({ length: count }, () => -1);
      return run.turns.take('interactive', async () => {
        const { iteration } = run;
        const tellGrown = (generations: readonly Generation[]) =>
          generations.forEach((generation, index) => {
            const size = generation.tokens.length + (generation.complete ? 1 : 0);
            if (size === sent[index]) return;
            sent[index] = size;
            const answer = models.toAnswer(generation, iteration);
            this.#tell({ type: 'answer', requestId, index, answer, complete: generation.complete });
          });
        const hooks = { onProgress: tellGrown, signal };
        const generations = await models.answers('current', ids, count, run.settings, stream, hooks);
        return generations.map((generation) => models.toAnswer(generation, iteration));
      });
    });
  }

  cancel(requestId: string): Promise<void> {
    return this.#with(({ run }) => {
      this.#cancels.get(requestId)?.abort();
      if (requestId === 'fit') run.cancelFit();
    });
  }

  scoreAnswers(prompt: string, answers: readonly Answer[]): Promise<readonly number[] | null> {
    return this.#with(({ models, run }) => {
      const ids = models.encodePrompt(prompt);
      return run.turns.take('interactive', async () =>
        models.reward.fitted ? models.reward.score(answers.map(({ tokens }) => [...ids, ...tokens])) : null,
      );
    });
  }

  play(): Promise<void> {
    return this.#with(({ loop, run }) => {
      loop.play();
      this.#tellStage('idle', run.iteration);
    });
  }

  pause(): Promise<void> {
    return this.#with(async ({ loop, run }) => {
      await loop.pause();
      this.#tellStage('idle', run.iteration);
    });
  }

  step(kind: 'stage' | 'iteration'): Promise<void> {
    return this.#with(({ loop }) => loop.step(kind));
  }

  reset(settings: Settings): Promise<SessionInfo> {
    return this.#with(async ({ loop, run, checkpoints }) => {
      loop.stop();
      await loop.alone(async () => {
        await run.turns.take('interactive', async () => run.reset(settings));
        await this.#store(() => checkpoints.clear());
      });
      this.#tellStage('idle', 0);
      return this.#info(null);
    });
  }

  simulate(labeler: LabelerId, count: number): Promise<void> {
    return this.#cancellable('simulate', ({ run }, signal) =>
      run.simulate(labeler, count, (event) => this.#tell({ type: 'preferences', events: [event] }), signal),
    );
  }

  compare(prompt: string): Promise<Comparison> {
    return this.#with(async ({ comparator, run }) => {
      const { iteration } = run;
      const answers = await comparator.compare(prompt, this.#nextDraw(), run.settings);
      return { prompt, ...answers, iteration };
    });
  }

  /** Everything of `open` that needs the device. Returns what was found in storage and could not be used. */
  async #load(gpu: Gpu, request: OpenRequest): Promise<string | null> {
    const automatic = gpu.adapter.software ? 'blurbs-tiny' : 'blurbs-small';
    const model = request.model === 'auto' ? automatic : request.model;
    const source = await loadModelSource(
      (file, signal) => this.environment.readFile(`${request.modelRoot}${model}/${file}`, signal),
      {
        onProgress: ({ done, total }) =>
          this.#tell({ type: 'progress', task: 'download', done, total: total ?? done }),
      },
    );
    const models = new Models(gpu, source);
    const run = new RlhfRun(models, source.prompts.train, request.settings, {
      stage: (stage, iteration) => this.#tellStage(stage, iteration),
      progress: (task, done, total) => this.#tell({ type: 'progress', task, done, total }),
      agreement: (agreement) => this.#tell({ type: 'agreement', ...agreement }),
      baseUtility: (baseUtility) => this.#tell({ type: 'baseUtility', baseUtility }),
      samples: (iteration, samples) => this.#tell({ type: 'samples', iteration, samples }),
      metrics: (row) => this.#tell({ type: 'metrics', row }),
    });
    run.setPreferences(request.preferences);
    let warning: string | null = null;
    const storage = await this.environment.openStorage().catch((error: unknown) => {
      warning = error instanceof Error ? error.message : String(error);
      return new MemoryStorage();
    });
    const checkpoints = new RunCheckpoints(storage, model, models, run);
    if (request.resume) warning = (await checkpoints.restore()) ?? warning;
    run.configure(request.settings);
    const loop = new TrainingLoop(run, {
      afterStage: (resting) => this.#save(resting),
      onFailure: (error) => this.#fail(error),
    });
    const comparator = new Comparator(models, run.turns);
    this.#opened = { gpu, source, model, models, run, loop, comparator, checkpoints };
    return warning;
  }

  /** Saves when enough time has passed, or when asked to. A full disk is told, and training goes on. */
  async #save(now: boolean): Promise<void> {
    const { run, checkpoints } = this.#open;
    const clock = this.environment.now ?? (() => performance.now());
    if (this.#lost || (!now && clock() - this.#savedAt < SAVE_EVERY_MS)) return;
    this.#savedAt = clock();
    await this.#store(async () => {
      await checkpoints.save();
      this.#tell({ type: 'saved', iteration: run.iteration });
    });
  }

  /** Storage work that training does not depend on; repeated failures are told once. */
  async #store(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#saveFailed = false;
    } catch (error) {
      if (!this.#saveFailed) this.#tellFailure(error);
      this.#saveFailed = true;
    }
  }

  /** Tells of a failure that stopped the loop. */
  #fail(error: unknown): void {
    this.#opened?.loop.stop();
    if (!this.#lost) this.#tellFailure(error);
    if (error instanceof GpuLostError) this.#lost = true;
    this.#tellStage('idle', this.#opened?.run.iteration ?? 0);
  }

  #tellFailure(error: unknown): void {
    this.#tell({ type: 'failure', failure: toFailure(error, this.#opened?.run.iteration ?? 0) });
  }

  #nextDraw(): number {
    return (this.#open.run.iteration << 12) + this.#draws++;
  }

  #tell(event: TrainerEvent): void {
    this.#port?.postMessage(event);
  }

  #tellStage(stage: Stage, iteration: number): void {
    this.#tell({ type: 'stage', stage, iteration, running: this.#opened?.loop.playing ?? false });
  }

  get #open(): Opened {
    if (!this.#opened) throw new Error('The session is not open yet.');
    return this.#opened;
  }

  /** Answers a call of the page; whatever it throws becomes a rejection. */
  async #with<Result>(work: (opened: Opened) => Result | Promise<Result>): Promise<Result> {
    return work(this.#open);
  }

  /** The same for a call that `cancel` can end early. */
  async #cancellable<Result>(
    requestId: string,
    work: (opened: Opened, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const controller = new AbortController();
    this.#cancels.set(requestId, controller);
    try {
      return await work(this.#open, controller.signal);
    } finally {
      this.#cancels.delete(requestId);
    }
  }

  #info(warning: string | null): SessionInfo {
    const { gpu, source, model, models, run } = this.#open;
    const { vendor, architecture, description, software } = gpu.adapter;
    return {
      model,
      parameters: models.reference.layout.parameters,
      adapter: [vendor, architecture, description].filter(Boolean).join(' '),
      softwareAdapter: software,
      prompts: source.prompts,
      iteration: run.iteration,
      history: run.history,
      agreement: run.agreement,
      baseUtility: run.baseUtility,
      warning,
    };
  }
}

function lostError(info: GPUDeviceLostInfo): GpuLostError {
  return new GpuLostError(
    `The GPU was lost (${info.reason}: ${info.message}). Every ranking and the last saved checkpoint are kept. Restart from the last checkpoint to go on.`,
  );
}
