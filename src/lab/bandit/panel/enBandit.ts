/** The bench of prompts as actions in English. */
import type { Act } from '../game.ts';
import type { StrategyId } from '../strategies.ts';
import { MOST } from '../templates.ts';
import type { By, ModelName } from './table.ts';

/** A template by its place, counted from 0. */
interface At {
  readonly at: number;
}
interface Given {
  readonly given: number;
}

export const enBandit = {
  lead: 'The same question can be put in many ways. Here a bandit chooses which: each template is an arm, what a user does with the answer is the reward. It must try all of them, and yet spend little on those that do badly. What it learns becomes training pairs, so that the model writes by itself as the best template makes it write.',
  first:
    'Write the answers, then let a simulated user play: its true liking is known, so you see what each choice costs. Then play yourself.',
  templates: 'Templates',
  templatesNote:
    '{question} is where the question goes. What follows {answer} are the first words of the answer.',
  template: (number: number) => `Template ${number}`,
  add: 'Another template',
  drop: (number: number) => `Leave out template ${number}`,
  sets: { blurbs: 'Templates for blurbs', instruct: 'Templates for models that follow instructions' },
  problems: {
    few: ({ given }: Given) =>
      `${given === 1 ? 'One template leaves' : 'No template leaves'} nothing to choose: write two at least.`,
    many: ({ given }: Given) =>
      `${given} templates are too many to try each often enough: leave out ${given - MOST}.`,
    empty: ({ at }: At) => `Template ${at + 1} is empty: write something or leave it out.`,
    place: ({ at }: At) =>
      `Template ${at + 1} has no place for the question, so all questions would get the same prompt: put {question} where the question goes.`,
    twice: ({ at }: At) => `Template ${at + 1} has {question} or {answer} twice: keep one of each.`,
    order: ({ at }: At) =>
      `Template ${at + 1} begins the answer before the question: put {answer} after {question}.`,
    same: ({ at, as }: At & { readonly as: number }) =>
      `Template ${at + 1} is the same as template ${as + 1}: change one, or leave it out.`,
  },
  model: 'Model',
  models: {
    embedded: 'blurbs-tiny, which writes blurbs (1.9 MB)',
    open: 'The model that is open on the page',
  } satisfies Record<ModelName, string>,
  openNone: 'None is open',
  questions: 'Questions of your own, one a line (empty: eight that come with the model)',
  write: 'Write the answers',
  writeAgain: 'Write the answers anew',
  again: (turns: number) =>
    `Writing anew begins a new game: your ${turns} turns end. Take their pairs first.`,
  stop: 'Stop',
  opening: 'The model is on its way…',
  writing: (done: number, total: number) => `${done} of ${total} answers are written…`,
  stopped: 'Stopped. Templates and the game before stand as they were.',
  noQuestions: 'This model brings no questions: type some of your own.',
  failed: (why: string) =>
    `The model could not answer: ${why} Templates and the game before stand as they were.`,
  noGpu: 'This browser has no WebGPU, so no model runs here. What the experiment found stands below.',
  ready: (answers: number, model: string) =>
    `${answers} answers of ${model}. What a template makes of the first question:`,
  by: 'Who judges',
  users: {
    person: 'You',
    warmer: 'Simulated: likes warm words',
    question: 'Simulated: likes to be asked',
    shorter: 'Simulated: likes few words',
  } satisfies Record<By, string>,
  strategy: 'Who chooses',
  strategies: {
    thompson: 'Thompson sampling',
    ucb: 'UCB1',
    ucbTuned: 'UCB1-Tuned',
    greedy: 'ε-greedy',
    uniform: 'Uniform',
  } satisfies Record<StrategyId, string>,
  strategyNotes: {
    thompson:
      'Draws a mean for each template from what is believed of it, and takes the highest: doubt is what makes it try.',
    ucb: 'Takes the template whose mean could still be highest: mean plus √(2 ln t ÷ n).',
    ucbTuned: 'Like UCB1, with a bound as wide as the rewards really spread.',
    greedy: 'Takes the best so far, and a share ε of the time any.',
    uniform: 'Takes any, always: what learning nothing costs.',
  } satisfies Record<StrategyId, string>,
  epsilon: 'ε',
  weights: 'What each act counts',
  wrongWeight: 'A weight is a number from 0 to 1. The last right one counts.',
  did: {
    copy: 'Copied',
    continue: 'Went on',
    ask: 'Asked again',
    leave: 'Left',
  } satisfies Record<Act, string>,
  acts: {
    copy: 'Copy it',
    continue: 'Go on from it',
    ask: 'Ask again',
    leave: 'Leave',
  } satisfies Record<Act, string>,
  yours: 'Your turn',
  yoursNote:
    'Do what you would do. Which template wrote it is told afterwards, so that it does not sway you.',
  question: 'Question',
  answer: 'Answer',
  play: 'Play',
  playAll: 'All five side by side',
  pause: 'Pause',
  forget: 'Forget these turns',
  estimates: 'What is believed of each template',
  estimatesNote:
    'Mean reward with the interval that holds 95 % of the belief; ◆ is the true mean of a simulated user.',
  chosen: (times: number) => `${times}×`,
  truth: (mean: string) => `truly ${mean}`,
  best: 'best',
  alike:
    'This user likes all of these answers alike: there is nothing to find. Choose another, or other templates.',
  regret: 'Regret: what was lost against always choosing the best',
  regretKnown: 'Against the template that truly pays most.',
  regretGuessed: 'Against the template that seems best by now: your true liking is not known.',
  turns: 'Turns',
  table: 'Regret after so many turns',
  history: 'Last turns',
  historyHeads: ['Turn', 'Template', 'What the user did', 'Reward'],
  pairs: 'Pairs for the policy',
  pairsNote:
    'The bare question with an answer under the best template as the chosen one, and an answer under one that is worse beyond doubt as the rejected one. Added to the page’s rankings, they teach the reward model, and through it the policy.',
  pairsNone:
    'Nothing is beyond doubt yet: no template’s interval ends below where the best one’s begins. Go on.',
  pairsCount: (count: number) => `${count} ${count === 1 ? 'pair' : 'pairs'} so far.`,
  addPairs: 'Add them to the rankings',
  download: 'Download as JSONL',
  added: (count: number) =>
    count === 0 ? 'All of them were there already.' : `${count} added to the rankings.`,
  recorded: {
    goal: 'Thompson sampling and UCB1-Tuned name the best template for ≥90 % of users, each with less regret than ε-greedy and uniform',
    title: 'What was found',
    text: (seeds: number, users: number, pulls: number, model: string, adapter: string) =>
      `${seeds} seeds of ${model} on ${adapter}: ${users} kinds of simulated user, twenty of each, ${pulls} turns.`,
    heads: ['Strategy', 'Regret, mean', 'Least to most', 'Best template named'],
    met: 'Goal met:',
    missed: 'Goal missed:',
  },
};

export type BanditWords = typeof enBandit;
