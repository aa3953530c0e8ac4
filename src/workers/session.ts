/**
 * One page's training session: opens device and model, answers the page's calls, saves. All learning is in
 * rl/, and when it happens in loop.ts. Knows the protocol; must not know the DOM.
 */
import { GpuLostError, GpuOutOfMemoryError } from '../gpu/errors.ts';
import { ownAnswer } from '../rl/training/foreignAnswers.ts';
import { SAMPLING_STREAMS } from '../rl/training/models.ts';
import type { Answer, PreferenceEvent } from '../preferences/event.ts';
import type { JudgeId } from '../tastes/labeler.ts';
import type { Settings } from '../rl/algorithms/settings.ts';
import type { Comparison } from '../rl/runs/compare.ts';
import type { FitQuality } from '../rl/runs/fitQuality.ts';
import type { AnswersReading, AskedAnswers, Inspection } from '../rl/runs/inspection.ts';
import { ClassifierSlot } from './classifier.ts';
import { inHand, lostError, sessionInfo, type Opened } from './openedSession.ts';
import { COMPILING, openRun, type SessionEnvironment } from './opening.ts';
import type { ExportHooks } from './exporting.ts';
import { PageEvents } from './pageEvents.ts';
import {
  CLASSIFIER,
  LOADING,
  MEASURING,
  REWARD,
  type ClassifierInfo,
  type ClassifierRequest,
  type GenerateRequest,
  type BroughtRewardInfo,
  type OpenRequest,
  type RewardRequest,
  type SessionInfo,
  type StepMeasurement,
  type TrainerApi,
} from './protocol.ts';
import {
  EXPORTING,
  ROUNDING,
  type BundleRequest,
  type ExportRequest,
  type ExportResult,
} from './exportProtocol.ts';
import type { ChatRecord } from '../model/prompts/prompts.ts';
import { writeAnswers } from './writeAnswers.ts';
export type { SessionEnvironment } from './opening.ts';

/** The request id of simulation, which has no other, and the name of its progress. */
const SIMULATE = 'simulate';

interface WatchHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

export class Session implements TrainerApi {
  #opened: Opened | null = null;
  /** A device is lost once and told once, however many calls notice. */
  #lost = false;
  readonly #cancels = new Map<string, AbortController>();
  #opening: Promise<unknown> | null = null;
  readonly #classifier: ClassifierSlot;

  constructor(private readonly environment: SessionEnvironment) {
    this.#classifier = new ClassifierSlot(environment.openClassifier);
  }

  /**
   * See TrainerApi.
   * @throws GpuUnavailableError without a device; CheckpointError for a model that cannot be loaded; AbortError
   * when cancelled
   */
  async open(request: OpenRequest, port: MessagePort): Promise<SessionInfo> {
    this.#leave();
    const events = new PageEvents(port);
    const controller = new AbortController();
    this.#cancels.set(LOADING, controller);
    const opening = openRun(this.environment, request, events, controller.signal);
    this.#opening = opening;
    try {
      const opened = await opening;
      const now = this.environment.now ?? (() => performance.now());
      this.#opened = inHand(opened, events, now, (error) => this.#fail(error));
      // Not before: a device that this session gave up itself is not lost.
      void opened.gpu.lost.then((info) => {
        if (this.#opened?.gpu === opened.gpu) this.#fail(lostError(info));
      });
      return sessionInfo(this.#open, opened.warning);
    } finally {
      this.#cancels.delete(LOADING);
    }
  }

  configure(settings: Settings): Promise<void> {
    return this.#with(({ run }) => run.configure(settings));
  }

  addPreferences(events: readonly PreferenceEvent[], after?: string | null): Promise<void> {
    return this.#with(({ run, loop }) => {
      run.addPreferences(events, after);
      // While the loop is not running, the reward model still learns as rankings come in.
      if (!loop.playing && !this.#cancels.has(SIMULATE)) void loop.learn();
    });
  }

  generate(request: GenerateRequest): Promise<readonly Answer[]> {
    return this.#cancellable(request.requestId, (opened, signal) => {
      const stream = SAMPLING_STREAMS.answers + this.#nextDraw() * 8;
      return writeAnswers(opened, request, stream, signal);
    });
  }

  async cancel(requestId: string): Promise<void> {
    this.#cancels.get(requestId === ROUNDING ? EXPORTING : requestId)?.abort();
    if (requestId === LOADING) await this.#opening?.catch(() => undefined);
    if (requestId === COMPILING) this.#giveUpCompiling();
    this.#opened?.run.cancel(requestId);
  }

  scoreAnswers(
    prompt: string,
    answers: readonly Answer[],
    chat?: ChatRecord,
  ): Promise<readonly number[] | null> {
    return this.#with(({ models, run }) => {
      const ids = models.encodePrompt(prompt, chat !== undefined);
      return run.turns.take('interactive', async () =>
        run.rewards.fitted
          ? run.rewards.score(
              answers.map((answer) => ({
                prompt: ids,
                response: ownAnswer(models, prompt, answer).tokens,
              })),
            )
          : null,
      );
    });
  }

  play(): Promise<void> {
    return this.#with(({ loop }) => loop.play());
  }

  pause(): Promise<void> {
    return this.#with(({ loop }) => loop.pause());
  }

  step(kind: 'stage' | 'iteration'): Promise<void> {
    return this.#with(({ loop }) => loop.step(kind));
  }

  reset(settings: Settings, keep = false): Promise<SessionInfo> {
    return this.#with(async ({ loop, run, saver }) => {
      loop.stop();
      await loop.alone(async () => {
        if (keep) await saver.save('rest');
        await run.turns.take('interactive', async () => run.reset(settings));
        if (!keep) await saver.clear();
      });
      return sessionInfo(this.#open, null);
    });
  }

  simulate(labeler: JudgeId, count: number): Promise<void> {
    return this.#cancellable(SIMULATE, async ({ run }, signal) => {
      await run.simulate(labeler, count, signal);
    }).finally(() => {
      if (this.#opened && !this.#opened.loop.playing) void this.#opened.loop.learn();
    });
  }

  useClassifier(request: ClassifierRequest): Promise<ClassifierInfo> {
    const use = ({ run }: Opened, hooks: WatchHooks) =>
      this.#classifier.use(request, hooks, (found) => run.useClassifier(found));
    return this.#watched(CLASSIFIER, use);
  }

  useReward(request: RewardRequest | null): Promise<BroughtRewardInfo | null> {
    return this.#watched(REWARD, async (opened, hooks) => {
      const { takeReward } = await import('./takeReward.ts');
      return takeReward(opened, request, hooks);
    });
  }

  measureStep(): Promise<StepMeasurement> {
    return this.#watched(MEASURING, async ({ run }, hooks) => {
      const { measureStep } = await import('./looking.ts');
      return run.turns.take('interactive', () => measureStep(run, hooks));
    });
  }

  partTimes(watch: boolean) {
    return this.#with(({ parts }) => parts.take(watch));
  }

  exportModel(request: ExportRequest): Promise<ExportResult> {
    return this.#exporting(async (opened, hooks) => {
      const { exportModel } = await exporting();
      return exportModel(opened, request, hooks);
    });
  }

  exportBundle(request: BundleRequest): Promise<ExportResult> {
    return this.#exporting(async (opened, hooks) => {
      const { exportBundle } = await exporting();
      return exportBundle(opened, opened.run.log, request, hooks);
    });
  }

  compare(prompt: string): Promise<Comparison> {
    return this.#with(({ comparator, run }) => comparator.compare(prompt, run.settings, run.iteration));
  }

  inspect(): Promise<Inspection | null> {
    return this.#with(async (opened) => {
      const { inspect } = await import('./looking.ts');
      return inspect(opened);
    });
  }

  readAnswers(asked: AskedAnswers): Promise<AnswersReading | null> {
    return this.#with(async (opened) => {
      const { readAnswers } = await import('./looking.ts');
      return readAnswers(opened, asked);
    });
  }

  rewardQuality(): Promise<FitQuality | null> {
    return this.#with(async ({ run, loop }) => {
      const { qualityOf } = await import('./looking.ts');
      return loop.alone(() => qualityOf(run));
    });
  }

  /** Between stages, so that all files are of one iteration. */
  #exporting(work: (opened: Opened, hooks: ExportHooks) => Promise<ExportResult>): Promise<ExportResult> {
    if (this.#cancels.has(EXPORTING)) return Promise.reject(new Error('An export is under way already.'));
    return this.#cancellable(EXPORTING, async (opened, signal) => {
      const { loop, events } = opened;
      const onProgress = (done: number, total: number) => events.progress(EXPORTING, done, total);
      const onRounding = (done: number, total: number) => events.progress(ROUNDING, done, total);
      try {
        return await loop.alone(() => {
          signal.throwIfAborted();
          return work(opened, { signal, onProgress, onRounding });
        });
      } finally {
        events.end(ROUNDING, EXPORTING);
      }
    });
  }

  /** What is compiled is compiled for something, which ends where it can. For training that is a pause. */
  #giveUpCompiling(): void {
    for (const id of [MEASURING, SIMULATE]) this.#cancels.get(id)?.abort();
    void this.#opened?.loop.pause();
  }

  /** Gives up the run that is open, and its device, for another. What is saved of it stays. */
  #leave(): void {
    if (!this.#opened) return;
    const { loop, saver, gpu, tuning } = this.#opened;
    this.#opened = null;
    tuning?.stop();
    loop.stop();
    saver.stop();
    gpu.destroy();
    for (const controller of this.#cancels.values()) controller.abort();
    this.#lost = false;
  }

  /** Tells of a failure that stopped the loop. A device without memory is as good as lost: see Gpu.check. */
  #fail(error: unknown): void {
    // What a run left behind still fails is nobody's business.
    if (!this.#opened) return;
    const { loop, run, saver, events } = this.#opened;
    loop.stop();
    if (!this.#lost) events.failure(error, run.iteration);
    if (error instanceof GpuLostError || error instanceof GpuOutOfMemoryError) {
      this.#lost = true;
      saver.stop();
    }
  }

  #nextDraw(): number {
    return (this.#open.run.iteration << 12) + this.#open.checkpoints.draws++;
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

  /** The same with a progress of its own. */
  #watched<Result>(
    id: string,
    work: (opened: Opened, hooks: WatchHooks) => Promise<Result>,
  ): Promise<Result> {
    return this.#cancellable(id, async (opened, signal) => {
      const { events } = opened;
      try {
        return await work(opened, { signal, onProgress: (done, total) => events.progress(id, done, total) });
      } finally {
        events.end(id);
      }
    });
  }
}

/** Loaded when first asked for: most visits export nothing, and every first visit would wait for it. */
const exporting = () => import('./exporting.ts');
