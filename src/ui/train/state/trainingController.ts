/**
 * Play, pause, step, reset, simulate, compare, measure: the person's hand on the loop. Must not know React.
 */
import { RANKINGS_TO_START } from '../../../preferences/event.ts';
import { activeRankings } from '../../../preferences/log.ts';
import { methodOf } from '../../../rl/algorithms/settings.ts';
import type { MethodDeclaration } from '../../../rl/declaration.ts';
import type { FitQuality } from '../../../rl/runs/fitQuality.ts';
import type { AnswersReading, AskedAnswers, Inspection } from '../../../rl/runs/inspection.ts';
import type { WatchedIteration } from '../../../rl/runs/partTime.ts';
import type { JudgeId } from '../../../tastes/labeler.ts';
import { dictionary } from '../../words/index.ts';
import type { MetricsHistory } from '../../runs/state/history.ts';
import type { PreferencesStore } from '../../rank/state/preferencesStore.ts';
import type { ShownRun, RunStore } from '../../runs/state/runStore.ts';
import { announce, type UiStore } from '../../app/state/uiStore.ts';
import type { RankingController } from '../../rank/state/rankingController.ts';
import { complain, settled } from '../../app/state/notices.ts';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';

/** Rankings the page invites a person to give. */
export const GOAL_RANKINGS = 12;
export const SIMULATED_RANKINGS = 24;

/** While training runs, the comparison is rewritten this often at most. */
const COMPARE_EVERY_MS = 8000;

export class TrainingController {
  #ui: UiStore;
  #preferences: PreferencesStore;
  #run: RunStore;
  #live: MetricsHistory;
  #rater: RankingController;
  #link: TrainerLink;
  #comparedAt = -Infinity;
  /** Last finished iteration, as the trainer said. */
  #iteration = 0;
  #pauseAt: number | null = null;

  constructor(
    ui: UiStore,
    preferences: PreferencesStore,
    run: RunStore,
    live: MetricsHistory,
    rater: RankingController,
    link: TrainerLink,
    private readonly methods: readonly MethodDeclaration[],
  ) {
    this.#ui = ui;
    this.#preferences = preferences;
    this.#run = run;
    this.#live = live;
    this.#rater = rater;
    this.#link = link;
    // As the trainer says it: the page shows a press at once, and the rest in batches.
    let playing = false;
    let rests = true;
    const compareAtRest = () => {
      if (rests && !playing) void this.#compareIfStale();
    };
    link.on({
      metrics: ({ row }) => {
        if (this.#pauseAt !== null && row.iteration >= this.#pauseAt) {
          this.#pauseAt = null;
          if (this.#run.getState().running) void this.pause();
        }
        if (performance.now() - this.#comparedAt > COMPARE_EVERY_MS) void this.compare();
      },
      running: ({ running }) => {
        playing = running;
        compareAtRest();
      },
      stage: ({ stage, iteration }) => {
        rests = stage === 'idle';
        if (rests) this.#iteration = iteration;
        compareAtRest();
      },
    });
    run.subscribe((state, before) => {
      if (state.status !== 'ready' || before.status === 'ready') return;
      // Another trainer, or one that was restarted.
      playing = false;
      rests = true;
      this.#iteration = state.iteration;
      void this.#compareBehindAnswers();
    });
  }

  /** Rankings still missing before training can start; 0 with a simulated rater, and by a method that needs none. */
  get missing(): number {
    const { opened, settings } = this.#run.getState();
    const { reward, rankings } = methodOf(opened ?? settings, this.methods).needs;
    if (this.#labeler !== null || !(reward ?? rankings)) return 0;
    const count = activeRankings(this.#preferences.store.getState().events).length;
    return Math.max(0, RANKINGS_TO_START - count);
  }

  get canTrain(): boolean {
    return this.#run.getState().status === 'ready' && this.missing === 0;
  }

  async play(): Promise<void> {
    if (!this.canTrain) return;
    // Shown at once: the trainer's own stage events correct it.
    this.#run.setState({ running: true, view: 'live', failure: null });
    const begun = await this.#attempt(async () => {
      await this.#simulateFirst();
      await this.#link.api?.play();
    });
    if (begun) announce(this.#ui, this.#said.playing);
    else this.#run.setState({ running: false });
  }

  async pause(): Promise<void> {
    this.#run.setState({ running: false });
    if (await this.#attempt(() => this.#link.api?.pause())) announce(this.#ui, this.#said.paused);
  }

  /** Pauses training once it has come to this iteration; null: nowhere. */
  pauseAt(iteration: number | null): void {
    this.#pauseAt = iteration;
  }

  async toggle(): Promise<void> {
    await (this.#run.getState().running ? this.pause() : this.play());
  }

  async step(kind: 'stage' | 'iteration'): Promise<void> {
    if (!this.canTrain || this.#run.getState().running) return;
    this.#run.setState({ view: 'live', failure: null });
    await this.#attempt(async () => {
      await this.#simulateFirst();
      await this.#link.api?.step(kind);
    });
  }

  /** A simulated rater gives the first rankings before anything is learned from them. */
  async #simulateFirst(): Promise<void> {
    const labeler = this.#labeler;
    const count = activeRankings(this.#preferences.store.getState().events).length;
    if (labeler !== null && count < RANKINGS_TO_START)
      await this.#link.api?.simulate(labeler, SIMULATED_RANKINGS);
  }

  /**
   * Back to the base model. Rankings stay.
   * @param keep what was saved of the run stays until another is saved
   * @returns whether it went
   */
  reset(keep = false): Promise<boolean> {
    return this.#attempt(async () => {
      const session = await this.#link.api?.reset(this.#run.getState().settings, keep);
      if (!session) return;
      this.#live.replace(session.history);
      this.#run.setState({
        session,
        iteration: session.iteration,
        running: false,
        stage: 'idle',
        done: [],
        samples: null,
        comparison: null,
        savedIteration: null,
        failure: null,
        agreement: [],
        changes: [],
      });
      this.#preferences.remember({ agreement: [], changes: [], samples: null });
      await this.compare();
    });
  }

  async simulate(count = SIMULATED_RANKINGS): Promise<void> {
    const labeler = this.#labeler;
    if (labeler === null || this.#run.getState().status !== 'ready') return;
    if (await this.#attempt(() => this.#link.api?.simulate(labeler, count))) {
      announce(this.#ui, this.#said.simulated(count));
      void this.#rater.showLast();
    }
  }

  /** Base and current model answer `prompt` (the last one without an argument). */
  async compare(prompt = this.#run.getState().comparePrompt): Promise<void> {
    const { comparing, status } = this.#run.getState();
    if (prompt === null || status !== 'ready') return;
    this.#run.setState({ comparePrompt: prompt });
    if (comparing) return;
    this.#run.setState({ comparing: true });
    try {
      const comparison = await this.#link.api?.compare(prompt);
      if (comparison) this.#run.setState({ comparison });
      settled(this.#ui, 'compare');
    } catch (error) {
      complain(this.#ui, 'compare', messageOf(error));
    } finally {
      this.#comparedAt = performance.now();
      this.#run.setState({ comparing: false });
    }
    // The person may have chosen another prompt while this one was answered.
    const wanted = this.#run.getState().comparePrompt;
    if (wanted !== null && wanted !== prompt) await this.compare(wanted);
  }

  /** Asks where the time of a training step goes. */
  async measure(): Promise<void> {
    const { measuring, status } = this.#run.getState();
    if (measuring || status !== 'ready') return;
    const { api } = this.#link;
    this.#run.setState({ measuring: true });
    let change: Partial<ShownRun> = {};
    try {
      const measurement = await api?.measureStep();
      if (measurement && api === this.#link.api) {
        change = { measurement };
        announce(this.#ui, this.#said.measured(measurement.milliseconds));
        settled(this.#ui, 'measure');
      }
    } catch (error) {
      // Cancelled by the person, who knows.
      if (!(error instanceof Error && error.name === 'AbortError')) {
        const { train } = dictionary(this.#ui.getState().language);
        complain(this.#ui, 'measure', train.notRunning(messageOf(error)));
      }
    } finally {
      // Of a trainer that is gone nothing is shown any more.
      if (api === this.#link.api) this.#run.setState({ measuring: false, ...change });
    }
  }

  /** See TrainerApi; null where there is no trainer. */
  async inspect(): Promise<Inspection | null> {
    return (await this.#link.api?.inspect()) ?? null;
  }

  /** See TrainerApi; null where there is no trainer. */
  async readAnswers(asked: AskedAnswers): Promise<AnswersReading | null> {
    return (await this.#link.api?.readAnswers(asked)) ?? null;
  }

  /** See TrainerApi; null where there is no trainer. */
  async rewardQuality(): Promise<FitQuality | null> {
    return (await this.#link.api?.rewardQuality()) ?? null;
  }

  /** See TrainerApi; nothing where there is no trainer. */
  async partTimes(watch: boolean): Promise<readonly WatchedIteration[]> {
    return (await this.#link.api?.partTimes(watch)) ?? [];
  }

  /** Stops the long task under way; what it has done is kept. */
  async cancelTask(): Promise<void> {
    const { progress } = this.#run.getState();
    if (progress) await this.#link.api?.cancel(progress.task);
  }

  get #labeler(): JudgeId | null {
    const { rater } = this.#run.getState().settings;
    return rater === 'person' ? null : rater;
  }

  get #said() {
    return dictionary(this.#ui.getState().language).said;
  }

  /** Answers to rank come first: comparing runs kernels that they do without, and those take seconds to compile. */
  async #compareBehindAnswers(): Promise<void> {
    const { source } = this.#rater;
    source.fill();
    await source.written;
    await this.compare();
  }

  async #compareIfStale(): Promise<void> {
    const { comparison } = this.#run.getState();
    if (comparison && comparison.iteration !== this.#iteration) await this.compare();
  }

  async #attempt(call: () => Promise<unknown> | undefined): Promise<boolean> {
    this.#run.setState({ pending: true });
    try {
      await call();
      settled(this.#ui, 'train');
      return true;
    } catch (error) {
      // Cancelled by the person, who knows.
      if (error instanceof Error && error.name === 'AbortError') return false;
      const { train } = dictionary(this.#ui.getState().language);
      complain(this.#ui, 'train', train.notRunning(messageOf(error)));
      return false;
    } finally {
      this.#run.setState({ pending: false });
    }
  }
}
