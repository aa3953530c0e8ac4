/**
 * Goes on from a run that was sent: it is trained again here, from its rankings, settings and seed, up to where it was
 * sent from; there it is compared with what came, and rests, or goes on without its leash. Must not know React.
 */
import { exportRankings } from '../../../preferences/files.ts';
import { methodOf, type Settings } from '../../../rl/algorithms/settings.ts';
import type { MetricsRow } from '../../../rl/algorithms/metrics.ts';
import { settingsAtStart } from '../../../rl/runs/fitSchedule.ts';
import { firstDifference, toTheBit, type RowDifference } from '../../../rl/runs/rowDifference.ts';
import type { FilesController } from '../../export/state/filesController.ts';
import { choiceFromText } from '../../library/choice/choice.ts';
import type { MetricsHistory } from '../../runs/state/history.ts';
import type { Sent } from '../../runs/state/place.ts';
import type { RunStore } from '../../runs/state/runStore.ts';
import type { ResetController } from '../../train/state/resetController.ts';
import type { SessionController } from '../../train/state/sessionController.ts';
import type { TrainingController } from '../../train/state/trainingController.ts';

/** What is done on the page. */
export interface Hand {
  readonly run: RunStore;
  readonly live: MetricsHistory;
  readonly session: Pick<SessionController, 'adopt' | 'configure'>;
  readonly resets: Pick<ResetController, 'reset'>;
  readonly training: Pick<TrainingController, 'pauseAt' | 'play' | 'canTrain'>;
  readonly files: Pick<FilesController, 'import'>;
}

/** Nothing holds the policy near the base model any more. */
const LEASH_CUT: Partial<Settings> = { adaptiveKl: false, klCoefficient: 0 };

/** Whether there is a leash to be cut. */
export function hasLeash(settings: Settings): boolean {
  return Object.keys(LEASH_CUT).every((name) => name in methodOf(settings).fields);
}

/** Whether the model that it was trained on can be opened without fetching anything that nobody asked for. */
export function isAtHand({ record }: Sent, { run }: Pick<Hand, 'run'>): boolean {
  const choice = choiceFromText(record.address ?? record.model);
  const { session } = run.getState();
  return choice?.kind === 'embedded' || session?.modelLabel === record.model;
}

/**
 * Begins it; resolves once it trains.
 * @param worse cuts the leash where it was sent from, and goes on
 * @param told called there, with the first difference
 * @returns false where it could not begin, which the page has said
 */
export async function goOn(
  hand: Hand,
  sent: Sent,
  worse: boolean,
  told: (difference: RowDifference | null) => void,
): Promise<boolean> {
  const { run, session, resets, training, files } = hand;
  const { record, place } = sent;
  const choice = choiceFromText(record.address ?? record.model);
  const { model, asked } = run.getState();
  await session.adopt(settingsAtStart(record), choice?.kind === 'embedded' ? choice : model, asked);
  if (run.getState().status !== 'ready') return false;
  if (record.rankings.length > 0)
    await files.import(new File([exportRankings(record.rankings)], 'rankings.jsonl'));
  await resets.reset();
  if (run.getState().status !== 'ready' || run.getState().iteration > 0) return false;
  const atOnce = worse && place.iteration === 0;
  // Written into the address too.
  session.configure(atOnce ? LEASH_CUT : {});
  training.pauseAt(!worse && place.iteration > 0 ? place.iteration : null);
  if (place.iteration > 0) {
    whenReached(hand, sent, (difference) => {
      if (worse) session.configure(LEASH_CUT);
      told(difference);
    });
  }
  run.setState({ view: 'live' });
  if (!training.canTrain) return false;
  await training.play();
  return true;
}

/** Calls once, when the run on the page stands where it was sent from; never where another one has begun. */
function whenReached(
  { run, live, session }: Hand,
  { record, place, exact }: Sent,
  reached: (difference: RowDifference | null) => void,
): void {
  const { session: opened } = run.getState();
  const changes = [...(record.changes ?? [])];
  const stop = live.subscribe(() => {
    if (run.getState().session !== opened) return stop();
    const at = live.latest?.iteration ?? 0;
    while (changes[0] && changes[0].iteration <= at) {
      const { changed } = changes.shift()!;
      session.configure(Object.fromEntries(changed.map(({ name, to }) => [name, to])));
    }
    if (at < place.iteration) return;
    stop();
    const theirs = record.history.filter(({ iteration }) => iteration <= place.iteration);
    reached(firstDifference(theirs, rowsOf(live, theirs), exact ? toTheBit : nearly));
  });
}

/** The rows of the page's run, of those numbers that the other one has. */
function rowsOf(live: MetricsHistory, theirs: readonly MetricsRow[]): readonly MetricsRow[] {
  const names = new Set(theirs.flatMap(({ values }) => Object.keys(values)));
  const rows = new Map<number, Record<string, number>>();
  for (const name of names) {
    const { x, y } = live.curve(name);
    for (const [at, iteration] of x.entries()) rows.set(iteration, { ...rows.get(iteration), [name]: y[at] });
  }
  return [...rows].map(([iteration, values]) => ({ iteration, values }));
}

/** As near as rounded numbers tell. */
function nearly(one: number | undefined, other: number | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    Object.is(one, other) || Math.abs(one - other) <= 1e-3 * Math.max(Math.abs(one), Math.abs(other), 1e-3)
  );
}
