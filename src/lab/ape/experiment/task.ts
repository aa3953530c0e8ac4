/**
 * The bench's experiment: on every task that the embedded model never saw, a model proposes instructions from pairs, each strategy
 * searches them, and what it found is judged on fresh pairs and by the grammar of right wordings. One seed at a time.
 *
 * Right kind, by what it does: on fresh pairs the instruction is followed at least four fifths as well as the best of the right
 * wordings is, and for at least half of them; where no right wording is known, for four fifths of them. Right kind, by what it says:
 * it is one of the grammar's wordings of the task.
 * A strategy's calls are examples scored, as a share of what exhaustive scoring of the same candidates takes.
 */
import { stream, type Stream } from '../../../rl/random.ts';
import type { LanguageModel } from '../../model/languageModel.ts';
import { modelJudge, remembering } from '../judges.ts';
import { propose, PROPOSE_DEFAULTS, vary } from '../propose.ts';
import { Board, type Judge } from '../search/board.ts';
import { exhaustiveCalls } from '../search/exhaustive.ts';
import { STRATEGIES } from '../search/index.ts';
import { search, type Proposal } from '../search/resampling.ts';
import { STRATEGY_IDS } from '../search/strategy.ts';
import { PAPER_TEMPLATES } from '../templates.ts';
import type { Pair } from '../pairs.ts';
import type { SearchTask } from './heldOut.ts';

/** Most pairs shown to the proposer, and most scored on: none is both. What was found is judged on others again. */
const DEMONSTRATIONS = 20;
const SCORED = 16;
const FRESH = 20;
/** Of exhaustive scoring's calls: what every other arm may spend. */
export const BUDGET_SHARE = 0.25;
/** See the definition of the right kind above. */
const NEAR = 0.8;
const LEAST = 0.5;
const RESAMPLED = { rounds: 2, parents: 3, variations: 4 } as const;

export const ARM_IDS = [...STRATEGY_IDS, 'resampling', 'logProbability'] as const;
export type ArmId = (typeof ARM_IDS)[number];

/** What an arm found on a task. */
export interface ArmResult {
  readonly arm: ArmId;
  readonly instruction: string;
  readonly calls: number;
  readonly share: number;
  /** Execution accuracy on fresh pairs. */
  readonly fresh: number;
  readonly rightByDoing: boolean;
  /** Null where there is no grammar to tell. */
  readonly rightBySaying: boolean | null;
}

export interface TaskResult {
  readonly task: string;
  readonly candidates: number;
  readonly exhaustiveCalls: number;
  /** The best right wording's accuracy on fresh pairs: what can be reached; null where no right wording is known. */
  readonly reference: number | null;
  /** Whether any candidate says the right thing: no strategy can find what was not proposed. Null without a grammar. */
  readonly proposed: boolean | null;
  /** Every candidate, where there is no grammar to tell: then a person has to read what was proposed. */
  readonly proposals?: readonly string[];
  readonly arms: readonly ArmResult[];
}

/** What the experiment needs of a place. */
export interface TaskKit {
  readonly model: LanguageModel;
  readonly seed: number;
  readonly quick: boolean;
}

/** All arms on one task. */
export async function runTask(task: SearchTask, { model, seed, quick }: TaskKit): Promise<TaskResult> {
  const random = stream(seed, `ape/${task.name}`);
  const order = random.fork('pairs').permutation(task.pairs.length);
  const chosen = (from: number, to: number): Pair[] =>
    order.slice(from, to).map((index) => task.pairs[index]);
  const demonstrations = Math.min(DEMONSTRATIONS, Math.ceil(task.pairs.length / 2));
  const shown = chosen(0, demonstrations);
  const scored = chosen(demonstrations, demonstrations + SCORED);
  // A model that brings a chat template was taught to be asked through it.
  const asked = { model, templates: PAPER_TEMPLATES, ...(model.facts.chat && { chat: {} }) };
  const asking = { ...asked, seed: random.fork('sampling').integer(2 ** 31) };
  const proposals = await propose(
    shown,
    {
      ...asking,
      ...PROPOSE_DEFAULTS,
      shown: Math.min(PROPOSE_DEFAULTS.shown, shown.length),
      draws: quick ? 2 : PROPOSE_DEFAULTS.draws,
    },
    random.fork('shown'),
  );
  const freshPairs = task.fresh.slice(0, FRESH);
  const judging = { ...asked, pairs: scored, metric: 'verbatim' } as const;
  const judge = remembering(modelJudge('accuracy', judging));
  const freshJudge = remembering(modelJudge('accuracy', { ...judging, pairs: freshPairs }));
  const whole = exhaustiveCalls(proposals.length, scored.length);
  await askAtOnce(judge, proposals, scored.length);
  const references = await accuracies(freshJudge, task.wordings, freshPairs.length);
  const reference = references.length > 0 ? Math.max(...references) : null;

  const judges = { judge, probability: modelJudge('logProbability', judging), size: scored.length };
  const found = await searched(proposals, judges, random, (texts) =>
    vary(texts, RESAMPLED.variations, { ...asking, seed: asking.seed + 2 }),
  );
  const fresh = await accuracies(
    freshJudge,
    found.map(({ instruction }) => instruction),
    freshPairs.length,
  );
  const arms = found.map(({ arm, instruction, calls }, index) => ({
    arm,
    instruction,
    calls,
    share: whole === 0 ? 0 : calls / whole,
    fresh: fresh[index],
    rightByDoing: fresh[index] >= Math.max(LEAST, NEAR * (reference ?? 1)),
    rightBySaying: task.right && task.right.test(instruction),
  }));
  return {
    task: task.name,
    candidates: proposals.length,
    exhaustiveCalls: whole,
    reference,
    proposed: task.right && proposals.some(({ text }) => task.right!.test(text)),
    ...(!task.right && { proposals: proposals.map(({ text }) => text) }),
    arms,
  };
}

interface Found {
  readonly arm: ArmId;
  readonly instruction: string;
  readonly calls: number;
}

/** Every arm on the same candidates and the same examples in the same order. */
async function searched(
  proposals: readonly Proposal[],
  { judge, probability, size }: { readonly judge: Judge; readonly probability: Judge; readonly size: number },
  random: Stream,
  variations: (texts: readonly string[]) => Promise<readonly (readonly string[])[]>,
): Promise<Found[]> {
  const whole = exhaustiveCalls(proposals.length, size);
  const budget = Math.floor(whole * BUDGET_SHARE);
  const examples = random.fork('examples').permutation(size);
  const found: Found[] = [];
  const take = (arm: ArmId, board: Board, best: readonly number[]): void => {
    found.push({
      arm,
      instruction: best.length > 0 ? board.all[best[0]].candidate.text : '',
      calls: board.calls,
    });
  };
  for (const arm of STRATEGY_IDS) {
    const board = new Board({ judge, examples, budget: arm === 'exhaustive' ? whole : budget });
    for (const { text, origin } of proposals) board.add(text, origin);
    take(arm, board, await STRATEGIES[arm].run(board, random.fork(arm)));
  }
  const { rounds, parents } = RESAMPLED;
  const strategy = STRATEGIES.halving;
  const resampled = await search(
    proposals,
    { judge, examples, budget, strategy, rounds, parents, vary: variations },
    random.fork('resampling'),
  );
  take('resampling', resampled.board, resampled.best);
  const board = new Board({ judge: probability, examples, budget });
  for (const { text, origin } of proposals) board.add(text, origin);
  take('logProbability', board, await STRATEGIES.halving.run(board, random.fork('halving')));
  return found;
}

/**
 * Has the judge remember every answer that exhaustive scoring takes: a strategy that asks for one at a time would have the model
 * write one at a time, which takes a large one many times as long. What a strategy spends is counted on its board all the same.
 */
async function askAtOnce(judge: Judge, proposals: readonly Proposal[], size: number): Promise<void> {
  const examples = Array.from({ length: size }, (_, index) => index);
  await judge(
    proposals.map(({ text, origin }, id) => ({ candidate: { id, text, origin, parent: null }, examples })),
  );
}

/** Mean score of each text over all examples of a judge; 0 for no text. */
async function accuracies(judge: Judge, texts: readonly string[], size: number): Promise<number[]> {
  const all = Array.from({ length: size }, (_, index) => index);
  const distinct = [...new Set(texts)].filter(Boolean);
  const asks = distinct.map((text, id) => ({
    candidate: { id, text, origin: 'given' as const, parent: null },
    examples: all,
  }));
  const scores = asks.length > 0 ? await judge(asks) : [];
  const mean = new Map(
    distinct.map((text, index) => [text, scores[index].reduce((sum, score) => sum + score, 0) / size]),
  );
  return texts.map((text) => mean.get(text) ?? 0);
}
