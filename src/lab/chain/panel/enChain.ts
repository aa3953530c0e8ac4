/** The bench of thought chains in English. */
import type { Learnt } from '../../model/languageModel.ts';
import { LIMITS, type ChainProblem } from '../check.ts';
import type { Domain } from '../domain/domain.ts';
import type { Role } from '../domain/prompts.ts';
import type { Arm } from '../experiment/summary.ts';

const kept = 'Your rankings are kept.';

export const enChain = {
  lead: 'Copy is written in steps, each a call of the same model with a prompt of its own: choose a topic, find keywords, choose a template, fill its masks, check that it reads well, say it in other words, select, match it to readers. Put the candidates of any step in your order, train the model on what you ranked, and run the chain once more.',
  about: 'What the copy is about',
  domain: 'Kind',
  domains: { venues: 'Restaurants, in English', funds: 'Investment funds, in Chinese' } satisfies Record<
    Domain['id'],
    string
  >,
  itemName: 'Name',
  reader: 'Reader',
  another: 'Another one',
  steps: 'The chain',
  how: 'Candidates stand best first, by the model’s own probability until you say otherwise: move one with the buttons, or give it the focus and press an arrow key or a digit for its place. The best goes on; a judge passes on as many as it keeps. Prompts name inputs ({facts}, {name}, {reader}) and earlier steps in braces; {text} is what a judge judges; one that goes by how probable the text itself is has a prompt that asks for such a text.',
  run: (calls: number) => `Run the chain (${calls} calls of the model)`,
  goOn: 'Go on from here',
  fromStart: 'Once more from the start',
  atOnce: (calls: number) => `At one go instead (${calls} calls)`,
  stop: 'Stop',
  at: {
    opening: 'The model is on its way…',
    running: 'The model is at it…',
    learning: 'It learns from your rankings…',
    practising:
      'A simulated copy editor ranks the steps of six chains, and the model learns. This may take a minute…',
    stopped: 'Stopped. The steps that were done are kept.',
  },
  nothing: (step: string) =>
    `The step ${step} wrote nothing that can be read. What came before is kept: change its prompt, or run it once more.`,
  wroteNothing: 'Nothing that can be read was written here.',
  failed: (why: string) =>
    `It did not work: ${why} The steps that were done, your chain and your rankings are kept.`,
  taught: ({ answers, left, liked, others }: Learnt) =>
    `It learnt from ${answers} answers${left > 0 ? `; ${left} it could not read` : ''}. log π since it was loaded: ${liked.toFixed(1)} nats for what was ranked in the upper half, ${others.toFixed(1)} for the rest. It writes by that now.`,
  practised: (ranked: number) =>
    `The simulated editor ranked ${ranked} steps, and the model writes by that now. Run the chain once more.`,
  noGpu:
    'Without WebGPU the model cannot write here. The chain can be read and edited; below stands what was recorded.',
  edit: 'Prompt and settings',
  read: 'What the model was asked',
  name: 'Name of the step',
  count: 'Candidates',
  temperature: 'Temperature',
  judges: 'Judges what these steps wrote',
  criterion: 'Judges by',
  byAnswer: 'how probable the good answer is',
  byLikelihood: 'how probable the text itself is',
  answers: 'Answers, the good one first',
  keep: 'Passes on',
  prompt: 'Prompt',
  writes: (count: number) => `writes ${count}`,
  judging: (of: string) => `judges ${of}`,
  earlier: (step: string) => `Move ${step} up`,
  later: (step: string) => `Move ${step} down`,
  remove: (step: string) => `Remove ${step}`,
  again: 'Once more from this step',
  candidatesOf: (step: string) => `Candidates of ${step}, best first`,
  up: (text: string) => `Rank higher: ${text}`,
  down: (text: string) => `Rank lower: ${text}`,
  agree: 'This is my order, too',
  rankedBy: (person: boolean): string => (person ? 'In your order.' : 'In an order that was brought along.'),
  probability: 'Probability of the good answer',
  logp: 'log π, nats a token',
  addWriting: 'Add a step that writes',
  addJudge: 'Add a step that judges',
  reset: 'Put back the essay’s chain',
  byChain: 'By the chain',
  byOne: 'At one go',
  rated: (facts: string, fluent: string, fit: string) =>
    `so: ${facts}, reads well: ${fluent}, fits its reader: ${fit}`,
  traces: 'Rankings and traces',
  standing: (traces: number, steps: number) =>
    steps === 0
      ? 'No step is ranked yet.'
      : `${steps} ranked ${steps === 1 ? 'step' : 'steps'} in ${traces} ${traces === 1 ? 'trace' : 'traces'}.`,
  learn: 'Train the model on them',
  practise: 'Let a simulated editor rank, and train on that',
  forget: 'Forget what it learnt',
  exportTraces: 'Traces as JSON lines',
  give: (count: number) => `Give ${count} rankings to the run`,
  given: (count: number) => `${count} rankings stand beside the run’s others now.`,
  importTraces: 'Bring traces back',
  imported: (count: number) => `${count} ${count === 1 ? 'trace was' : 'traces were'} read.`,
  badLine: (line: number, reason: string, others: number) =>
    `Line ${line} was left out: ${reason}.${others > 0 ? ` So were ${others} more.` : ''}`,
  asked: 'Who is asked',
  embedded: 'The small one that knows these steps (1.7 MB)',
  open: 'The model that is open on the page',
  openNone: 'none is open',
  openNote:
    'It was never shown these steps. An instruct model is asked through its chat template; plainer prompts may suit it better.',
  problem(problem: ChainProblem): string {
    switch (problem.kind) {
      case 'empty':
        return `The chain has no step. Add one, or put back the essay’s. ${kept}`;
      case 'full':
        return `More than ${LIMITS.steps} steps are too many. Remove some. ${kept}`;
      case 'nameless':
        return `Step ${problem.place + 1} has no name. Give it one, so that others can call it.`;
      case 'badName':
        return `“${problem.step}” cannot be a step’s name: at most ${LIMITS.name} signs, no brace, no comma, and not the name of an input.`;
      case 'twice':
        return `Two steps are called ${problem.step}. Give one of them another name.`;
      case 'noPrompt':
        return `The step ${problem.step} has no prompt. Write one, or remove the step. ${kept}`;
      case 'longPrompt':
        return `The prompt of ${problem.step} has more than ${LIMITS.prompt} signs. Shorten it.`;
      case 'noText':
        return `The judge ${problem.step} does not see what it judges: put {text} into its prompt.`;
      case 'hasText':
        return `The judge ${problem.step} goes by how probable the text itself is, as what is written to its prompt: take {text} out of that, and let it ask for such a text.`;
      case 'judgesNothing':
        return `The judge ${problem.step} judges no step. Name one.`;
      case 'fewAnswers':
        return `The judge ${problem.step} needs two different answers or more, the good one first.`;
      case 'unknown':
        return `${problem.step} asks for {${problem.needs}}, which is no input and no step. Correct the name, or add such a step. ${kept}`;
      case 'early':
        return `${problem.step} needs ${problem.needs}, which comes later. Move ${problem.needs} up. ${kept}`;
      case 'circle':
        return `These steps need each other in a circle: ${problem.steps.join(' → ')}. Take one of these names out of a prompt. ${kept}`;
    }
  },
  recorded: {
    title: 'What was found',
    text: (
      seeds: number,
      adapter: string,
      calls: { chain: number; oneShot: number },
      copies: number,
      learnt: number,
    ) =>
      `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} on ${adapter}: ${copies} copies in each language and seed, about names that no training saw, ${calls.chain} calls of the model for each by the chain and ${calls.oneShot} at one go. The chain was trained on about ${learnt} answers, in steps that a simulated editor ranked; the rater knows the grammar, and none was trained on it.`,
    arm: 'Written',
    arms: {
      oneShot: 'At one go',
      untrained: 'By the chain, untrained',
      trained: 'By the chain, trained',
      oneShotTrained: 'At one go, trained alike',
    } satisfies Record<Arm, string>,
    total: 'Rater',
    facts: 'So',
    fluent: 'Reads well',
    fit: 'Fits its reader',
    venues: 'Venues',
    funds: 'Funds',
    behind: 'Trained chain less this (95 %)',
    within: (mean: string, low: string, high: string) => `${mean} (${low} to ${high})`,
    older:
      'This was recorded before judges went by likelihood, with eight updates of the model a seed and rewriting at temperature 1.2; the chain above has been changed since.',
    sound: 'Where the copy goes wrong',
    soundness:
      'Of how many copies what went on from each step was sound: a topic that its reader likes, two keywords that are so, a whole template; from there on a line that says only what is so, as a whole sentence. Where the share falls, the step loses copies.',
    step: 'Step',
    roles: {
      copy: 'Write at one go',
      topic: 'Topic',
      keywords: 'Keywords',
      template: 'Template',
      fill: 'Fill the masks',
      fluency: 'Check fluency',
      rewrite: 'Rewrite',
      select: 'Select',
      readers: 'Match to readers',
    } satisfies Record<Role, string>,
    note: 'The fourth line, copy at one go that was trained on as many ranked answers, is no part of the goal: it says what the steps add beside the training.',
    met: 'The goal was met:',
    missed: 'The goal was missed:',
    goal: 'at equal calls of the model, by a rater that none was trained on, the chain trained on ranked traces beats the untrained chain and copy at one go: the 95 % interval of each difference over seeds lies above 0',
  },
};

export type ChainWords = typeof enChain;
