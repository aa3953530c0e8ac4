/**
 * Puts the page's parts together: stores, controllers, curves. One object that components get by
 * context and tests build with a trainer of their own. Must not know React.
 */
import type { ConnectTrainer } from '../workers/client.ts';
import { ClassifierController } from './controller/classifierController.ts';
import { FilesController, type Download } from './controller/filesController.ts';
import { RankingController } from './controller/rankingController.ts';
import { SessionController, type SessionOptions } from './controller/sessionController.ts';
import { TrainerLink } from './controller/trainerLink.ts';
import { TrainingController } from './controller/trainingController.ts';
import { MetricsHistory } from './metrics/history.ts';
import { RecordedPlayer } from './recorded/player.ts';
import { readHash } from './settings/hash.ts';
import type { PreferenceDb } from './stores/preferenceDb.ts';
import { createPreferencesStore, type PreferencesStore } from './stores/preferencesStore.ts';
import { createRankingStore, type RankingStore } from './stores/rankingStore.ts';
import { createRunStore, type RunStore } from './stores/runStore.ts';
import { createUiStore, type Theme, type UiState, type UiStore } from './stores/uiStore.ts';

export interface AppOptions extends SessionOptions {
  readonly connect: ConnectTrainer;
  readonly openDb: () => Promise<PreferenceDb>;
  readonly storage: Storage;
  readonly languages: readonly string[];
  /** The `#…` part of the address at the start. */
  readonly hash: string;
  /** URL of the recorded run. */
  readonly recordedUrl: string;
  readonly download: Download;
  /** Uniform in [0, 1), for the order answers are shown in. */
  readonly random?: () => number;
}

export interface App {
  readonly ui: UiStore;
  readonly preferences: PreferencesStore;
  readonly run: RunStore;
  readonly ranking: RankingStore;
  readonly live: MetricsHistory;
  readonly recorded: RecordedPlayer;
  readonly session: SessionController;
  readonly rater: RankingController;
  readonly training: TrainingController;
  readonly classifier: ClassifierController;
  readonly files: FilesController;
  toggleDialog(dialog: NonNullable<UiState['dialog']>): void;
  closeDialog(): void;
  /** Resets at once when there is nothing to lose, and asks first otherwise. */
  askReset(): void;
  cycleTheme(): void;
  toggleLanguage(): void;
}

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

export async function createApp(options: AppOptions): Promise<App> {
  const ui = createUiStore(options.storage, options.languages);
  const preferences = await createPreferencesStore(options.openDb);
  const address = readHash(options.hash);
  const run = createRunStore(address.settings, address.model);
  const ranking = createRankingStore();
  const live = new MetricsHistory();
  const link = new TrainerLink(options.connect);
  const rater = new RankingController(ui, preferences, run, ranking, link, options.random);
  const session = new SessionController(ui, preferences, run, live, rater, link, options);
  const training = new TrainingController(ui, preferences, run, live, rater, link);
  return {
    ui,
    preferences,
    run,
    ranking,
    live,
    recorded: new RecordedPlayer(options.recordedUrl),
    session,
    rater,
    training,
    classifier: new ClassifierController(ui, run, session, link, options.storage),
    files: new FilesController(ui, preferences, link, options.download),
    toggleDialog: (dialog) => ui.setState((state) => ({ dialog: state.dialog === dialog ? null : dialog })),
    closeDialog: () => ui.setState({ dialog: null }),
    askReset() {
      if (run.getState().iteration > 0) ui.setState({ dialog: 'reset' });
      else void training.reset();
    },
    cycleTheme: () => ui.setState((state) => ({ theme: NEXT_THEME[state.theme] })),
    toggleLanguage: () => ui.setState((state) => ({ language: state.language === 'en' ? 'zh' : 'en' })),
  };
}
