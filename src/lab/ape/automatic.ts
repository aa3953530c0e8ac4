/**
 * Automatic prompt engineering from pairs to an instruction: proposals of one model, scores of the same or another, a strategy, and
 * resampling around the best where that is asked for. Knows how the parts go together; knows no page.
 */
import { stream } from '../../rl/random.ts';
import type { CallHooks, Chat, LanguageModel } from '../model/languageModel.ts';
import { modelJudge, type ScoreId } from './judges.ts';
import type { MetricId } from './metrics.ts';
import type { Pair } from './pairs.ts';
import { propose, PROPOSE_DEFAULTS, vary } from './propose.ts';
import type { SearchEvent } from './search/board.ts';
import { exhaustiveCalls } from './search/exhaustive.ts';
import { STRATEGIES } from './search/index.ts';
import { search } from './search/resampling.ts';
import type { StrategyId } from './search/strategy.ts';
import type { Templates } from './templates.ts';

export interface AutomaticOptions {
  /** Writes proposals and variations. */
  readonly proposer: Pick<LanguageModel, 'generate'>;
  /** Is told the instructions; may be the same. */
  readonly target: Pick<LanguageModel, 'generate' | 'logProbability'>;
  readonly templates: Templates;
  readonly metric: MetricId;
  readonly score: ScoreId;
  readonly strategy: StrategyId;
  /** Share of exhaustive scoring's calls that may be spent; exhaustive scoring spends them all. */
  readonly share: number;
  /** Rounds of resampling; 0 for none. */
  readonly resampling: number;
  /** Instructions of a person, which compete with those proposed. */
  readonly given: readonly string[];
  readonly seed: number;
  readonly chat?: Chat | null;
}

export interface AutomaticHooks extends CallHooks {
  readonly tell?: (event: SearchEvent) => void;
  /** Told once proposals are there: how many, and what the search may spend. */
  readonly onBudget?: (budget: { candidates: number; exhaustive: number; calls: number }) => void;
}

/** Most pairs that are scored on: with more, calls say little more. */
const MOST_SCORED = 20;
const VARIED = { parents: 3, variations: 4 } as const;

/** Thrown when a model proposes nothing that has a letter, and nobody gave an instruction. */
export class NothingProposedError extends Error {
  override readonly name = 'NothingProposedError';
}

/**
 * The instruction that a search holds for the best.
 * @param pairs at least FEWEST_PAIRS; a half, five at most where there are few, is shown, the rest scored on
 * @throws NothingProposedError; the signal's reason when stopped
 */
export async function findInstruction(
  pairs: readonly Pair[],
  options: AutomaticOptions,
  hooks: AutomaticHooks = {},
): Promise<string> {
  const { proposer, target, templates, metric, score, strategy, share, resampling, given, seed, chat } =
    options;
  const { signal, tell, onBudget } = hooks;
  const random = stream(seed, 'ape');
  const mixed = random.permutation(pairs.length).map((index) => pairs[index]);
  const shown = mixed.slice(0, Math.ceil(pairs.length / 2));
  const scored = mixed.slice(shown.length).slice(0, MOST_SCORED);
  const asking = {
    model: proposer,
    templates,
    seed,
    hooks: { ...(signal && { signal }) },
    ...(chat && { chat }),
  };
  const proposed = await propose(
    shown,
    { ...asking, ...PROPOSE_DEFAULTS, shown: Math.min(PROPOSE_DEFAULTS.shown, shown.length) },
    random.fork('shown'),
  );
  const proposals = [...given.map((text) => ({ text, origin: 'given' as const })), ...proposed];
  if (proposals.length === 0) throw new NothingProposedError('The model proposed nothing that has a letter.');
  const whole = exhaustiveCalls(proposals.length, scored.length);
  // A candidate seen by nobody cannot be found: every one may be scored once, whatever the share.
  const budget = strategy === 'exhaustive' ? whole : Math.max(proposals.length, Math.floor(whole * share));
  onBudget?.({ candidates: proposals.length, exhaustive: whole, calls: budget });
  const { board, best } = await search(
    proposals,
    {
      judge: modelJudge(score, { ...asking, model: target, pairs: scored, metric }),
      examples: scored.map((_, index) => index),
      budget,
      strategy: STRATEGIES[strategy],
      rounds: resampling + 1,
      parents: VARIED.parents,
      vary: (texts) => vary(texts, VARIED.variations, asking),
      ...(tell && { tell }),
      ...(signal && { signal }),
    },
    random.fork('search'),
  );
  return board.all[best[0]].candidate.text;
}
