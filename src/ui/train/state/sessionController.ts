/**
 * The life of a session: is there WebGPU, open, restore, restart after a failure, settings.
 * What a trainer tells is the matter of trainerNews.ts. Must not know React or the worker itself.
 */
import type { Rater } from '../../../tastes/labeler.ts';
import { RANKINGS_TO_START } from '../../../preferences/event.ts';
import { activeRankings } from '../../../preferences/log.ts';
import { METHODS } from '../../../rl/algorithms/declarations.ts';
import type { MethodDeclaration } from '../../../rl/declaration.ts';
import { defaultSettings, modelChange, type Settings } from '../../../rl/algorithms/settings.ts';
import { rootOf } from '../../../files/hub/modelChoice.ts';
import type { ModelChoice, OpenRequest, SessionInfo } from '../../../workers/protocol.ts';
import { toFailure } from '../../../workers/failures.ts';
import { addAgreement } from '../../runs/state/agreementSeries.ts';
import type { AgreementPoint } from '../../storage/visit.ts';
import type { MetricsHistory } from '../../runs/state/history.ts';
import { AUTOMATIC, sameChoice } from '../../library/choice/choice.ts';
import { chatOf, NOTHING_ASKED, sameAsked, withoutEmpty, type Asked } from '../../library/choice/prompts.ts';
import { writeHash } from '../../settings/state/hash.ts';
import { liveSettings, needsNewRun, waitingFields } from '../../settings/state/memory.ts';
import type { PreferencesStore } from '../../rank/state/preferencesStore.ts';
import type { RunStore } from '../../runs/state/runStore.ts';
import { dictionary } from '../../words/index.ts';
import { announce, type UiStore } from '../../app/state/uiStore.ts';
import type { MissingWebGpu } from '../../app/state/webGpu.ts';
import { fittingPrompts } from '../../rank/state/promptPicker.ts';
import type { RankingController } from '../../rank/state/rankingController.ts';
import { complain, settled } from '../../app/state/notices.ts';
import { messageOf, type TrainerLink } from '../../app/state/trainerLink.ts';
import { TrainerNews } from './trainerNews.ts';

export interface SessionOptions {
  /** URL the model folders live under, with trailing slash. */
  readonly modelRoot: string;
  /** What this page lacks of WebGPU, or null where there is an adapter. */
  readonly probe: () => Promise<MissingWebGpu | null>;
  /** Called with the new `#…` part of the address, or '' for none. */
  readonly writeAddress: (hash: string) => void;
  /** What can be trained by, the usual one first. */
  readonly methods?: readonly MethodDeclaration[];
}

/** How long a run may take to come to rest and be saved before another model is opened. */
const SAVING_PATIENCE_MS = 30_000;

export class SessionController {
  #ui: UiStore;
  #preferences: PreferencesStore;
  #run: RunStore;
  #live: MetricsHistory;
  #rater: RankingController;
  #link: TrainerLink;
  #options: SessionOptions;
  #methods: readonly MethodDeclaration[];
  #news: TrainerNews;
  #stopSaving: (() => void) | null = null;

  constructor(
    ui: UiStore,
    preferences: PreferencesStore,
    run: RunStore,
    live: MetricsHistory,
    rater: RankingController,
    link: TrainerLink,
    options: SessionOptions,
  ) {
    this.#ui = ui;
    this.#preferences = preferences;
    this.#run = run;
    this.#live = live;
    this.#rater = rater;
    this.#link = link;
    this.#options = options;
    this.#methods = options.methods ?? METHODS;
    this.#news = new TrainerNews(ui, preferences, run, live, rater, link, this.#methods);
    preferences.onLate(() => void this.#news.tellPreferences());
    preferences.store.subscribe(({ events }) => {
      if (run.getState().failure?.kind !== 'rankings') return;
      // There is enough to learn from again.
      if (activeRankings(events).length >= RANKINGS_TO_START) run.setState({ failure: null });
    });
  }

  /** Looks for WebGPU and opens the trainer with whatever the last visit left. */
  async start(): Promise<void> {
    const missing = await this.#options.probe();
    if (missing) {
      this.#run.setState({ status: 'unsupported', missing });
      return;
    }
    // A trainer that believed the log to be empty would unlearn what it has learned from it.
    await this.#preferences.ready;
    const { agreement = [], changes = [], samples = null } = this.#preferences.recall();
    this.#run.setState({ agreement, changes, samples });
    await this.open();
  }

  /**
   * Opens a fresh trainer; a run of this model in this browser's storage goes on where it was saved.
   * @param resume false begins a new run in its place
   */
  async open({ resume = true } = {}): Promise<void> {
    const { settings, model, asked } = this.#run.getState();
    this.#news.stop();
    // Errors of the trainer before are over with it.
    if (this.#ui.getState().notice?.kind === 'error') this.#ui.setState({ notice: null });
    this.#rater.source.abandon();
    const { status, view: before } = this.#run.getState();
    this.#run.setState({
      status: 'loading',
      // Who asks for another run wants to see that one; a first visit may be watching a recording already.
      view: status === 'probing' ? before : 'live',
      opened: settings,
      failure: null,
      missing: null,
      running: false,
      pending: false,
      comparing: false,
      measurement: null,
      measuring: false,
      savedIteration: null,
      stage: 'idle',
      done: [],
      progress: { task: 'starting', done: 0, total: 0 },
    });
    try {
      const session = await this.#link.open({
        model,
        modelRoot: this.#options.modelRoot,
        settings,
        ...openedWith(asked),
        preferences: this.#preferences.store.getState().events,
        resume,
      });
      if (!session) return;
      this.#news.flush();
      this.#live.replace(session.history);
      const { agreement, changes, samples, comparePrompt, view, company } = this.#run.getState();
      const prompts = session.prompts.heldOut.length > 0 ? session.prompts.heldOut : session.prompts.train;
      this.#run.setState({
        status: 'ready',
        session,
        progress: null,
        iteration: session.iteration,
        view: company ? 'live' : view,
        company: false,
        baseUtility: session.baseUtility ?? this.#run.getState().baseUtility,
        agreement: restoredAgreement(agreement, session),
        changes: session.iteration > 0 ? changes : [],
        samples: session.iteration > 0 ? samples : null,
        comparePrompt:
          comparePrompt !== null && prompts.includes(comparePrompt)
            ? comparePrompt
            : (fittingPrompts(prompts, session, settings)[0] ?? null),
      });
      if (session.warning) this.#ui.setState({ notice: { kind: 'info', text: messageOf(session.warning) } });
      this.#rater.source.fill();
      // What was said while it opened.
      void this.#news.tellPreferences();
      void this.#rater.showLast();
    } catch (error) {
      this.#link.close();
      const failure = toFailure(error, 0);
      this.#run.setState({ status: 'failed', progress: null, failure });
      // The page had an adapter, and if it still has, it is the worker that has none.
      if (failure.kind !== 'no-gpu') return;
      const missing = (await this.#options.probe()) ?? 'workers';
      if (this.#run.getState().failure === failure) this.#run.setState({ missing });
    }
  }

  /** Stops the loading; rankings and the saved run are safe, and {@link open} starts again. */
  async cancelLoading(): Promise<void> {
    if (this.#stopSaving) {
      this.#stopSaving();
      return;
    }
    this.#news.flush();
    this.#rater.source.abandon();
    this.#run.setState({ status: 'cancelled', progress: null });
    announce(this.#ui, dictionary(this.#ui.getState().language).failure.cancelledTitle);
    await this.#link.cancelOpening();
  }

  /** Changes settings, in the trainer and in the address; what memory depends on waits for {@link apply}. */
  configure(change: Partial<Settings>): void {
    const settings = { ...this.#run.getState().settings, ...change };
    this.#run.setState({ settings });
    this.#writeAddress();
    this.#tellSettings();
  }

  /** Who ranks from now on. One that has nothing to look for yet is asked what. */
  chooseRater(rater: Rater): void {
    this.configure({ rater });
    const { keyword, pattern } = this.#run.getState().settings;
    const missing = (rater === 'keyword' && keyword.trim() === '') || (rater === 'pattern' && pattern === '');
    if (missing) this.#ui.setState({ dialog: 'settings' });
  }

  /** Every setting back to its default, the model too. */
  async resetSettings(): Promise<void> {
    this.configure(defaultSettings(false, undefined, this.#methods));
    await this.setModel(AUTOMATIC);
  }

  /** Takes settings and model from the address, as after Back. */
  async adopt(settings: Settings, model: ModelChoice, asked: Asked = NOTHING_ASKED): Promise<void> {
    this.#run.setState({ settings });
    this.#tellSettings();
    if (!sameChoice(model, this.#run.getState().model)) await this.#change(model, asked);
  }

  /** Opens another model, or the same one with other prompts. The run so far is saved first. */
  async setModel(model: ModelChoice, asked: Asked = NOTHING_ASKED): Promise<void> {
    const before = this.#run.getState();
    const same = sameChoice(model, before.model) && sameAsked(before.asked, withoutEmpty(asked));
    if (same && before.status === 'ready') return;
    const usual = modelChange(before.settings, isOwn(before.model), isOwn(model), this.#methods);
    this.#run.setState({ settings: { ...before.settings, ...usual } });
    await this.#change(model, asked);
  }

  /** Opens the session again with the settings as they are now: the run goes on, or begins anew where it must. */
  async apply(): Promise<void> {
    const { settings, opened } = this.#run.getState();
    const resume = !needsNewRun(waitingFields(settings, opened, this.#methods), this.#methods);
    if (await this.#saveRun()) await this.open({ resume });
  }

  async #change(model: ModelChoice, given: Asked): Promise<void> {
    const asked = withoutEmpty(given);
    if (!(await this.#saveRun())) return;
    this.#rater.source.discard();
    this.#live.replace([]);
    this.#run.setState({ model, asked, session: null, iteration: 0, comparison: null, baseUtility: null });
    this.#news.remember({ agreement: [], changes: [], samples: null });
    this.#writeAddress();
    if (this.#run.getState().status !== 'unsupported') await this.open();
  }

  /**
   * Lets the stage end and the run be saved; a trainer that failed or takes too long is not waited for.
   * @returns false when the person stopped it: then all stays as it was
   */
  async #saveRun(): Promise<boolean> {
    const { status, iteration, running, failure, savedIteration } = this.#run.getState();
    const saved = !running && (savedIteration ?? 0) >= iteration;
    if (status !== 'ready' || failure !== null || saved) return true;
    this.#run.setState({ status: 'loading', progress: { task: 'save', done: 0, total: 0 } });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopped = new Promise<boolean>((resolve) => (this.#stopSaving = () => resolve(false)));
    const patience = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(true), SAVING_PATIENCE_MS);
    });
    const paused = (this.#link.api?.pause() ?? Promise.resolve()).then(
      () => true,
      () => true,
    );
    const goOn = await Promise.race([paused, stopped, patience]);
    clearTimeout(timer);
    this.#stopSaving = null;
    if (!goOn) this.#run.setState({ status: 'ready', progress: null });
    return goOn;
  }

  #writeAddress(): void {
    const { settings, model } = this.#run.getState();
    this.#options.writeAddress(writeHash({ settings, model }, this.#methods));
  }

  #tellSettings(): void {
    const { settings, opened } = this.#run.getState();
    const live = liveSettings(settings, opened, this.#methods);
    this.#link.api?.configure(live).then(
      () => settled(this.#ui, 'settings'),
      (error: unknown) => complain(this.#ui, 'settings', messageOf(error)),
    );
  }
}

/** Whether a model writes to prompts of a person's own. */
function isOwn(model: ModelChoice): boolean {
  return rootOf(model).kind !== 'embedded';
}

/** What a person asked of a model, as the trainer takes it; nothing where they asked nothing. */
function openedWith(asked: Asked): Pick<OpenRequest, 'prompts' | 'chat'> {
  const { prompts, system, template, named } = asked;
  return {
    ...(prompts.length > 0 ? { prompts } : {}),
    ...(system === '' && template && named === undefined ? {} : { chat: chatOf(asked) }),
  };
}

/** The stored curve goes with the restored run; without one, or without its curve, the run's own word counts. */
function restoredAgreement(
  stored: readonly AgreementPoint[],
  session: SessionInfo,
): readonly AgreementPoint[] {
  if (!session.agreement) return [];
  return stored.length > 0 ? stored : addAgreement([], session.agreement);
}
