/** The table of runs, and links to them, in English. Knows formatting, no state. */
import { plural } from '../../text/format.ts';

export const enRuns = {
  title: 'Runs',
  lead: 'Every run is kept in this browser with its curves. Lay some over yours, watch one again, or take their numbers along.',
  filter: 'Filter',
  filterHelp: 'Name, model, method or setting',
  none: 'No run yet. Yours appears here with its first iteration.',
  noneMatch: 'No run matches the filter.',
  listed: (count: number, all: number) =>
    count === all ? plural(all, 'run') : `${count} of ${plural(all, 'run')}`,
  columns: {
    over: 'Over curves',
    name: 'Name',
    made: 'Made with',
    differs: 'Not as usual',
    iterations: 'Iterations',
    reward: 'Reward',
    kl: 'KL',
    agreement: 'Agreement',
    actions: 'Actions',
  },
  differsHelp: 'Settings that are not at their default. In bold: those in which these runs differ.',
  usual: 'all as usual',
  seed: (seed: number) => `seed ${seed}`,
  from: { own: 'yours', file: 'from a file', shipped: 'comes with the page' },
  live: 'trains now',
  overlayOf: (name: string) => `Lay ${name} over the curves`,
  nameOf: (name: string) => `Name of ${name}`,
  watch: 'Watch',
  watchOf: (name: string) => `Watch ${name}`,
  pin: 'Pin',
  pinOf: (name: string) => `Pin ${name} to the top`,
  link: 'Link',
  linkOf: (name: string) => `Copy a link to ${name}`,
  file: 'File',
  fileOf: (name: string) => `Save ${name} as a file`,
  remove: 'Delete',
  removeOf: (name: string) => `Delete ${name}`,
  removed: (name: string) => `${name} is deleted.`,
  bringBack: 'Bring it back',
  broughtBack: (name: string) => `${name} is back.`,
  tooMany: (most: number) => `At most ${most} runs lie over the curves. Take one away first.`,
  numbers: (count: number) => `Numbers of ${plural(count, 'run')}:`,
  saved: (name: string) => `${name} is in your downloads.`,
  unread: (name: string) =>
    `${name} could not be read from this browser’s storage. It is still there: reload the page and try again.`,
  trouble: (message: string) =>
    `Some of a run is not stored: it is kept until you close the page, and written again with the next iteration. What was stored before is still there. Save it as a file to be sure. ${message}`,
  copied: (rankings: number) =>
    rankings > 0 ? `The link is copied, with ${plural(rankings, 'ranking')} in it.` : 'The link is copied.',
  copiedWithout: (left: number) =>
    `The link is copied. It can be watched, and has no room for its ${plural(left, 'ranking')}: to go on from them, send the run as a file, which holds them all.`,
  notCopied: (message: string) => `The link could not be copied. ${message}`,
  compare: {
    open: 'Compare with…',
    lead: 'Another method learns from the same rankings, or by the same rule, on a model of its own beside yours. Your run rests meanwhile and stays as it is. Its curves lie over yours when it is done.',
    notHere:
      'A second run opens beside the models that come with the page, where there is WebGPU. For any other model: npm run compare.',
    tooFew: (ranked: number, needed: number) =>
      `There is not enough for this method to learn from: ${plural(ranked, 'ranking')}, and it needs ${needed}. Rank a few more prompts.`,
    method: 'Method',
    preset: 'Settings',
    presets: { same: 'as this run’s', usual: 'the method’s usual ones' },
    iterations: 'Iterations',
    begin: (rankings: number) => `Train from ${plural(rankings, 'ranking')}`,
    beginRuled: 'Train by the same rule',
    stop: 'Stop',
    opening: 'Opens the model; first the reward model learns, where the method has one.',
    progress: (name: string, done: number, of: number) => `${name}: iteration ${done} of ${of}`,
    failed: (message: string) => `It ended early. ${message}`,
    stopped: (done: number) => `It had done ${plural(done, 'iteration')}.`,
    laid: (name: string) => `${name} is among the runs, and lies over the curves.`,
    kept: (name: string, most: number) =>
      `${name} is among the runs. ${most} lie over the curves already: take one away to see it there.`,
  },
  offer: {
    title: 'A link to a run',
    text: (rankings: number, iteration: number) =>
      `This link brings ${plural(rankings, 'ranking')}. The run that learned from them stood at iteration ${iteration}. Its settings and model are chosen already.`,
    bare: (iteration: number) =>
      `This link leads to a run at iteration ${iteration}, and brings no rankings. Its settings and model are chosen already.`,
    take: 'Add the rankings to mine',
    leave: 'Leave them',
    ok: 'Go on',
    stop: (iteration: number) => `Pause at iteration ${iteration}`,
    broken: 'Its curves cannot be read: the link was cut off or changed. Ask for it again, or for the file.',
    damaged:
      'The rankings in this link cannot be read: it was cut off or changed. Settings and model are chosen all the same.',
  },
};

/** The shape every language must have. */
export type RunsWords = typeof enRuns;
