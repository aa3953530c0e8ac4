/**
 * What the experiment's results say together: what each arm solves at each size, over all seeds; whether the goal is met. Pure: the
 * page shows a record by it.
 */
import type { Verdict } from '../experiment.ts';
import { ARMS, type Arm } from './mazes/arms.ts';

/** A maze of the test as it is written down, and what an arm wrote. */
export interface Shown {
  readonly open: readonly number[];
  readonly start: number;
  readonly goal: number;
  readonly written: Readonly<Record<Arm, readonly number[]>>;
}

export interface ArmResult {
  readonly arm: Arm;
  /** Share of the unseen mazes that it solves. */
  readonly solved: number;
  /** Share of them of which it writes every token as it was wanted. */
  readonly exact: number | null;
  /** Tokens that it read while it learnt. Both are null in a record that was put together from what a stopped command had printed. */
  readonly tokens: number | null;
  /** That its training took: not the same again from the same seed. */
  readonly seconds: number;
  readonly losses: readonly (readonly [update: number, loss: number])[];
  readonly shares: readonly (readonly [update: number, solved: number])[];
}

export interface SizeResult {
  /** Cells of a side. */
  readonly size: number;
  readonly parameters: number;
  readonly updates: number;
  readonly batch: number;
  /** Unseen mazes. */
  readonly tests: number;
  readonly arms: readonly ArmResult[];
  /** A few of them, to be drawn. */
  readonly shown: readonly Shown[];
}

export interface ProcedureResult {
  readonly seed: number;
  readonly sizes: readonly SizeResult[];
}

/** The size that the goal is about, and the shares that are to be reached there in every seed. */
export const GOAL = { size: 8, procedure: 0.9, answer: 0.5, tests: 100 } as const;

export interface ArmSummary {
  readonly size: number;
  readonly arm: Arm;
  readonly seeds: number;
  /** Mean, least and most over seeds. */
  readonly solved: number;
  readonly least: number;
  readonly most: number;
}

/** Every arm at every size, sizes from the smallest. */
export function summarise(results: readonly ProcedureResult[]): ArmSummary[] {
  const sizes = results.flatMap((result) => result.sizes);
  const different = [...new Set(sizes.map(({ size }) => size))].sort((a, b) => a - b);
  return different.flatMap((size) =>
    ARMS.map((arm) => {
      const solved = sizes
        .filter((result) => result.size === size)
        .flatMap(({ arms }) => arms.flatMap((each) => (each.arm === arm ? [each.solved] : [])));
      return {
        size,
        arm,
        seeds: solved.length,
        solved: solved.reduce((sum, share) => sum + share, 0) / Math.max(1, solved.length),
        least: Math.min(...solved),
        most: Math.max(...solved),
      };
    }),
  );
}

/** Whether in every seed the procedure solves as many mazes of the goal's size as are wanted, and the answer as few. */
export function verdict(results: readonly ProcedureResult[]): Verdict {
  const summaries = summarise(results);
  const at = (arm: Arm) => summaries.find((each) => each.arm === arm && each.size === GOAL.size);
  const [procedure, answer] = [at('procedure'), at('answer')];
  const enough = results.every(({ sizes }) =>
    sizes.some(({ size, tests }) => size === GOAL.size && tests >= GOAL.tests),
  );
  const met =
    results.length > 0 &&
    enough &&
    procedure !== undefined &&
    answer !== undefined &&
    procedure.least >= GOAL.procedure &&
    answer.most <= GOAL.answer;
  const figures = summaries
    .map(
      ({ size, arm, solved, least, most }) =>
        `${size}×${size} ${arm} ${percent(solved)} (${percent(least)} to ${percent(most)})`,
    )
    .join('; ');
  return { met, figures };
}

function percent(share: number): string {
  return `${Math.round(1000 * share) / 10} %`;
}
