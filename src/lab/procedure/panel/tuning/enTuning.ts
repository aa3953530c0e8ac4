/** Hyperparameter search as a sequence, in English. */
import type { Tuner } from '../../tuning/arms.ts';
import type { TypedTuning } from './tuningStore.ts';

interface RecordedText {
  readonly seeds: number;
  readonly tests: number;
  readonly trials: number;
  readonly updates: number;
  readonly batch: number;
  readonly parameters: number;
  readonly adapter: string;
}

export const enTuning = {
  halves: {
    label: 'Procedures',
    mazes: 'Searching mazes',
    tuning: 'Tuning hyperparameters',
    loading: 'On its way…',
  },
  lead: 'Is tuning hyperparameters a procedure, too? An expert (a Gaussian process that looks around first and settles in the end) searches maps of how well a training ends by learning rate and width. One transformer learns whole searches of it, trial by trial; another, to name the best place at once after a few trials at random. Then they meet maps that none has seen, and are told only what each of their trials gives.',
  first:
    'Press Train: the numbers on the maps are trials, in their order, and move as the models learn. It takes about two minutes without a graphics card. Below stands what was recorded.',
  settings: 'What is trained',
  typed: {
    updates: 'Updates',
    batch: 'Searches of an update',
    learningRate: 'Learning rate',
    seed: 'Seed',
  } satisfies Record<TypedTuning, string>,
  wrongNumber: (least: number, most: number) => `A number from ${least} to ${most}.`,
  train: 'Train',
  stop: 'Stop',
  usual: 'Usual settings',
  noGpu: 'This browser has no WebGPU, so nothing can be trained here. What was recorded stands below.',
  opening: 'Starting the models…',
  training: (update: number, updates: number) => `Training: ${update} of ${updates} updates.`,
  testing: (update: number) => `Searching unseen maps after ${update} updates…`,
  stopped: 'Stopped. What was found stays; Train begins anew.',
  done: 'Trained. Look how each searches the unseen maps.',
  failed: (why: string) => `It did not work: ${why}`,
  arms: {
    search: 'Whole searches',
    oneShot: 'The best at once',
    random: 'At random',
    expert: 'The expert',
  } satisfies Record<Tuner, string>,
  unseen: 'Unseen maps',
  recordedMaps: 'Recorded maps',
  before: 'Map before',
  next: 'Next map',
  map: (number: number, all: number) => `Map ${number} of ${all}`,
  came: (arm: string, share: string) => `${arm}: ${share}`,
  mapLabel: (arm: string, trials: number, share: string) =>
    `${arm}: a map of learning rate, across, and width, down, with ${trials} trials, the best of which comes to ${share} of the way from average to best`,
  key: 'The stronger the colour, the better; learning rate from small (left) to large, width from narrow (top) to wide. Numbers are trials in their order, the square is the best there is. The share is how far the best trial came, from the map’s average (0 %) to its best (100 %). All begin at the same place; “the best at once” sees trials at random, and the last is its own.',
  asText: 'Trials as text',
  trial: (number: number, row: number, column: number, share: string) =>
    `${number}: row ${row}, column ${column}, ${share}`,
  chart: 'Best found by trials, in the mean over unseen maps, from their average to their best',
  table: 'Best found, in the mean over unseen maps',
  heads: (trials: readonly number[]) => ['Search', ...trials.map((trial) => `After ${trial}`)],
  losses: (losses: readonly string[]) => `Loss of what is learnt, nats a token: ${losses.join('; ')}.`,
  recorded: {
    title: 'What was found',
    table: 'Best found after the last trial',
    curves: 'Recorded: best found by trials, in the mean over unseen maps',
    text: ({ seeds, tests, trials, updates, batch, parameters, adapter }: RecordedText) =>
      `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${tests} unseen maps each, ${trials} trials a map, ${updates} updates of ${batch} searches, ${parameters} parameters, on ${adapter}.`,
    heads: ['Search', 'Best found', 'Least–most of seeds', 'Lost trials'],
    ahead: (other: string, mean: string, interval: string | null) =>
      `Whole searches are ahead of “${other}” by ${mean} points${interval ? ` (95 % over seeds: ${interval})` : ''}.`,
    to: (low: string, high: string) => `${low} to ${high}`,
    quick: 'It was a quick look, which proves nothing.',
    met: 'Goal met:',
    missed: 'Goal missed:',
    unmeasured: 'Goal not measured yet:',
    goal: 'on at least 100 unseen functions, after as many trials, searches of a model that learnt whole searches find better values than random search and than a one-shot map at equal data, parameters and updates: the 95 % interval over seeds of either difference is above 0',
  },
};

export type TuningWords = typeof enTuning;
