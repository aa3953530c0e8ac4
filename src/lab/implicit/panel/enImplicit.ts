/** The bench of implicit feedback in English. */
import type { FeedbackKind } from '../../feedback/event.ts';
import type { Learnt } from '../../model/languageModel.ts';

const kinds: Readonly<Record<FeedbackKind, string>> = {
  leave: 'Leave',
  regenerate: 'Another answer',
  ask: 'Asked much the same again',
  edit: 'Edited',
  continue: 'Went on from it',
  copy: 'Copied',
};

const plural = (count: number, one: string) => `${count} ${count === 1 ? one : `${one}s`}`;

const span = (least: number, most: number) => (least === most ? String(most) : `${least} to ${most}`);

export const enImplicit = {
  lead: 'A ranking is one way to say what one likes. What one does with an answer says it too: copies it, goes on from it, asks again, leaves. Here a conversation becomes a reward: each act counts as much as you say, and the run can learn from it. Ask something, or let a simulated user converse.',
  talk: 'Converse',
  model: 'Who answers',
  embedded: 'blurbs-tiny, which comes with the page',
  open: 'The model that is open on the page',
  openNone: 'none is open',
  asLoaded:
    'The model answers as it was loaded, not as a run has trained it since; what you teach it below it keeps until the lab is closed.',
  noGpu:
    'This browser has no WebGPU, so no model can answer. What was found stands below, and events can be read from a file.',
  question: 'Question',
  another: 'Another prompt of the model’s',
  ask: 'Ask',
  stop: 'Stop',
  longest: 'Longest answer, in tokens',
  remembers: 'It reads what was said before, too',
  threshold: 'Taken for the same question from a nearness of',
  near: (near: string, same: boolean) =>
    `Nearness to the question before: ${near}, by the model’s own embeddings. ${same ? 'Taken for the same again.' : 'Taken for going on.'}`,
  states: {
    idle: '',
    opening: 'The model opens…',
    writing: 'It writes…',
    comparing: 'The questions are compared…',
    simulating: 'A simulated user converses…',
    learning: 'It learns from what was done…',
  },
  failed: (why: string) => `That did not work: ${why} The conversation and all events are as they were.`,
  empty: 'Write a question first.',
  nothingWritten: '(It wrote nothing.)',
  answers: 'The conversation',
  youDid: 'Done with it:',
  buttons: {
    copy: 'Copy',
    regenerate: 'Another answer',
    edit: 'Edit',
    save: 'Keep the edit',
    cancel: 'Cancel',
    leave: 'Leave',
  },
  edited: 'The answer as you would have it',
  goOn: 'To go on from an answer, ask the next question.',
  simulated: 'Simulated user',
  taste: 'Likes answers that are',
  tastes: {
    warmer: 'warm',
    facts: 'true to all facts',
    question: 'a question to the reader',
    shorter: 'short',
  },
  hurried: 'In a hurry: copies what is short',
  simulate: 'Let this user converse',
  log: 'What was done',
  count: (events: number, people: number) =>
    `${plural(events, 'event')}, ${people} of them by people. They stay in this browser.`,
  unsaved: (why: string) =>
    `Not all of it is stored yet (${why}). It is kept on this page and stored as soon as that works.`,
  kind: 'Act',
  times: 'Times',
  weight: 'Counts',
  kinds,
  weightOf: (kind: string) => `What “${kind}” counts, from 0 to 1`,
  usual: 'The usual weights',
  wrong: (kind: string) => `“${kind}” needs a number from 0 to 1. Until then it counts what it did before.`,
  about: (liked: string, others: string, correlation: string) =>
    `Answers that count at least a half have ${liked} words, the others ${others}; correlation of what counts with length: ${correlation}.`,
  suspicious: 'That is nearly all about length: a policy rewarded by this will learn to be short, or long.',
  latest: 'Latest events',
  when: 'When',
  who: 'Who',
  answer: 'Answer',
  person: 'a person',
  simulatedAs: (taste: string, hurried: boolean) =>
    `a simulated user who likes ${taste}${hurried ? ', in a hurry' : ''}`,
  exportEvents: 'Events (JSONL)',
  exportLabels: 'Labels of single answers (JSONL)',
  importEvents: 'Read events from a file',
  imported: (added: number, known: number) =>
    `${plural(added, 'event')} added${known > 0 ? `, ${known} were here already` : ''}.`,
  problem: (line: number, reason: string, more: number) =>
    `Line ${line} was not read: ${reason}.${more > 0 ? ` ${plural(more, 'other line')} neither.` : ''}`,
  use: 'Learn from it',
  useText:
    'Answers to one prompt that were not treated alike make a ranking: the run on this page learns from it beside those that you gave, its reward model first and by it the policy. Such rankings say what they are, in files too, and count less, as you say here; one that was added keeps what it counts.',
  mixed: (given: number, deeds: number) =>
    `The run’s rankings: ${given} given by somebody, ${deeds} made of what was done. Only the given ones measure how well it agrees.`,
  counts: 'What one counts beside a ranking that you gave',
  add: (count: number) =>
    count === 0 ? 'Nothing new to add to the run’s rankings' : `Add ${plural(count, 'ranking')} to the run’s`,
  added: (count: number) =>
    `${plural(count, 'ranking')} added. The rankings’ Undo takes them back, the last first.`,
  teach: (count: number) =>
    count === 0
      ? 'No answers to teach the model yet'
      : `Teach the model that answers here by ${plural(count, 'answer')}`,
  teachText:
    'Or without a reward model between: the policy update of the run’s method takes these answers in place of sampled ones, and what they count in place of scores. A copy of the model above learns; the run stays as it is. Do both to feed both. Answers that it did not write itself drive it far: taught by the same ones again and again, it writes nonsense in the end.',
  taught: ({ answers, left, iteration }: Learnt, liked: string, others: string) =>
    `It has learnt from ${plural(answers, 'answer')}${left > 0 ? ` (${left} could not be read)` : ''}, ${plural(iteration, 'update')} so far, and answers by that now. Against the model as it was loaded, the log-probability of answers that count at least a half has changed by ${liked} nats, that of the others by ${others}.`,
  recorded: {
    goal: "with 8 events for every ranking, events alone teach ≥90 % of the held-out accuracy that rankings teach; a hurried user's events cost true utility, and one of the cures gives back ≥80 % of it",
    title: 'What was found',
    text: (seeds: number, adapter: string) =>
      `${plural(seeds, 'seed')} on ${adapter}. A simulated user with a known taste either ranks four answers at a time or converses about single ones; the run’s own reward model learns from one or the other and is asked about answers to other prompts.`,
    learnt: 'What each teaches',
    from: 'Learnt from',
    accuracy: 'Held-out accuracy, least to most',
    rankings: (least: number, most: number) => `${span(least, most)} rankings`,
    events: (least: number, most: number) => `${span(least, most)} events`,
    within: (least: number, most: number) => `${span(least, most)} events, compared within a prompt only`,
    ratio: (mean: string, low: string, high: string) =>
      `${mean} events teach what one ranking does (95 % interval over seeds: ${low} to ${high}).`,
    hack: 'How the reward is hacked, and cured',
    reward: 'Reward out of',
    gain: 'True liking gained, in spreads',
    words: 'Words',
    policies: {
      honest: 'a user who reads',
      hurried: 'a user in a hurry, who copies what is short',
      matched: 'the same, answers compared with others of their length only',
      mixed: 'the same, a few rankings mixed in',
      residual: 'the same, what its scores say of length subtracted',
      anchored: 'the same, a few rankings saying how much of length is wanted',
      both: 'the same, compared with others of their length, and a few rankings mixed in',
      few: 'those few rankings alone',
    },
    hackText:
      'Each reward chooses the best of several answers (best-of-n), which is a policy without training. “True liking” is by the user’s taste, which is known here and hidden from the reward.',
    met: 'Goal met:',
    missed: 'Goal missed:',
  },
};

export type ImplicitWords = typeof enImplicit;
