/** The bench of the toolset in English. */
import type { Dialogue } from '../dialogue.ts';
import type { Kind, WordingSet } from '../questions/wordings.ts';
import type { Column, VenueProblem } from '../toolset/table.ts';
import type { Reason, ToolId } from '../toolset/tool.ts';
import type { ToolState } from './brokenTools.ts';

const columns: Record<Column, string> = {
  name: 'Name',
  food: 'Food',
  dish: 'Dish',
  price: 'Price of a dinner, whole pounds',
  opened: 'Opened, as 2019-03-05',
};

export const enTools = {
  lead: 'A small model with three tools. Its first word says to whom it speaks: TS and a text goes to every tool, and what they give comes back to it; User and a text is its answer. It was shown dialogues over invented names and numbers; those here it never saw, so it has to copy what it asks for.',
  question: 'Your question',
  placeholder: 'How much do 7 dinners cost at Blue Lion?',
  wordings:
    'The buttons put a question in, in wordings that it was shown. In other words it mostly copies the wrong letters: what was found, below, says how often.',
  examples: 'Put a question in',
  anyKind: 'Any question',
  ask: 'Ask',
  stop: 'Stop',
  at: {
    opening: 'The model is on its way…',
    talking: 'The model is at it…',
    stopped: 'Stopped. What was said so far is kept.',
  },
  failed: (why: string) => `It did not work: ${why} The dialogues above and your table are kept.`,
  noGpu: 'Without WebGPU the model cannot speak here. Below stands what was recorded.',
  user: 'User',
  model: 'Model',
  toolset: 'Toolset',
  nobody: 'nobody',
  speaksTo: 'to',
  tools: {
    calculator: 'Calculator',
    dictionary: 'Dictionary',
    retrieval: 'Table of venues',
  } satisfies Record<ToolId, string>,
  nothing: (why: string) => `nothing (${why})`,
  reasons: {
    unreadable: 'it cannot read this',
    unknown: 'it has no such thing',
    division: 'a division by zero',
    empty: 'the table is empty',
    off: 'turned off',
    late: 'no answer in time',
    failed: 'it broke',
  } satisfies Record<Reason, string>,
  ends: {
    rounds:
      'It asked its tools more often than it may, and never answered. Allow more rounds, or ask in other words.',
    nobody: 'It spoke to nobody: its first word was neither TS nor User. Ask in other words.',
    room: 'The dialogue is longer than the model can read. Ask a shorter question.',
  } satisfies Record<Exclude<Dialogue['end'], 'answered'>, string>,
  right: 'Right',
  wrong: 'Wrong. Right would be',
  wentWrong: 'Here it left the right way.',
  alone: 'Without tools it would have said',
  states: {
    works: 'works',
    off: 'off',
    breaks: 'breaks each time',
    silent: 'never answers',
  } satisfies Record<ToolState, string>,
  rounds: 'Most rounds with the tools',
  asked: 'Who is asked',
  embedded: 'The small one that was taught to use tools (1.6 MB)',
  open: 'The model that is open on the page',
  openNone: 'none is open',
  openNote:
    'It was never taught: four dialogues stand before your question. A model of this size rarely takes the hint, and one with a short context has no room for them.',
  venues: (count: number) => `The table: ${count} ${count === 1 ? 'venue' : 'venues'}`,
  noVenues: 'The table is empty: no venue can be found. Add one, or put back what was there.',
  columns,
  add: 'Add this venue',
  change: 'Change',
  remove: 'Remove',
  save: (name: string) => `Save ${name}`,
  cancel: 'Leave as it was',
  reset: 'Put back the table that was there',
  problem(problem: VenueProblem): string {
    switch (problem.kind) {
      case 'empty':
        return `Fill in: ${columns[problem.column]}. The table is as it was.`;
      case 'long':
        return `Too long: ${columns[problem.column]}. At most 24 signs, or a dialogue has no room. The table is as it was.`;
      case 'sign':
        return `“${problem.sign}” cannot stand in a row: it is what parts columns. The table is as it was.`;
      case 'price':
        return `“${problem.typed}” is no price: give whole pounds from 0 to 9999. The table is as it was.`;
      case 'date':
        return `“${problem.typed}” is no date: write it as 2019-03-05. The table is as it was.`;
      case 'duplicate':
        return `There is a venue called ${problem.name} already. Change that one, or choose another name.`;
      case 'full':
        return 'The table is full with 200 venues. Remove one first.';
    }
  },
  dictionary: (count: number) =>
    `The dictionary: ${count} words into German, French and Spanish, and what they mean`,
  kinds: {
    sum: 'Adding',
    product: 'A product',
    quotient: 'A division',
    days: 'Days between dates',
    weekday: 'A weekday',
    food: 'Food of a venue',
    dish: 'Dish of a venue',
    price: 'Price of a venue',
    opened: 'Opening of a venue',
    bill: 'A bill',
    translate: 'A translation',
    define: 'A meaning',
    dishIn: 'A dish, translated',
    openedWeekday: 'Weekday of an opening',
    between: 'Days between openings',
    talk: 'Small talk',
    beyond: 'What no tool knows',
  } satisfies Record<Kind, string>,
  recorded: {
    title: 'What was found',
    text: (seeds: number, reinforced: number, adapter: string) =>
      `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} on ${adapter}, ${reinforced} of them with reinforcement learning: a seed is its questions, over names, words and numbers that no training saw, and its reinforcement learning; the model that was taught is the same. Reinforcement learning asks in wordings that were never demonstrated, and knows the right answer alone.`,
    set: 'Wordings',
    sets: {
      shown: 'Demonstrated',
      asked: 'Only asked in reinforcement learning',
      unseen: 'Never met',
    } satisfies Record<WordingSet, string>,
    recipient: 'Right recipient',
    queries: 'Arguments exact',
    answers: 'Answers right',
    adds: 'What it adds (95 % interval)',
    one: (mean: string) => `${mean} points`,
    gain: (mean: string, low: string, high: string) => `${mean} points (${low} to ${high})`,
    alone: (share: string) =>
      `Without tools the same model, taught on the same questions, answers ${share} of them right.`,
    curve: 'Right answers while it practises, iteration by iteration: the mean, and each seed in dots',
    curveTable: 'The curve as a table',
    iteration: 'Iteration',
    byKind: 'By kind of question, in demonstrated wordings',
    kind: 'Kind',
    without: 'Without tools',
    met: 'The goal was met:',
    missed: 'The goal was missed:',
    goal: 'on values never seen: the right recipient in ≥98 % of turns, arguments exact in ≥95 %, answers right in ≥90 % with tools and <5 % without',
  },
};

export type ToolsWords = typeof enTools;
