/** What a class needs of the page. Declarations; with the first visit's page, so nothing else. */
import type { PreferencesStore } from '../../rank/state/preferencesStore.ts';
import type { AnswerSource } from '../../rank/state/answerSource.ts';
import type { MetricsHistory } from '../../runs/state/history.ts';
import type { RunStore } from '../../runs/state/runStore.ts';
import type { TrainerLink } from '../../app/state/trainerLink.ts';
import type { UiStore } from '../../app/state/uiStore.ts';

/** Where the assignment that is worked on is kept. */
export const ASSIGNMENT_KEY = 'nudge:assignment';

export interface ClassroomPlaces {
  readonly ui: UiStore;
  readonly preferences: PreferencesStore;
  readonly run: RunStore;
  readonly live: MetricsHistory;
  readonly source: AnswerSource;
  readonly link: TrainerLink;
  readonly storage: Storage;
  /** Takes settings and model from the `#…` part of an address. */
  readonly adopt: (hash: string) => void;
  /** Writes the address anew: without what a link brought. */
  readonly tidyAddress: () => void;
}
