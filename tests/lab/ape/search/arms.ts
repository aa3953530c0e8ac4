/** Simulated candidates with known means, for tests of strategies: an example's score is 1 with the mean's probability. */
import { stream } from '../../../../src/rl/random.ts';
import { Board, type Judge, type SearchEvent } from '../../../../src/lab/ape/search/board.ts';

/** A board of arms `arm 0`, `arm 1`, … whose scores are fixed by the seed. */
export function armsBoard(
  means: readonly number[],
  { budget, examples, seed }: { budget: number; examples: number; seed: number },
  tell?: (event: SearchEvent) => void,
): Board {
  const judge: Judge = async (asks) =>
    asks.map(({ candidate, examples }) =>
      examples.map((example) => {
        const drawn = stream(seed, `arm ${candidate.id} example ${example}`).uniform();
        return drawn < means[candidate.id] ? 1 : 0;
      }),
    );
  const order = Array.from({ length: examples }, (_, index) => index);
  const board = new Board({ judge, examples: order, budget, ...(tell && { tell }) });
  means.forEach((_, arm) => board.add(`arm ${arm}`, 'given'));
  return board;
}
