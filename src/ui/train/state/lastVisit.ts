/**
 * What was on screen of one's own run, kept for the next visit: curves, the compared answers and the yardstick are
 * there at once, before the model is. Must not know React.
 */
import { choiceKey } from '../../library/choice/choice.ts';
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';
import type { MetricsHistory } from '../../runs/state/history.ts';
import type { PreferencesStore } from '../../rank/state/preferencesStore.ts';
import type { ShownRun, RunStore } from '../../runs/state/runStore.ts';
import type { TrainerLink } from '../../app/state/trainerLink.ts';

/** Rows that are kept: a longer run has its first ones when the model is there. */
const ROWS = 1000;

export class LastVisit {
  #preferences: PreferencesStore;
  #run: RunStore;
  #live: MetricsHistory;
  #rows: readonly MetricsRow[] = [];

  constructor(preferences: PreferencesStore, run: RunStore, live: MetricsHistory, link: TrainerLink) {
    this.#preferences = preferences;
    this.#run = run;
    this.#live = live;
    link.on({
      metrics: ({ row }) => {
        this.#rows = [...this.#rows.filter(({ iteration }) => iteration < row.iteration), row];
      },
      saved: ({ iteration }) => iteration !== null && this.#keep(),
    });
    run.subscribe((state, before) => {
      if (state.session && state.session !== before.session) {
        this.#rows = state.session.history;
        this.#keep();
      } else if (state.status === 'ready' && KEPT.some((name) => state[name] !== before[name])) this.#keep();
    });
    void preferences.ready.then(() => this.#restore());
  }

  #restore(): void {
    const { visit } = this.#preferences.recall();
    if (!visit || visit.model !== choiceKey(this.#run.getState().model) || this.#run.getState().session)
      return;
    const { history, model: _, ...shown } = visit;
    this.#live.replace(history);
    this.#run.setState(shown);
  }

  #keep(): void {
    const { model, iteration, baseUtility, comparison, comparePrompt, yardstick } = this.#run.getState();
    this.#preferences.remember({
      visit: {
        model: choiceKey(model),
        history: this.#rows.slice(-ROWS),
        iteration,
        baseUtility,
        comparison,
        comparePrompt,
        yardstick,
      },
    });
  }
}

/** What is kept at once when it changes; the rest with the run's own saves. */
const KEPT: readonly (keyof ShownRun)[] = ['comparison', 'comparePrompt', 'yardstick'];
