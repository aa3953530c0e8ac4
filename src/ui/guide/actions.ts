/** What the guide's buttons do to the page: what a person could do there, in one press. Knows the app; knows no words. */
import type { Settings } from '../../rl/algorithms/settings.ts';
import type { App } from '../app/createApp.ts';
import { isCut } from './state/facts.ts';
import { AWAY, type ActId } from './state/steps.ts';

export interface GuideAction {
  /** Whether it is possible now. */
  readonly enabled: (app: App) => boolean;
  readonly perform: (app: App) => void;
}

/** Iterations after which KL is off the floor. */
const FIRST_RUN = 3;
/** Who ranks for those who are in a hurry: a taste for any text. */
const STAND_IN = 'shorter';

const rests = ({ run, training }: App) => {
  const { running, pending } = run.getState();
  return training.canTrain && !running && !pending;
};

/** Trains for some iterations more, and rests then. */
function run(app: App, iterations: number): void {
  app.training.pauseAt(app.run.getState().iteration + iterations);
  void app.training.play();
}

/** A simulated taste ranks, and the person again after it. */
async function standIn(app: App): Promise<void> {
  const { rater } = app.run.getState().settings;
  app.session.chooseRater(STAND_IN);
  await app.training.simulate();
  app.session.chooseRater(rater);
}

/** The leash as it was before the guide cut it, for this visit. */
let before: Partial<Settings> | null = null;

/** Acts that a press can do. Reading and ranking are a person's own. */
export const GUIDE_ACTIONS: Readonly<Partial<Record<ActId, GuideAction>>> = {
  fit: {
    enabled: ({ run, training }) =>
      run.getState().status === 'ready' && (training.missing > 0 || run.getState().agreement.length === 0),
    perform: (app) => void standIn(app),
  },
  iterate: { enabled: rests, perform: (app) => void app.training.step('iteration') },
  drift: { enabled: rests, perform: (app) => run(app, FIRST_RUN) },
  colours: {
    enabled: ({ run }) => run.getState().status === 'ready' && !run.getState().comparing,
    perform: (app) => void app.training.compare(),
  },
  cut: {
    enabled: ({ run }) => run.getState().status === 'ready' && !isCut(run.getState().settings),
    perform(app) {
      const { adaptiveKl, klCoefficient, klTarget } = app.run.getState().settings;
      before = { adaptiveKl, klCoefficient, klTarget };
      app.session.configure({ adaptiveKl: false, klCoefficient: 0 });
    },
  },
  away: { enabled: rests, perform: (app) => run(app, AWAY) },
  back: {
    enabled: ({ run }) => isCut(run.getState().settings),
    perform: (app) => app.session.configure(before ?? { adaptiveKl: true, klCoefficient: 0.15 }),
  },
};

/** Plays the recording that comes with the page. */
export async function watchRecording(app: App): Promise<void> {
  if (!(await app.recorded.load())) return;
  app.run.setState({ view: 'recorded', company: false });
  app.recorded.play();
}
