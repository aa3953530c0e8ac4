/**
 * Back to the base model, and back from there: asks where there is something to lose, and keeps the run that was left
 * until another one is trained in its place. Must not know React.
 */
import type { MethodDeclaration } from '../../../rl/declaration.ts';
import type { Settings } from '../../../rl/algorithms/settings.ts';
import { dictionary } from '../../words/index.ts';
import { waitingFields } from '../../settings/state/memory.ts';
import type { PreferencesStore } from '../../rank/state/preferencesStore.ts';
import type { RunStore } from '../../runs/state/runStore.ts';
import type { UiStore } from '../../app/state/uiStore.ts';
import type { SessionController } from './sessionController.ts';
import type { TrainerLink } from '../../app/state/trainerLink.ts';
import type { TrainingController } from './trainingController.ts';

export class ResetController {
  #ui: UiStore;
  #preferences: PreferencesStore;
  #run: RunStore;
  #session: SessionController;
  #training: TrainingController;
  #methods: readonly MethodDeclaration[];
  /** The settings of the run that was left, while it can be had back. */
  #left: Settings | null = null;
  #tell = () => {};

  constructor(
    ui: UiStore,
    preferences: PreferencesStore,
    run: RunStore,
    session: SessionController,
    training: TrainingController,
    link: TrainerLink,
    methods: readonly MethodDeclaration[],
  ) {
    this.#methods = methods;
    this.#ui = ui;
    this.#preferences = preferences;
    this.#run = run;
    this.#session = session;
    this.#training = training;
    link.on({
      // What trains now is saved in place of the run that was left.
      stage: ({ stage }) => stage !== 'idle' && this.#forget(),
      saved: () => {
        if (this.#left === null && preferences.recall().fresh) preferences.remember({ fresh: false });
      },
    });
    run.subscribe(({ model, status }, before) => {
      if (model !== before.model) this.#forget();
      if (status === 'ready' && before.status !== 'ready') void this.#beginAnew();
    });
  }

  get canTakeBack(): boolean {
    return this.#left !== null && this.#run.getState().status === 'ready';
  }

  /** Calls after each reset that can be taken back. */
  onReset(listener: () => void): void {
    this.#tell = listener;
  }

  /** Resets at once when there is nothing to lose, and asks first otherwise. */
  ask(): void {
    if (this.#run.getState().iteration > 0) this.#ui.setState({ dialog: 'reset' });
    else void this.reset();
  }

  /** Back to the base model, with the settings as they are now. Rankings stay. */
  async reset(): Promise<void> {
    const { settings, opened, iteration } = this.#run.getState();
    // What memory depends on takes a session of its own.
    if (waitingFields(settings, opened, this.#methods).length > 0)
      return this.#session.open({ resume: false });
    if (!(await this.#training.reset(iteration > 0)) || iteration === 0) return;
    this.#left = settings;
    // A reload before the first save must not bring back what was left.
    this.#preferences.remember({ fresh: true });
    const { reset } = dictionary(this.#ui.getState().language);
    this.#ui.setState({ notice: { kind: 'info', text: reset.done(iteration), action: 'takeBack' } });
    this.#tell();
  }

  /** Opens the run that was left, as it was when it was left. */
  async takeBack(): Promise<void> {
    const settings = this.#left;
    if (!settings || !this.canTakeBack) return;
    this.#forget();
    this.#preferences.remember({ fresh: false });
    this.#run.setState({ settings });
    await this.#session.open();
  }

  #forget(): void {
    this.#left = null;
    if (this.#ui.getState().notice?.action === 'takeBack') this.#ui.setState({ notice: null });
  }

  /** The page was reloaded after a reset, before anything else was saved. */
  async #beginAnew(): Promise<void> {
    if (this.#left !== null || !this.#preferences.recall().fresh) return;
    if (this.#run.getState().iteration > 0 && !(await this.#training.reset())) return;
    this.#preferences.remember({ fresh: false });
  }
}
