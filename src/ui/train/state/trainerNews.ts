/**
 * What every event of the trainer and its run means for the stores: stages and progress in batches, failures at once.
 * Must not know React, nor how a session is opened.
 */
import { loopStages, type MethodDeclaration } from '../../../rl/declaration.ts';
import { methodOf } from '../../../rl/algorithms/settings.ts';
import type { Readers } from '../../../rl/runs/events.ts';
import type { Failure, TrainerEvent } from '../../../workers/protocol.ts';
import { addAgreement } from '../../runs/state/agreementSeries.ts';
import type { MetricsHistory } from '../../runs/state/history.ts';
import { finishedStages } from './stages.ts';
import type { Remembered } from '../../storage/preferenceDb.ts';
import type { PreferencesStore } from '../../rank/state/preferencesStore.ts';
import type { ShownRun, RunStore } from '../../runs/state/runStore.ts';
import type { UiStore } from '../../app/state/uiStore.ts';
import { complain, settled } from '../../app/state/notices.ts';
import type { RankingController } from '../../rank/state/rankingController.ts';
import { SlowProgress } from './slowProgress.ts';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';

/** Stage, progress and sample events are shown together this often at most. */
const BATCH_MS = 40;

export class TrainerNews {
  #ui: UiStore;
  #preferences: PreferencesStore;
  #run: RunStore;
  #live: MetricsHistory;
  #rater: RankingController;
  #link: TrainerLink;
  #waiting: Partial<ShownRun> = {};
  #timer: ReturnType<typeof setTimeout> | null = null;
  #methods: readonly MethodDeclaration[];
  #progress = new SlowProgress(
    (progress) => this.#soon({ progress }),
    (task) => this.#order().includes(task),
  );

  constructor(
    ui: UiStore,
    preferences: PreferencesStore,
    run: RunStore,
    live: MetricsHistory,
    rater: RankingController,
    link: TrainerLink,
    methods: readonly MethodDeclaration[],
  ) {
    this.#methods = methods;
    this.#ui = ui;
    this.#preferences = preferences;
    this.#run = run;
    this.#live = live;
    this.#rater = rater;
    this.#link = link;
    link.on(this.#readers);
  }

  /** Shows a change with the next batch: a fast GPU sends more events than a screen can show. */
  #soon(change: Partial<ShownRun>): void {
    this.#waiting = { ...this.#waiting, ...change };
    this.#timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** Of the trainer before no progress is shown any more. */
  stop(): void {
    this.#progress.stop();
    this.flush();
  }

  /** Shows what waits for the next batch. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const change = this.#waiting;
    this.#waiting = {};
    if (Object.keys(change).length > 0) this.#run.setState(change);
  }

  /** The stages of the method that trains. */
  #order(): readonly string[] {
    const { opened, settings } = this.#run.getState();
    return loopStages(methodOf(opened ?? settings, this.#methods)).map(({ name }) => name);
  }

  #finished(next: string): readonly string[] {
    const { done, stage } = { ...this.#run.getState(), ...this.#waiting };
    return finishedStages(done, stage, next, this.#order());
  }

  /** Shows a part of the page, and keeps it for the next visit. */
  remember(part: Partial<Remembered>): void {
    this.#run.setState(part);
    this.#preferences.remember(part);
  }

  /** All there are; answers are the matter of their source. */
  readonly #readers: Required<Omit<Readers<TrainerEvent>, 'answer' | 'asked'>> = {
    progress: ({ task, done, total }) => this.#progress.take({ task, done, total }),
    running: ({ running }) => this.#soon({ running, pending: false }),
    stage: ({ stage, iteration }) =>
      this.#soon({
        stage,
        done: this.#finished(stage),
        // While a stage runs the event names the iteration under way; the store keeps the last finished.
        iteration: stage === 'idle' ? iteration : iteration - 1,
        pending: false,
      }),
    metrics: ({ row }) => this.#live.push(row),
    agreement: (measured) => {
      this.remember({ agreement: addAgreement(this.#run.getState().agreement, measured) });
      void this.#rater.revealAfterFit();
    },
    changed: ({ iteration, changed }) =>
      this.remember({ changes: [...this.#run.getState().changes, { iteration, changed }] }),
    baseUtility: ({ baseUtility }) => this.#run.setState({ baseUtility }),
    samples: ({ iteration, samples }) => this.#soon({ samples: { iteration, samples } }),
    // The run has them; stored, they join the page's log.
    preferences: ({ events }) => void this.#preferences.append(events),
    saved: ({ iteration, lasting }) => {
      this.flush();
      this.#run.setState(({ failure }) => ({
        savedIteration: lasting === false ? null : iteration,
        // There is room again.
        failure: failure?.kind === 'storage' && iteration !== null ? null : failure,
      }));
      // With the checkpoint, so that both come back together; more often would be wasted writing.
      this.remember({ samples: this.#run.getState().samples });
    },
    warning: ({ message }) => this.#ui.setState({ notice: { kind: 'info', text: messageOf(message) } }),
    failure: ({ failure }) => this.#fail(failure),
  };

  #fail(failure: Failure): void {
    if (failure.kind === 'storage') {
      // Training goes on. What stopped it, if anything did, is the greater news.
      if (this.#run.getState().failure === null) this.#run.setState({ failure });
      return;
    }
    this.#progress.stop();
    this.flush();
    this.#rater.source.abandon();
    this.#run.setState({
      failure,
      running: false,
      pending: false,
      stage: 'idle',
      progress: null,
      ...(this.#run.getState().status === 'loading' ? { status: 'failed' as const } : {}),
    });
  }

  /** Tells the trainer of rankings that it does not know. */
  async tellPreferences(): Promise<void> {
    try {
      await this.#link.tellPreferences(this.#preferences.store.getState().events);
      settled(this.#ui, 'rankings');
    } catch (error) {
      complain(this.#ui, 'rankings', messageOf(error));
    }
  }
}
