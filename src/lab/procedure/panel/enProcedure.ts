/** The bench of procedure cloning in English. */
import type { Arm } from '../mazes/arms.ts';
import type { TypedSetting } from './choices.ts';

interface Found {
  readonly found: number;
}
interface RecordedText {
  readonly seeds: number;
  readonly tests: number;
  readonly updates: number;
  readonly batch: number;
  readonly parameters: number;
  readonly adapter: string;
}

export const enProcedure = {
  lead: 'Learn how, or only what? Three transformers learn the same solved mazes from scratch: one writes the whole breadth-first search and then the way, one only the way, one fills in a way with holes. They have the same size, the same mazes and the same number of updates.',
  first:
    'Press Train and watch the curves: it takes a few minutes without a graphics card. Or look at the recorded mazes further down.',
  settings: 'What is trained',
  size: 'Cells of a maze',
  width: 'Width of the model',
  typed: {
    layers: 'Layers',
    updates: 'Updates',
    batch: 'Mazes of an update',
    learningRate: 'Learning rate',
    seed: 'Seed',
    tests: 'Unseen mazes that are tested',
  } satisfies Record<TypedSetting, string>,
  wrongNumber: (least: number, most: number) => `A number from ${least} to ${most}.`,
  armsLabel: 'Ways to learn',
  arms: {
    procedure: 'Whole procedure',
    answer: 'Input to output',
    masked: 'Masked',
  } satisfies Record<Arm, string>,
  armNotes: {
    procedure: 'writes every cell it expands and pushes, then the way back',
    answer: 'writes the way at once',
    masked: 'sees both ways and fills in a way of which any share is masked',
  } satisfies Record<Arm, string>,
  noArm: 'Choose at least one way to learn.',
  train: 'Train',
  stop: 'Stop',
  usual: 'Usual settings',
  noGpu: 'This browser has no WebGPU, so nothing can be trained here. What was recorded stands below.',
  opening: 'Starting the models…',
  training: (update: number, updates: number) => `Training: ${update} of ${updates} updates.`,
  testing: (update: number) => `Solving unseen mazes after ${update} updates…`,
  stopped: 'Stopped. The curves are as far as they came; Train begins anew.',
  done: 'Trained. Look how each searches the unseen mazes, or draw one of your own.',
  failed: (why: string) => `It did not work: ${why}`,
  lossChart: (most: string) => `Loss of what is learnt, nats a token, from 0 to ${most}`,
  shareChart: 'Unseen mazes solved, from none to all',
  table: 'Where each stands',
  heads: ['Way to learn', 'Updates', 'Loss', 'Solved', 'Tokens read', 'Seconds'],
  unseen: 'Unseen mazes',
  arm: 'Way to learn',
  upTo: (steps: number, all: number) => `Step ${steps} of ${all}`,
  before: 'Maze before',
  next: 'Next maze',
  maze: (number: number, all: number) => `Maze ${number} of ${all}`,
  solved: 'Solved.',
  unsolved: 'Not solved.',
  noError: 'Every token is as it should be.',
  errorAt: (step: number, all: number) => `First token that is not as it should be: ${step} of ${all}.`,
  wanted: 'As it should be',
  written: 'As the model wrote it',
  wantedLabel: 'The maze with the search as it should be',
  writtenLabel: 'The maze with the search as the model wrote it',
  key: 'S start, G goal. Dark cells were expanded, light ones pushed, the line is the way; a cross marks the first wrong cell.',
  asText: 'Step by step, as text',
  steps: { expand: 'expand', push: 'push', way: 'way', end: 'end', odd: '?' },
  own: 'A maze of your own',
  ownNote: '# is a wall, S the start, G the goal. Type it, or press walls to put them up and take them away.',
  ownText: 'Maze as text',
  draw: 'Press walls',
  wall: (across: boolean, row: number, column: number) =>
    across ? `Wall right of row ${row}, column ${column}` : `Wall below row ${row}, column ${column}`,
  solve: 'Solve it',
  another: 'Another maze',
  ownFirst: 'Train first: then the models solve it.',
  ownSolved: 'Your maze, solved',
  problems: {
    empty: 'Type a maze first, or take another one.',
    noWay: 'There is no way from S to G in this maze: take a wall away.',
    shape: ({ rows, columns }: { readonly rows: number; readonly columns: number }) =>
      `A maze has as many lines as characters in each, an odd number from 5 on; this has ${rows} lines of up to ${columns} characters.`,
    size: ({ size, known }: { readonly size: number; readonly known: number }) =>
      size > known
        ? `This maze has ${size}×${size} cells, and the models have room for ${known}×${known}: make it smaller, or train on larger mazes.`
        : `This maze has ${size}×${size} cells, and the models know mazes of ${known}×${known} only: make it larger, or train on smaller ones.`,
    cell: ({ line, place }: { readonly line: number; readonly place: number }) =>
      `Line ${line}, place ${place} is a cell and cannot be a wall: walls stand between cells, at odd lines or odd places.`,
    character: ({
      text,
      line,
      place,
    }: {
      readonly text: string;
      readonly line: number;
      readonly place: number;
    }) => `“${text}” in line ${line}, place ${place}, means nothing here: use # and spaces, S and G.`,
    start: ({ found }: Found) =>
      `Put exactly one S into a cell; there ${found === 1 ? 'is' : 'are'} ${found}.`,
    goal: ({ found }: Found) =>
      `Put exactly one G into a cell; there ${found === 1 ? 'is' : 'are'} ${found}.`,
  },
  recorded: {
    title: 'What was found',
    text: ({ seeds, tests, updates, batch, parameters, adapter }: RecordedText) =>
      `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${tests} unseen mazes each, ${updates} updates of ${batch} mazes, ${parameters} parameters, on ${adapter}. Share solved: mean, and least to most over seeds.`,
    heads: ['Mazes and way to learn', 'Solved', 'Least–most'],
    quick: 'It was a quick look, which proves nothing.',
    met: 'Goal met.',
    missed: 'Goal missed.',
    unmeasured: 'Goal not measured yet:',
    goal: 'of at least 100 unseen 8×8 mazes, in every seed, a model that learnt whole procedures solves ≥90 %, one that learnt input to output ≤50 %, at equal data, parameters and updates',
    ofSeeds: (seeds: number) => ` (${seeds} ${seeds === 1 ? 'seed' : 'seeds'} only)`,
    mazes: (size: number, updates: number) => `Recorded mazes of ${size}×${size}, after ${updates} updates`,
  },
};

export type ProcedureWords = typeof enProcedure;
