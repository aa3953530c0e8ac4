/** The bench of automatic prompt engineering in English. */
import type { PairsProblem } from '../pairs.ts';
import type { Origin } from '../search/board.ts';
import type { StrategyId } from '../search/strategy.ts';
import type { Templates } from '../templates.ts';

export const enApe = {
  lead: 'Give pairs of inputs and outputs. A model guesses what the instruction may have been, forward and by filling a gap; a strategy then spends as few calls as it can to find which guess works best. A call is one instruction tried on one pair.',
  look: 'Begin with a task',
  examples: {
    'word last letter': 'Last letter',
    'list first backwards': 'First word backwards',
    'pair larger in words': 'Larger number in words',
    'word plural': 'Plural',
  } as Readonly<Record<string, string>>,
  pairs: 'Pairs, one a line: input -> output (CSV, JSON lines and files work too)',
  file: 'A file of pairs',
  given: 'Your own instructions, one a line, if you like',
  proposer: 'Who proposes',
  target: 'Who is told',
  embedded: 'The small one that follows instructions (2.6 MB)',
  open: 'The model that is open on the page',
  openNone: 'None is open',
  modelNote: 'Models that were never taught to follow instructions propose nonsense.',
  strategy: 'Strategy',
  strategies: {
    filter: 'Filter in stages (the essay’s)',
    halving: 'Sequential halving',
    ucb: 'Upper confidence bounds',
    thompson: 'Thompson sampling',
    uniform: 'Uniform',
    exhaustive: 'Exhaustive: all on all',
  } satisfies Record<StrategyId, string>,
  score: 'Score',
  scores: { accuracy: 'Answers that are right', logProbability: 'Probability of the right answer' },
  share: 'Calls, of what exhaustive scoring takes',
  resampling: 'Rounds of resampling around the best',
  run: 'Search',
  stop: 'Stop',
  opening: 'The model is on its way…',
  proposing: 'The model proposes…',
  searching: 'Trying instructions…',
  stopped: 'Stopped. What was found so far stands below.',
  found: 'Found',
  spent: (calls: number, budget: number, exhaustive: number) =>
    `${calls} calls of ${budget}; exhaustive scoring takes ${exhaustive}`,
  curve: 'Best so far, against calls',
  curveTable: 'Calls and mean score of the best so far',
  calls: 'Calls',
  mean: 'Mean score',
  instruction: 'Instruction',
  tree: 'Candidates',
  treeNote: 'Best first. What was dropped is struck through; variations stand below what they vary.',
  origins: {
    given: 'yours',
    forward: 'forward',
    infill: 'gap',
    resample: 'variation',
  } satisfies Record<Origin, string>,
  seen: (mean: string, seen: number) => `${mean} on ${seen}`,
  dropped: (stage: number) => `dropped in stage ${stage + 1}`,
  untried: 'not tried',
  best: 'best so far',
  problems: {
    empty: () => 'There are no pairs yet. Type some, take an example, or choose a file.',
    line: ({ line, text }) => `Line ${line} is no pair and is left out: “${text}”. Write: input -> output.`,
    few: ({ given, needed }) =>
      `${given} pairs are too few: ${needed} are needed, some to show the model and others to score with.`,
    contradiction: ({ input, outputs }) =>
      `“${input}” has two outputs that contradict each other: “${outputs[0]}” and “${outputs[1]}”. No instruction can do both: keep one, or give both as right in JSON: {"input": …, "output": [… , …]}.`,
    many: ({ most }) => `Only the first ${most} pairs are read.`,
  } satisfies {
    [Kind in PairsProblem['kind']]: (problem: Extract<PairsProblem, { kind: Kind }>) => string;
  } as {
    [Kind in PairsProblem['kind']]: (problem: Extract<PairsProblem, { kind: Kind }>) => string;
  },
  templates: 'Templates',
  templateNames: {
    forward: 'Forward: what was the instruction?',
    reverse: 'Gap: what belongs at <INSERT>?',
    resample: 'Variation of an instruction',
    evaluate: 'An instruction and an input',
  } satisfies Record<keyof Templates, string>,
  missing: (name: string, mark: string) =>
    `The template “${name}” has no ${mark}: without it the model is not told what it needs. Put it in, or take the paper’s templates again.`,
  paper: 'The paper’s templates',
  nothing:
    'The model proposed nothing that has a letter, in thirty tries. Choose another model, or write instructions of your own.',
  noGpu: 'This browser has no WebGPU, so no model runs here. What the experiment found stands below.',
  recorded: {
    goal: 'the right kind of instruction for 75 % of held-out tasks with 25 % of the calls of exhaustive scoring',
    title: 'What was found',
    text: (seeds: number, tasks: number, adapter: string) =>
      `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${tasks} tasks that the model never saw, on ${adapter}. An instruction is right by doing where it does the task on fresh pairs as well as a right wording does, and right by saying where it is one of the task’s wordings.`,
    arm: 'Strategy',
    /** Strategies of the experiment that nobody can choose above. */
    arms: {
      resampling: 'Halving, then resampling',
      logProbability: 'Halving by log-probability',
    },
    range: (mean: string, least: string, most: string) => `${mean} (${least} to ${most})`,
    byDoing: 'Right by doing',
    bySaying: 'Right by saying',
    share: 'Share of all calls',
    met: 'Goal met:',
    missed: 'Goal missed:',
  },
  failed: (why: string) => `The search ended: ${why} Your pairs are kept.`,
};

export type ApeWords = typeof enApe;
