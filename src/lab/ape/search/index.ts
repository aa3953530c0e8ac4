/** Every strategy, in the order in which they are offered. */
import { exhaustive } from './exhaustive.ts';
import { filter } from './filter.ts';
import { halving } from './halving.ts';
import type { Strategy, StrategyId } from './strategy.ts';
import { thompson } from './thompson.ts';
import { ucb } from './ucb.ts';
import { uniform } from './uniform.ts';

export const STRATEGIES: Readonly<Record<StrategyId, Strategy>> = {
  filter,
  halving,
  ucb,
  thompson,
  uniform,
  exhaustive,
};
