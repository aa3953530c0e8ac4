/**
 * One way back for everything a person does: placements and judgements (which the ranking controller takes back
 * itself), settings, a reset, and runs that were deleted, in the order they were done. Watches the stores; must not know React.
 */
import { isJudgement } from '../../preferences/log.ts';
import type { Settings } from '../../rl/algorithms/settings.ts';
import { dictionary } from '../words/index.ts';
import type { PreferencesStore } from '../rank/state/preferencesStore.ts';
import type { RankingStore } from '../rank/state/rankingStore.ts';
import type { RunStore } from '../runs/state/runStore.ts';
import { announce, type UiStore } from './state/uiStore.ts';
import type { RankingController } from '../rank/state/rankingController.ts';
import type { ResetController } from '../train/state/resetController.ts';
import type { KeptRuns } from '../runs/state/keptRuns.ts';
import type { SessionController } from '../train/state/sessionController.ts';

/** What placements and judgements were, the ranking controller knows. */
type Step =
  | { readonly kind: 'placement' }
  | { readonly kind: 'judgement' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'run' }
  | { readonly kind: 'settings'; readonly before: Settings; after: Settings; at: number };

/** Changes of one setting that follow each other this closely are one: a number is typed digit by digit. */
const TYPING_MS = 1500;

export class Undo {
  #ui: UiStore;
  #session: SessionController;
  #rater: RankingController;
  #resets: ResetController;
  #runs: KeptRuns;
  #done: Step[] = [];
  #undone: Step[] = [];
  /** While a step is taken back or made again, what changes is no new step. */
  #own = false;

  constructor(
    ui: UiStore,
    stores: { preferences: PreferencesStore; run: RunStore; ranking: RankingStore },
    session: SessionController,
    rater: RankingController,
    resets: ResetController,
    runs: KeptRuns,
  ) {
    this.#ui = ui;
    this.#session = session;
    this.#rater = rater;
    this.#resets = resets;
    this.#runs = runs;
    stores.run.subscribe(({ settings }, before) => {
      if (settings !== before.settings) this.#configured(before.settings, settings);
    });
    stores.ranking.subscribe(({ past, current }, before) => {
      if (past.length > before.past.length) this.#add({ kind: 'placement' });
      // Placements go with their answers.
      if (current?.requestId === before.current?.requestId) return;
      this.#done = this.#done.filter(({ kind }) => kind !== 'placement');
      this.#undone = this.#undone.filter(({ kind }) => kind !== 'placement');
    });
    stores.preferences.store.subscribe(({ events }, before) => {
      const added = events.slice(before.events.length).filter(isJudgement);
      if (added.some(({ rater }) => rater === 'person')) this.#add({ kind: 'judgement' });
    });
    resets.onReset(() => this.#add({ kind: 'reset' }));
    runs.store.subscribe(({ deleted }, before) => {
      if (deleted.length > before.deleted.length) this.#add({ kind: 'run' });
    });
  }

  get canUndo(): boolean {
    return this.#next(this.#done, this.#rater.canUndo) !== null || this.#rater.canUndo;
  }

  get canRedo(): boolean {
    return this.#next(this.#undone, this.#rater.canRedo) !== null || this.#rater.canRedo;
  }

  /** Takes the last step back; of an earlier visit, its last judgement. */
  undo(): Promise<void> {
    return this.#go('undo');
  }

  redo(): Promise<void> {
    return this.#go('redo');
  }

  async #go(way: 'undo' | 'redo'): Promise<void> {
    const from = way === 'undo' ? this.#done : this.#undone;
    const step = this.#next(from, way === 'undo' ? this.#rater.canUndo : this.#rater.canRedo);
    if (step) from.splice(from.indexOf(step));
    this.#own = true;
    try {
      if (step?.kind === 'reset') await this.#resets.takeBack();
      else if (step?.kind === 'run') {
        (await this.#runs.load()).bringBack();
        announce(this.#ui, dictionary(this.#ui.getState().language).said.undeleted);
      } else if (step?.kind !== 'settings') await this.#rater[way]();
      else {
        const { said } = dictionary(this.#ui.getState().language);
        this.#session.configure(way === 'undo' ? step.before : step.after);
        announce(this.#ui, way === 'undo' ? said.undoneSettings : said.redoneSettings);
      }
    } finally {
      this.#own = false;
    }
    // A reset that was taken back is made again by its own button, as is a deletion.
    if (step && step.kind !== 'reset' && step.kind !== 'run')
      (way === 'undo' ? this.#undone : this.#done).push(step);
  }

  /** The newest step that can still be gone; those after it were overtaken, as by another model. */
  #next(steps: readonly Step[], canRank: boolean): Step | null {
    const can = ({ kind }: Step) =>
      kind === 'settings' ||
      (kind === 'reset'
        ? this.#resets.canTakeBack
        : kind === 'run'
          ? this.#runs.store.getState().deleted.length > 0
          : canRank);
    return steps.findLast(can) ?? null;
  }

  #configured(before: Settings, after: Settings): void {
    const last = this.#done.at(-1);
    const now = performance.now();
    const typing = last?.kind === 'settings' && now - last.at < TYPING_MS && !this.#own;
    if (typing && changed(last.before, last.after) === changed(before, after)) {
      last.after = after;
      last.at = now;
    } else {
      this.#add({ kind: 'settings', before, after, at: now });
    }
  }

  #add(step: Step): void {
    if (this.#own) return;
    this.#done.push(step);
    this.#undone = [];
  }
}

/** Names of the settings that differ. */
function changed(before: Settings, after: Settings): string {
  return (Object.keys(after) as (keyof Settings)[]).filter((name) => before[name] !== after[name]).join();
}
