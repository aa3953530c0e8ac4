/**
 * One page's training session: opens device and model, answers the page's calls, runs the loop, saves. All
 * learning is in rl/; this file only decides when. Knows the protocol; must not know the DOM.
 */
import { MemoryStorage, type CheckpointStorage } from '../checkpoint/storage.ts';
import { openGpu, type Gpu } from '../gpu/device.ts';
import { GpuLostError } from '../gpu/errors.ts';
import type { Generation } from '../model/generator.ts';
import { loadModelSource, type ModelSource } from '../model/source.ts';
import { Comparator } from '../rl/compare.ts';
import { Models, SAMPLING_STREAMS } from '../rl/models.ts';
import type { Answer, PreferenceEvent } from '../rl/preference.ts';
import { NoRankingError, RlhfRun } from '../rl/run.ts';
import type { LabelerId } from '../rl/labelers/labeler.ts';
import type { Settings } from '../rl/settings.ts';
import { toFailure } from './failures.ts';
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
  /** Milliseconds, for pacing saves and timing iterations. */
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
  readonly comparator: Comparator;
  readonly checkpoints: RunCheckpoints;
}

export class Session implements TrainerApi {
  #opened: Opened | null = null;
  #port: MessagePort | null = null;
  #settings: Settings | null = null;
  #running = false;
  #draws = 0;
  #savedAt = 0;
  readonly #generations = new Map<string, AbortController>();
  /** Stages run one after another, whoever asked for them. */
  #stages: Promise<unknown> = Promise.resolve();

  constructor(private readonly environment: SessionEnvironment) {}

  async open(request: OpenRequest, port: MessagePort): Promise<SessionInfo> {
    this.#port = port;
    this.#settings = request.settings;
    const gpu = await openGpu(this.environment.gpu);
    void gpu.lost.then((info) => {
      if (info.reason !== 'destroyed') this.#fail(lostError(info));
    });
    const model =
      request.model === 'auto' ? (gpu.adapter.software ? 'blurbs-tiny' : 'blurbs-small') : request.model;
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
    const comparator = new Comparator(models, run.turns);
    let warning: string | null = null;
    const storage = await this.environment.openStorage().catch((error: unknown) => {
      warning = error instanceof Error ? error.message : String(error);
      return new MemoryStorage();
    });
    const checkpoints = new RunCheckpoints(storage, model, models, run);
    this.#opened = { gpu, source, model, models, run, comparator, checkpoints };
    if (request.resume) warning = (await checkpoints.restore()) ?? warning;
    run.configure(request.settings);
    return this.#info(warning);
  }

  async configure(settings: Settings): Promise<void> {
    this.#settings = settings;
    this.#open.run.configure(settings);
  }

  async setPreferences(events: readonly PreferenceEvent[]): Promise<void> {
    const { run } = this.#open;
    run.setPreferences(events);
    // While the loop is not running, the reward model still learns as rankings come in.
    if (!this.#running && run.canLearn && run.nextStage === 'fit') {
      void this.#inOrder(async () => {
        if (!this.#running && run.canLearn && run.nextStage === 'fit') await run.stage();
      }).then(() => this.#save());
    }
  }

  async generate({ requestId, prompt, count }: GenerateRequest): Promise<readonly Answer[]> {
    const { models, run } = this.#open;
    const controller = new AbortController();
    this.#generations.set(requestId, controller);
    const stream = SAMPLING_STREAMS.answers + this.#nextDraw() * 8;
    const ids = models.encodePrompt(prompt);
    const sent = new Array<number>(count).fill(-1);
    const stream_ = (generations: readonly Generation[]) =>
      generations.forEach((generation, index) => {
        const size = generation.tokens.length + (generation.complete ? 1 : 0);
        if (size === sent[index]) return;
        sent[index] = size;
        const answer = models.toAnswer(generation, run.iteration);
        this.#tell({ type: 'answer', requestId, index, answer, complete: generation.complete });
      });
    try {
      return await run.turns.take('interactive', async () => {
        const iteration = run.iteration;
        const generations = await models.answers('current', ids, count, this.#current, stream, {
          onProgress: stream_,
          signal: controller.signal,
        });
        return generations.map((generation) => models.toAnswer(generation, iteration));
      });
    } finally {
      this.#generations.delete(requestId);
    }
  }

  async cancel(requestId: string): Promise<void> {
    this.#generations.get(requestId)?.abort();
    if (requestId === 'fit') this.#open.run.cancelFit();
    if (requestId === 'simulate') this.#generations.get('simulate')?.abort();
  }

  async scoreAnswers(prompt: string, answers: readonly Answer[]): Promise<readonly number[] | null> {
    const { models, run } = this.#open;
    if (!models.reward.fitted) return null;
    const ids = models.encodePrompt(prompt);
    return run.turns.take('interactive', () =>
      models.reward.score(answers.map(({ tokens }) => [...ids, ...tokens])),
    );
  }

  async play(): Promise<void> {
    const { run } = this.#open;
    if (this.#running) return;
    this.#requireRankings(run);
    this.#running = true;
    this.#tellStage('idle', run.iteration);
    void this.#loop(run);
  }

  async pause(): Promise<void> {
    this.#running = false;
    this.#open.run.cancelFit();
    await this.#stages;
    this.#tellStage('idle', this.#open.run.iteration);
    await this.#save(true);
  }

  async step(kind: 'stage' | 'iteration'): Promise<void> {
    const { run } = this.#open;
    this.#requireRankings(run);
    await this.#inOrder(() => (kind === 'stage' ? run.stage() : this.#iterate(run)));
    await this.#save(true);
  }

  async reset(settings: Settings): Promise<SessionInfo> {
    this.#running = false;
    this.#settings = settings;
    const { run, checkpoints } = this.#open;
    run.cancelFit();
    await this.#stages;
    run.reset(settings);
    await checkpoints.clear();
    this.#tellStage('idle', 0);
    return this.#info(null);
  }

  async simulate(labeler: LabelerId, count: number): Promise<void> {
    const { run } = this.#open;
    const controller = new AbortController();
    this.#generations.set('simulate', controller);
    try {
      await run.simulate(
        labeler,
        count,
        (event) => this.#tell({ type: 'preferences', events: [event] }),
        controller.signal,
      );
    } finally {
      this.#generations.delete('simulate');
    }
  }

  async compare(prompt: string): Promise<Comparison> {
    const { comparator, run } = this.#open;
    const iteration = run.iteration;
    const answers = await comparator.compare(prompt, this.#nextDraw(), this.#current);
    return { prompt, ...answers, iteration };
  }

  async #loop(run: RlhfRun): Promise<void> {
    while (this.#running) {
      await this.#inOrder(() => run.stage());
      if (this.#running) await this.#save();
    }
  }

  async #iterate(run: RlhfRun): Promise<void> {
    const before = run.iteration;
    while (run.iteration === before) await run.stage();
  }

  /** Queues stage work; a failure stops the loop and is told to the page. */
  #inOrder(work: () => Promise<unknown>): Promise<void> {
    const next = this.#stages.then(work).then(
      () => undefined,
      (error: unknown) => this.#fail(error),
    );
    this.#stages = next;
    return next;
  }

  /** Saves when enough time has passed, or when asked to. A full disk is told, and training goes on. */
  async #save(now = false): Promise<void> {
    const { run, checkpoints } = this.#open;
    const clock = this.environment.now ?? (() => performance.now());
    if (!now && clock() - this.#savedAt < SAVE_EVERY_MS) return;
    this.#savedAt = clock();
    try {
      await checkpoints.save();
      this.#tell({ type: 'saved', iteration: run.iteration });
    } catch (error) {
      this.#tell({ type: 'failure', failure: toFailure(error, run.iteration) });
    }
  }

  #fail(error: unknown): void {
    this.#running = false;
    const iteration = this.#opened?.run.iteration ?? 0;
    this.#tell({ type: 'failure', failure: toFailure(error, iteration) });
    this.#tellStage('idle', iteration);
  }

  #requireRankings(run: RlhfRun): void {
    if (!run.canLearn && !this.#open.models.reward.fitted) {
      throw new NoRankingError('There is nothing to learn from yet. Rank a few prompts first.');
    }
  }

  #nextDraw(): number {
    return (this.#open.run.iteration << 12) + this.#draws++;
  }

  #tell(event: TrainerEvent): void {
    this.#port?.postMessage(event);
  }

  #tellStage(stage: Stage, iteration: number): void {
    this.#tell({ type: 'stage', stage, iteration, running: this.#running });
  }

  get #open(): Opened {
    if (!this.#opened) throw new Error('The session is not open yet.');
    return this.#opened;
  }

  get #current(): Settings {
    return this.#settings!;
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
