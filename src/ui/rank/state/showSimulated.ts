/** Shows what a simulated rater ranked last, as a person's own ranking is shown. Must not know React. */
import type { PreferencesStore } from './preferencesStore.ts';
import type { RankingController } from './rankingController.ts';

/** Rankings that come in a row are shown once: each asks the reward model for its scores. */
const ROW_MS = 400;

export function showSimulated(preferences: PreferencesStore, rater: RankingController): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  preferences.store.subscribe(({ events }, before) => {
    const last = events.at(-1);
    if (events.length <= before.events.length || last?.type !== 'ranking' || last.rater === 'person') return;
    clearTimeout(timer);
    timer = setTimeout(() => void rater.showLast(), ROW_MS);
  });
}
