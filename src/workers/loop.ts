/**
 * The hand on the loop: play, pause, step, and learning from new rankings in between. Everything that must
 * not happen in the middle of a stage waits in one line here. Knows the run; knows no page and no storage.
 */
import { TaskChain } from '../files/bytes/storage.ts';
import { RANKINGS_TO_START } from '../preferences/event.ts';
import { NoRankingError, type RlhfRun } from '../rl/runs/run.ts';
import type { SaveOccasion } from './saver.ts';

export interface LoopHooks {
  /** Between two stages. Must not reject. */
  readonly afterStage: (occasion: SaveOccasion) => Promise<void>;
  /** A stage failed; the loop has stopped. */
  readonly onFailure: (error: unknown) => void;
  /** It plays now, or does not any more: the stage under way comes to its end. */
  readonly onPlaying?: (playing: boolean) => void;
}

export class TrainingLoop {
  readonly #line = new TaskChain();
  #playing = false;
  /** True while the loop is alive: playing, or about to notice that it is not. */
  #driving = false;
  #stepping = false;

  constructor(
    private readonly run: RlhfRun,
    private readonly hooks: LoopHooks,
  ) {}

  /** True from play until pause or a failure. */
  get playing(): boolean {
    return this.#playing;
  }

  /**
   * Runs iterations until paused.
   * @throws NoRankingError when there is nothing to learn from
   */
  play(): void {
    this.#requireRankings();
    this.#setPlaying(true);
    if (!this.#driving) void this.#drive();
  }

  /** Lets the current stage end, a fit after its current minibatch. Resolves when nothing runs. */
  async pause(): Promise<void> {
    this.stop();
    await this.alone(() => this.hooks.afterStage('rest'));
  }

  /** Asks for a pause without waiting for it. */
  stop(): void {
    this.#setPlaying(false);
    this.#stepping = false;
    this.run.pauseFit();
  }

  /**
   * Runs one stage, or up to the end of the current iteration; pause ends it earlier.
   * @throws NoRankingError when there is nothing to learn from
   */
  step(kind: 'stage' | 'iteration'): Promise<void> {
    this.#requireRankings();
    return this.#attempt(async () => {
      const { iteration } = this.run;
      this.#stepping = kind === 'iteration';
      do await this.run.stage();
      while (this.#stepping && this.run.iteration === iteration);
      await this.hooks.afterStage('rest');
    });
  }

  /** Fits the reward model to new rankings, unless the loop runs and will do so itself. */
  learn(): Promise<void> {
    return this.#attempt(async () => {
      const { algorithm, canFit, needsFit } = this.run;
      if (this.#playing || !algorithm.needs.reward || !canFit || !needsFit) return;
      await this.run.stage('fit');
      await this.hooks.afterStage('learned');
    });
  }

  /** Runs `work` while no stage runs. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#line.run(work);
  }

  async #drive(): Promise<void> {
    this.#driving = true;
    while (this.#playing) {
      await this.#attempt(async () => {
        // Paused while waiting in line: pause has promised that nothing runs any more.
        if (!this.#playing) return;
        await this.run.stage();
        if (this.#playing) await this.hooks.afterStage('stage');
      });
    }
    this.#driving = false;
  }

  /** Waits in line; a failure stops the loop and is told. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await this.alone(work);
    } catch (error) {
      this.#setPlaying(false);
      this.#stepping = false;
      // Cancelled, the loop rests, and goes on with that stage.
      if (error instanceof Error && error.name === 'AbortError')
        await this.alone(() => this.hooks.afterStage('rest'));
      else this.hooks.onFailure(error);
    }
  }

  #setPlaying(playing: boolean): void {
    if (playing === this.#playing) return;
    this.#playing = playing;
    this.hooks.onPlaying?.(playing);
  }

  #requireRankings(): void {
    if (this.run.canGoOn) return;
    throw new NoRankingError(
      `There is not enough to learn from yet: at least ${RANKINGS_TO_START} rankings are needed. Rank a few prompts first.`,
    );
  }
}
