/** A class's rankings, assignments and what is handed in, in English. Knows formatting, no state. */
import type { FileProblem } from '../../../preferences/class/gather.ts';
import type { Task } from '../../../preferences/class/assignment.ts';
import { fixed, percent, plural } from '../../text/format.ts';

type Interval = readonly [low: number, high: number];
const between = ([low, high]: Interval, digits = 2) => `${fixed(low, digits)} to ${fixed(high, digits)}`;
const shares = ([low, high]: Interval) => `${percent(low)} to ${percent(high)}`;

export const enClass = {
  title: 'A class',
  lead: 'Everybody ranks on their own computer and hands in a file, a link or a QR code. Put them together here: nothing is sent anywhere.',
  gather: {
    title: 'What was handed in',
    drop: 'Drop files, folders or zips here: what the page hands in, rankings, pairs, runs.',
    choose: 'Choose files…',
    links: 'Links that were handed in',
    linksHelp: 'Paste links here, one a line',
    addLinks: 'Add the links',
    added: (count: number) =>
      count === 0 ? 'There is no such link in it.' : `${plural(count, 'link')} added.`,
    reading: (count: number) => `${plural(count, 'file')} to read …`,
    summary: (raters: number, rankings: number, sets: number, shared: number) =>
      `${plural(raters, 'person', 'people')}, ${plural(rankings, 'ranking')} of ${plural(sets, 'set')} of answers; ${plural(shared, 'set')} ranked by two or more.`,
    clear: 'Put away',
    waiting: (have: number, of: number) => `Of something handed in as ${of} codes, ${have} are here.`,
    problems: (count: number) => `${plural(count, 'file')} could not be read whole`,
    problem: ({ kind, line, reason, kept }: FileProblem) => {
      if (kind === 'assignment')
        return 'It was handed in short: the assignment’s file is needed to read it. Drop that here too.';
      if (line === 0) return reason === '' ? 'It is no file of rankings.' : reason;
      const rest = kept === 0 ? 'Nothing of it was taken.' : `The ${kept} other lines were read.`;
      if (kind === 'torn') return `Its end is missing (line ${line}). ${rest}`;
      return `Line ${line}: ${reason}. ${rest}`;
    },
    unnamed: (number: number) => `Rater ${number}`,
  },
  agreement: {
    title: 'How far they agree',
    alpha: 'Krippendorff’s α, ordinal',
    alphaHelp:
      '1: all rank alike, 0: as by lot. Of each answer’s rank; .8 is usually asked for, .667 at least.',
    interval: 'α, ranks as distances',
    w: 'Kendall’s W',
    wHelp: 'The mean over sets, ties corrected. 1: all rank alike. By lot it is about 1 ÷ raters.',
    sure: (interval: Interval | null) =>
      interval ? `95 %: ${between(interval)}` : 'too few sets for an interval',
    none: 'No set was ranked by two people: agreement needs the same answers. An assignment gives everybody the same.',
    position: 'Does what stands first win?',
    positionText: (share: number, interval: Interval, chance: number, rankings: number) =>
      `First shown, ranked first: ${percent(share)} (95 %: ${shares(interval)}) of ${plural(rankings, 'ranking')}; by lot ${percent(chance)}.`,
    verdict: {
      first: 'More often than by lot: what stands first has an advantage.',
      later: 'Less often than by lot: what stands first has a disadvantage.',
      none: 'No position bias can be told.',
    },
    places: (shares: readonly number[]) => `By place: ${shares.map((share) => percent(share)).join(', ')}.`,
  },
  raters: {
    title: 'Person by person',
    name: 'Name',
    nameOf: (name: string) => `Name of ${name}`,
    files: (count: number) => plural(count, 'file'),
    rankings: 'Rankings',
    withRest: 'With the others',
    withRestHelp: 'Pairs of answers in the same order as the others’ mean ranks',
    self: 'With themself',
    selfHelp: 'The same answers ranked again: pairs in the same order',
    position: 'First wins',
    tasks: 'Tasks',
    tasksDone: (done: number, of: number) => `${done} of ${of}`,
    share: (share: number, interval: Interval, sets: number) =>
      `${percent(share)}, 95 %: ${shares(interval)}, ${plural(sets, 'set')}`,
    shared: (count: number) => `${plural(count, 'ranking')} also handed in by another`,
    bias: { first: 'the first', later: 'not the first', none: '' },
  },
  disputed: {
    title: 'What they disagree on',
    lead: 'The most disputed first. Opposite: of two people who both put two answers in order, how often in opposite order; half is as by lot.',
    share: (share: number, raters: number) =>
      `opposite ${percent(share)}, ${plural(raters, 'person', 'people')}`,
    set: (number: number) => `Set ${number}`,
    mean: 'Mean rank',
    opposite: 'Opposite',
    ranks: (rank: number) => `Ranked ${rank}`,
    who: 'How each ranked',
    all: (count: number) => `Show all ${count}`,
  },
  out: {
    title: 'Take it along',
    jsonl: 'All rankings (JSONL)',
    csv: 'All rankings (CSV)',
    saved: (name: string) => `${name} is saved.`,
  },
  rewards: {
    title: 'Reward models',
    all: 'One of all',
    allHelp:
      'Adds everybody’s rankings to yours, each with its name; the reward model learns from them together.',
    allDone: 'The rankings are in your log.',
    each: 'One per person',
    eachHelp: (model: string) =>
      `${model} reads all answers once; on what it makes of them each person’s rankings alone teach a head of their own, beside your run. It takes at least four rankings.`,
    reading: (done: number, of: number, model: string) =>
      of > 0 ? `Answers read: ${done} of ${of}` : `Opening ${model} …`,
    progress: (done: number, of: number) => `${done} of ${of} fitted`,
    stop: 'Stop',
    failed: (message: string) => `The reward models were not fitted. ${message}`,
    few: 'Nobody has four rankings yet.',
    matrix: 'How each reward model scores the same answers',
    set: 'Answers to',
    person: 'Person',
    scale:
      'Scores above their row’s mean are shaded. Each person’s have mean 0 and spread 1 over all answers. –: the model cannot read enough of it.',
  },
  assigned: {
    begun: (title: string) =>
      `The assignment “${title}” is open. Your rankings, runs and settings can be had back: nothing is deleted.`,
    leave: 'Leave the assignment',
    handIn: 'Hand in…',
    tasks: 'Tasks',
    done: 'done',
    open: 'open',
    progress: (done: number, of: number) => `${done} of ${of} tasks done`,
    count: (now: number, of: number) => `${now} of ${of}`,
    reached: (now: number, of: number) => `${percent(now)} of ${percent(of)}`,
    iteration: 'Iteration',
    check: 'Check',
    wrong: 'Not that one.',
    openExperiments: 'Experiments',
  },
  task: (task: Task, names: { readonly experiment: (id: string) => string }): string => {
    switch (task.do) {
      case 'rank':
        return `Give ${plural(task.count, 'ranking')}.`;
      case 'agree':
        return `Rank until the reward model agrees with ${percent(task.reach)} of what it did not learn from.`;
      case 'train':
        return task.klBelow === undefined
          ? `Run ${plural(task.count, 'iteration')}.`
          : `Run ${plural(task.count, 'iteration')} in a row with KL below ${task.klBelow}.`;
      case 'experiment':
        return `Open the experiment “${names.experiment(task.id)}”.`;
      case 'find':
        return `Find the iteration at which ${task.metric} is ${task.extreme}.`;
    }
  },
  handIn: {
    title: 'Hand in',
    lead: (rankings: number) =>
      `What leaves: ${plural(rankings, 'ranking')}, the name below, and a random number that tells you from others of that name. Nothing is sent: give the file, link or code to whoever collects it.`,
    name: 'Your name',
    nameHelp: 'May stay empty',
    file: 'Save the file',
    link: 'Copy the link',
    copied: 'The link is copied.',
    notCopied: 'The browser does not let the page copy. Select the link and copy it.',
    linkField: 'Link',
    tooLong: 'There are too many rankings for a link: hand in the file.',
    codes: (count: number) => (count === 1 ? 'QR code' : `${count} QR codes, all of them needed`),
    code: (part: number, of: number) => `QR code ${part} of ${of}`,
    noCodes: 'There is too much for QR codes: hand in the file.',
    local:
      'The link leads to this computer: hand in the file, or open the page at an address that others reach.',
    nothing: 'There is nothing to hand in yet.',
    progress: (done: number, of: number) => `${done} of ${of} tasks are done.`,
  },
  make: {
    title: 'Make an assignment',
    lead: 'Everybody ranks the same answers, by the settings and the model that are open now.',
    titleEn: 'Title in English',
    titleZh: 'Title in Chinese',
    textEn: 'What to do, in English',
    textZh: 'What to do, in Chinese',
    source: 'Answers',
    ranked: (count: number) => `Those I have ranked (${plural(count, 'set')})`,
    written: 'Written now by the open model',
    none: 'None: the model writes for everybody',
    sets: 'Sets of answers',
    repeats: 'Of these shown twice',
    repeatsHelp: 'Hidden: among the others, in another order',
    agree: 'Reach agreement of',
    train: 'Run iterations',
    klBelow: 'with KL below',
    experiment: 'Open an experiment',
    find: 'Find where KL is highest',
    noTask: 'no',
    save: 'Save the assignment',
    link: 'Copy its link',
    linkLong: 'It is too long for a link: give out the file.',
    writing: (done: number, of: number) => `${done} of ${of} sets written`,
    saved: (name: string) => `${name} is saved. Students drop it on the page, or open its link.`,
    failed: (message: string) => `The assignment was not made. ${message}`,
  },
};

export type ClassWords = typeof enClass;
