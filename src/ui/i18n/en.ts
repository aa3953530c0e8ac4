/**
 * Every word of the page in English; zh.ts must have the same keys. Sentences with numbers are
 * functions, so that no caller glues words together. Knows formatting, no state.
 */
import { enCharts } from './enCharts.ts';
import { enExplain } from './enExplain.ts';
import { enKeeping } from './enKeeping.ts';
import { enClassifier } from './enClassifier.ts';
import { enSimulated } from './enSimulated.ts';
import { enTime } from './enTime.ts';
import { enViews } from './enViews.ts';
import { fixed, plural } from './format.ts';

export const en = {
  tagline: 'Teach a small language model your taste',
  otherLanguage: '中文',
  close: 'Close',
  dismiss: 'Dismiss',
  cancel: 'Cancel',

  actions: {
    submit: 'Submit ranking',
    skip: 'Skip',
    unusable: 'None is usable',
    undo: 'Undo',
    redo: 'Redo',
    rank: 'Give the answer in focus this rank (same digit: tie)',
    unrank: 'Take the answer in focus out of the ranking',
    next: 'Next answer',
    previous: 'Previous answer',
    moveUp: 'Move the answer in focus up',
    moveDown: 'Move the answer in focus down',
    tie: 'Tie with the answer above',
    play: 'Play',
    pause: 'Pause',
    stepIteration: 'Step iteration',
    stepStage: 'Step stage',
    reset: 'Reset',
    compare: 'Compare now',
    measure: 'Measure a step',
    model: 'Model',
    exportModel: 'Export a model…',
    cluster: 'Continue on a cluster…',
    simulate: 'Simulate 24 rankings',
    settings: 'Settings',
    shortcuts: 'Keyboard shortcuts',
    exportRankings: 'Export rankings (JSONL)',
    exportPairs: 'Export chosen/rejected pairs (JSONL)',
    import: 'Import rankings…',
    theme: 'Theme',
    language: 'Language',
    restart: 'Restart from the last checkpoint',
    retry: 'Try again',
    load: 'Load the model',
    otherModel: 'Choose another model',
    memory: 'See what fits',
    takeBack: 'Take the reset back',
    showLive: 'Back to your run',
  },
  theme: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },

  facts: {
    type: 'Type',
    food: 'Food',
    price: 'Price',
    rating: 'Rating',
    area: 'Area',
    family: 'Families',
    near: 'Near',
  },

  rank: {
    title: 'Rank',
    lead: 'Which blurb do you like best?',
    hint: 'Click the blurbs, best first, or press 1–4; the same number is a tie.',
    hintTouch: 'Tap the blurbs, best first; the same number is a tie.',
    prompt: 'Facts the model was given',
    answers: 'Answers to rank',
    answer: (letter: string) => `Answer ${letter}`,
    rankOf: (letter: string, rank: number) => `Answer ${letter}: rank ${rank}`,
    handle: (letter: string) => `Drag answer ${letter}`,
    ranked: (rank: number, tied: readonly string[]) =>
      tied.length > 0 ? `Rank ${rank}, tied with ${tied.join(' and ')}` : `Rank ${rank}`,
    unranked: 'Not ranked yet',
    writing: 'The model is still writing',
    empty: 'The model wrote nothing.',
    waiting: 'Waiting for the model…',
    rest: 'Blurbs without a number count as tied for last.',
    submitHint: 'Give at least one blurb a number first.',
    failed: (message: string) => `The model could not write answers. ${message}`,
    progress: (count: number, goal: number) => `${count} of ${goal} rankings`,
    starts: (minimum: number) => `The reward model starts at ${minimum}`,
    learning: 'The reward model learns from every one',
    otherwise: (count: number, all: number) =>
      `${count} of ${all} rankings were given to prompts in another form: another chat template or system prompt, or none. They are learned from as they were.`,
    startsNow: 'Enough to train: press Play',
    rater: 'Who ranks',
    raters: {
      person: 'You',
      shorter: 'Shorter',
      length: 'Near a length',
      keyword: 'Says certain words',
      pattern: 'Matches a pattern',
      warmer: 'Warmer',
      question: 'Asks a question',
      family: 'Family first',
      facts: 'Keeps the facts',
      classifier: 'Classifier',
    },
    raterHelp:
      'You, or a simulated taste with a known utility, so that the loop runs by itself and what it likes can be measured.',
  },

  classifier: enClassifier,
  simulated: enSimulated,

  said: {
    placed: (letter: string, rank: number, tied: readonly string[]) =>
      `${letter} is rank ${rank}${tied.length > 0 ? `, tied with ${tied.join(' and ')}` : ''}.`,
    unplaced: (letter: string) => `${letter} has no rank now.`,
    stays: (letter: string) => `${letter} stays where it is.`,
    submitted: (count: number) => `Ranking ${count} is in.`,
    skipped: 'Skipped.',
    unusable: 'None is usable: noted.',
    prompt: (text: string) => `Next prompt: ${text}`,
    undone: 'The last step is taken back.',
    undoneSettings: 'The last change of settings is taken back.',
    redoneSettings: 'The change of settings is back.',
    undoneRanking: 'Your last judgement is taken back. Its answers are on screen again.',
    redone: 'The step is back.',
    redoneRanking: 'The judgement counts again.',
    playing: 'Training runs.',
    paused: 'Training pauses after this stage.',
    imported: (count: number) => `${plural(count, 'ranking')} imported.`,
    simulated: (count: number) => `${plural(count, 'simulated ranking')} added.`,
    exported: (name: string) => `${name} is in your downloads.`,
    nothingToExport: 'There is nothing to export yet. Rank a prompt first.',
    measured: (milliseconds: number) => `Measured: a step takes ${fixed(milliseconds, 1)} milliseconds.`,
    modelStored: (name: string) => `${name} is in this browser now.`,
    shared: 'The address holds your settings.',
  },

  last: {
    title: 'Your last ranking',
    none: 'After you submit, the reward model’s scores and the version that wrote each blurb appear here.',
    order: 'Your order',
    wroteIt: 'Written by',
    score: 'Reward model',
    version: (iteration: number) => (iteration === 0 ? 'base model' : `iteration ${iteration}`),
    noModel: 'No reward model yet',
    learned: 'It has learned from this ranking.',
    pending: 'Asking the reward model…',
    agrees: (right: string, pairs: number) =>
      `The reward model orders ${right} of ${plural(pairs, 'pair')} the way you did.`,
    scoreHelp:
      'Reward-model score r(x, y), in standard deviations of the base model’s scores: 0 is an average base answer. It is asked before it learns from a ranking, unless it started with that one.',
  },

  train: {
    title: 'Train',
    controls: 'Training controls',
    iteration: (iteration: number) => `Iteration ${iteration}`,
    notStarted: 'Not started',
    saved: (iteration: number) => `saved at ${iteration}`,
    done: 'Done',
    stages: { fit: 'Fit', sample: 'Sample', score: 'Score', update: 'Update', idle: 'Idle' },
    stageText: {
      fit: 'The reward model learns your order',
      sample: (batch: number) => `The model writes ${batch} blurbs`,
      score: 'Reward model scores, KL is charged',
      update: (epochs: number, minibatches: number) => `PPO: ${epochs} × ${minibatches} clipped steps`,
    },
    locked: (missing: number) => `${plural(missing, 'more ranking')} to Play`,
    notRunning: (message: string) => `That did not work. ${message}`,
  },

  progress: {
    label: (task: string) => `Progress: ${task}`,
    tasks: {
      download: 'Downloading the model',
      compile: 'Compiling the shaders',
      restore: 'Restoring your run',
      fit: 'Fitting the reward model',
      evaluate: 'Measuring agreement',
      sample: 'Sampling answers',
      score: 'Scoring answers',
      update: 'Updating the policy',
      baseline: 'Measuring the base model',
      simulate: 'A simulated rater ranks',
      classifier: 'Downloading the classifier',
      measure: 'Measuring a step',
      starting: 'Starting the GPU',
      prepare: 'Preparing the model',
      save: 'Saving your run',
      export: 'Exporting',
      tune: 'Choosing kernels',
    } as Record<string, string>,
  },

  charts: enCharts,

  explain: enExplain,

  keeping: enKeeping,

  ...enViews,

  time: enTime,

  failure: {
    title: 'Training stopped',
    cancelledTitle: 'Loading was cancelled',
    cancelledText: 'Nothing is lost: your rankings and your saved run are in this browser.',
    startTitle: 'The model did not start',
    savingTitle: 'This run was not saved; training goes on',
    /** What goes before the trainer's own sentence, which is English: nothing here, the gist in other languages. */
    kinds: {
      'no-gpu': '',
      'gpu-lost': '',
      'out-of-memory': '',
      nan: '',
      rankings: '',
      storage: '',
      model: '',
      internal: '',
    },
  },

  reset: {
    title: 'Back to the base model?',
    text: (iteration: number) =>
      `The model forgets its ${plural(iteration, 'iteration')} of training. Your rankings are kept.`,
    confirm: 'Reset now',
    done: (iteration: number) =>
      `Reset: the model is the base model again. Until you train, its ${plural(iteration, 'iteration')} can come back.`,
  },

  files: {
    menu: 'Export / import',
    foreign: (name: string, message: string) => `${name} was not imported. ${message}`,
  },

  session: {
    model: (name: string, parameters: string) => `${name}, ${parameters} parameters`,
    button: (name: string) => `Model: ${name}`,
    software: 'software adapter: slower, same results',
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    lead: 'They work anywhere on the page, except while you type in a field.',
    single: 'Shortcuts of a single letter, digit or sign',
    groups: { rank: 'Ranking', train: 'Training', page: 'Page' },
  },
};

/** The shape every language must have. */
export type Dictionary = typeof en;
