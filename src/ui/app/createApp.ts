/**
 * Puts the page's parts together: stores, controllers, curves. One object that components get by
 * context and tests build with a trainer of their own. Must not know React.
 */
import type { ConnectTrainer } from '../../workers/client.ts';
import type { ConnectModels } from '../../workers/modelsClient.ts';
import { METHODS } from '../../rl/algorithms/declarations.ts';
import type { MethodDeclaration } from '../../rl/declaration.ts';
import { modelChange } from '../../rl/algorithms/settings.ts';
import type { ModelChoice } from '../../workers/protocol.ts';
import { ExportController, type DownloadFile, type PickFolder } from '../export/state/exportController.ts';
import { ClassifierController } from '../rank/state/classifierController.ts';
import { FilesController, type Download, type OtherPlaces } from '../export/state/filesController.ts';
import { ModelsController } from '../library/state/modelsController.ts';
import { LastVisit } from '../train/state/lastVisit.ts';
import { ResetController } from '../train/state/resetController.ts';
import { showSimulated } from '../rank/state/showSimulated.ts';
import { Undo } from './undo.ts';
import { RankingController } from '../rank/state/rankingController.ts';
import { SessionController, type SessionOptions } from '../train/state/sessionController.ts';
import { messageOf, TrainerLink } from './state/trainerLink.ts';
import { TrainingController } from '../train/state/trainingController.ts';
import { dictionary, loadDictionary } from '../words/index.ts';
import { complain, settled } from './state/notices.ts';
import { classDoor, type ClassDoor } from '../class/state/classDoor.ts';
import { MetricsHistory } from '../runs/state/history.ts';
import { KeptRuns } from '../runs/state/keptRuns.ts';
import { tellLiveRun } from '../runs/state/liveNews.ts';
import { RecordedPlayer } from '../runs/state/player.ts';
import type { Screen } from '../share/state/shown.ts';
import type { RunsDb } from '../runs/state/runsDb.ts';
import { addressToText, AUTOMATIC, choiceKey } from '../library/choice/choice.ts';
import { namesUnknownMethod, readHash, writeHash, type UrlState } from '../settings/state/hash.ts';
import { createModelsStore } from '../library/state/modelsStore.ts';
import type { PreferenceDb } from '../storage/preferenceDb.ts';
import { createPreferencesStore, type PreferencesStore } from '../rank/state/preferencesStore.ts';
import { createRankingStore, type RankingStore } from '../rank/state/rankingStore.ts';
import { createRunStore, type RunStore } from '../runs/state/runStore.ts';
import { createUiStore, type Theme, type UiState, type UiStore } from './state/uiStore.ts';

export interface AppOptions extends SessionOptions {
  readonly connect: ConnectTrainer;
  readonly connectModels: ConnectModels;
  /** The computer's memory in GiB as far as the browser tells. */
  readonly deviceMemory?: number;
  readonly openDb: () => Promise<PreferenceDb>;
  readonly openRuns: () => Promise<RunsDb>;
  readonly storage: Storage;
  readonly languages: readonly string[];
  /** The `#…` part of the address at the start. */
  readonly hash: string;
  /** URL of the recorded run. */
  readonly recordedUrl: string;
  /** Milliseconds of loading from which on the recorded run is shown meanwhile; by default a few seconds. */
  readonly recordedAfter?: number;
  readonly download: Download;
  readonly downloadFile: DownloadFile;
  readonly pickFolder: PickFolder;
  /** Uniform in [0, 1), for the order answers are shown in. */
  readonly random?: () => number;
}

export interface App {
  /** What can be trained by, the usual one first. */
  readonly methods: readonly MethodDeclaration[];
  readonly ui: UiStore;
  readonly preferences: PreferencesStore;
  readonly run: RunStore;
  readonly ranking: RankingStore;
  readonly live: MetricsHistory;
  readonly recorded: RecordedPlayer;
  readonly runs: KeptRuns;
  /** Hands a text to the person as a file. */
  readonly download: Download;
  /** The same of any file. */
  readonly downloadFile: DownloadFile;
  readonly session: SessionController;
  readonly rater: RankingController;
  readonly training: TrainingController;
  readonly resets: ResetController;
  readonly undo: Undo;
  readonly classifier: ClassifierController;
  readonly files: FilesController;
  readonly models: ModelsController;
  readonly exports: ExportController;
  readonly classroom: ClassDoor;
  /** Takes settings and model from the `#…` part of an address, as after Back. */
  adopt(hash: string): void;
  toggleDialog(dialog: NonNullable<UiState['dialog']>): void;
  closeDialog(): void;
  cycleTheme(): void;
  /** Resolves when the page speaks it. */
  toggleLanguage(): Promise<void>;
}

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** Rejects where no words can be fetched, in any language. */
export async function createApp(options: AppOptions): Promise<App> {
  const { methods = METHODS, connectModels } = options;
  const ui = createUiStore(options.storage, options.languages);
  const [preferences] = await Promise.all([
    createPreferencesStore(options.openDb),
    // Without its words the page speaks English.
    loadDictionary(ui.getState().language).catch(() => loadDictionary('en')),
  ]);
  const modelsStore = createModelsStore(options.storage, options.deviceMemory);
  /** An address must not fetch gigabytes by itself: it fills the field in, and the person decides. */
  const read = (hash: string): UrlState => {
    const { settings, model } = readHash(hash, methods);
    if (model.kind !== 'remote') return { settings, model };
    modelsStore.setState({ address: addressToText(model.address) });
    ui.setState({ dialog: 'model' });
    return { settings: { ...settings, ...modelChange(settings, true, false, methods) }, model: AUTOMATIC };
  };
  await bringMethods(ui, options.hash);
  const address = read(options.hash);
  const askedOf = (model: ModelChoice) => modelsStore.askedOf(choiceKey(model));
  const run = createRunStore(address.settings, address.model, askedOf(address.model));
  const ranking = createRankingStore();
  const live = new MetricsHistory();
  const recorded = new RecordedPlayer(options.recordedUrl, options.recordedAfter);
  const link = new TrainerLink(options.connect);
  const rater = new RankingController(ui, preferences, run, ranking, link, options.random);
  const session = new SessionController(ui, preferences, run, live, rater, link, options);
  const training = new TrainingController(ui, preferences, run, live, rater, link, methods);
  const resets = new ResetController(ui, preferences, run, session, training, link, methods);
  const models = new ModelsController(ui, modelsStore, preferences, run, session, connectModels, link);
  showSimulated(preferences, rater);
  void new LastVisit(preferences, run, live, link);
  const runs = keepRuns(options, ui, run, preferences, link);
  const screen = { ui, run, runs: runs.store, recorded };
  follow(screen, options.hash);
  const take = (hash: string) => {
    const { settings, model } = read(hash);
    void session.adopt(settings, model, askedOf(model));
  };
  const adopt = (hash: string) =>
    namesUnknownMethod(hash) ? void bringMethods(ui, hash).then(() => take(hash)) : take(hash);
  const tidyAddress = () => options.writeAddress(writeHash(run.getState(), methods));
  const places = { ui, preferences, run, live, link, adopt, tidyAddress };
  const classroom = classDoor({ ...places, source: rater.source, storage: options.storage });
  classroom.follow(options.hash);
  return {
    methods,
    ui,
    preferences,
    run,
    ranking,
    live,
    recorded,
    runs,
    download: options.download,
    downloadFile: options.downloadFile,
    session,
    rater,
    training,
    resets,
    undo: new Undo(ui, { preferences, run, ranking }, session, rater, resets, runs),
    classifier: new ClassifierController(ui, run, session, link, options.storage),
    files: new FilesController(ui, preferences, link, options.download, {
      show: async (text) => (await sentRuns()).takeRunFile(screen, runs, text),
      ...takers(ui, models, classroom),
    }),
    models,
    exports: new ExportController(link, options.pickFolder, options.downloadFile),
    classroom,
    adopt(hash) {
      follow(screen, hash);
      // What is handed in or assigned brings settings of its own, or none.
      if (!classroom.follow(hash)) adopt(hash);
    },
    toggleDialog: (dialog) => ui.setState((state) => ({ dialog: state.dialog === dialog ? null : dialog })),
    closeDialog: () => ui.setState({ dialog: null }),
    cycleTheme: () => ui.setState((state) => ({ theme: NEXT_THEME[state.theme] })),
    toggleLanguage: () => toggleLanguage(ui),
  };
}

/** The page begins with the usual method; an address may name another. Where that does not come, it is told. */
async function bringMethods(ui: UiStore, hash: string): Promise<void> {
  if (!namesUnknownMethod(hash)) return;
  try {
    await import('../../rl/algorithms/all.ts');
  } catch (error) {
    const { notLoaded } = dictionary(ui.getState().language);
    ui.setState({ notice: { kind: 'error', text: messageOf(notLoaded(messageOf(error))) } });
  }
}

/** Speaks the other language once its words are there. */
async function toggleLanguage(ui: UiStore): Promise<void> {
  const language = ui.getState().language === 'en' ? 'zh' : 'en';
  try {
    await loadDictionary(language);
    ui.setState({ language });
  } catch (error) {
    ui.setState({ notice: { kind: 'error', text: messageOf(error) } });
  }
}

/** Where files go that are neither rankings nor runs. */
function takers(ui: UiStore, models: ModelsController, classroom: ClassDoor): Omit<OtherPlaces, 'show'> {
  return {
    async offer(model) {
      ui.setState({ dialog: 'model' });
      await models.offer(model);
    },
    take: async (kind, file) => (await classroom.load()).take(kind, file),
  };
}

/** Runs as records, the one that trains among them. */
function keepRuns(
  { openRuns, methods }: AppOptions,
  ui: UiStore,
  run: RunStore,
  preferences: PreferencesStore,
  link: TrainerLink,
): KeptRuns {
  const log = () => preferences.store.getState().events;
  const runs = new KeptRuns(openRuns, log);
  tellLiveRun(run, link, async () => {
    const [{ LiveRun }, all] = await Promise.all([import('../runs/state/liveRun.ts'), runs.load()]);
    return new LiveRun(all, log, methods);
  });
  sayTrouble(ui, runs);
  return runs;
}

/** Says when runs are not stored, until they are. */
function sayTrouble(ui: UiStore, runs: KeptRuns): void {
  runs.store.subscribe(({ trouble }, before) => {
    if (trouble === before.trouble) return;
    if (trouble === null) settled(ui, 'runs');
    else complain(ui, 'runs', dictionary(ui.getState().language).runs.notStored(trouble));
  });
}

/** What takes runs that somebody sent, loaded with the first of them. */
const sentRuns = () => import('../share/state/taken.ts');

/** Shows what a link to a run brings, or offers it, beside settings and model, which are followed in any case. */
function follow(screen: Screen, hash: string): void {
  if (!/[#&]at=/.test(hash)) return;
  sentRuns().then(
    ({ followLink }) => followLink(screen, hash),
    () => undefined,
  );
}
