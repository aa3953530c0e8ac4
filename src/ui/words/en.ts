/**
 * Every word of the page in English; zh.ts must have the same keys. Sentences with numbers are
 * functions, so that no caller glues words together. Knows formatting, no state.
 */
import { enCharts } from '../charts/words/enCharts.ts';
import { enExplain } from '../charts/words/enExplain.ts';
import { enKeeping } from '../rank/words/enKeeping.ts';
import { enClassifier } from '../rank/words/enClassifier.ts';
import { enSimulated } from '../rank/words/enSimulated.ts';
import { enViews } from '../inspect/words/enViews.ts';
import { fixed, plural } from '../text/format.ts';
import { enRank } from '../rank/words/enRank.ts';
import { enTrain } from '../train/words/enTrain.ts';

export const en = {
  tagline: 'Teach a small language model your taste',
  otherLanguage: '中文',
  menu: 'Menu',
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
    slowMotion: 'Slow motion',
    inspect: 'Look inside',
    reset: 'Reset',
    compare: 'Compare now',
    measure: 'Measure a step',
    model: 'Model',
    exportModel: 'Export a model…',
    cluster: 'Continue on a cluster…',
    simulate: 'Simulate 24 rankings',
    guide: 'Guide',
    runs: 'Runs',
    share: 'Share',
    lab: 'Lab',
    experiments: 'Experiments',
    projector: 'Projector',
    quality: 'How good is the reward model?',
    settings: 'Settings',
    shortcuts: 'Keyboard shortcuts',
    exportRankings: 'Export rankings (JSONL)',
    exportPairs: 'Export chosen/rejected pairs (JSONL)',
    import: 'Import rankings…',
    handIn: 'Hand in…',
    class: 'A class…',
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

  ...enRank,

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
    undeleted: 'The run that was deleted is back.',
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

  ...enTrain,

  charts: enCharts,

  explain: enExplain,

  keeping: enKeeping,

  ...enViews,

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
