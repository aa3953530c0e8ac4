/** What a strategy is: given candidates on a board and chance, it spends calls and names the best. Types only. */
import type { Stream } from '../../../rl/random.ts';
import type { Board } from './board.ts';

export interface Strategy {
  readonly id: StrategyId;
  /** Where it was described. */
  readonly source: string;
  /** Spends at most the board's budget. Returns the ids that it holds for the best, best first; at least one when any was scored. */
  run(board: Board, random: Stream): Promise<readonly number[]>;
}

export const STRATEGY_IDS = ['filter', 'halving', 'ucb', 'thompson', 'uniform', 'exhaustive'] as const;
export type StrategyId = (typeof STRATEGY_IDS)[number];
