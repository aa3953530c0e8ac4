/**
 * Iterative Monte Carlo search (Zhou et al. 2022, section 3.3): after a strategy has named its best, variations of these are
 * proposed and searched with them, again for some rounds. Every round has an equal share of the calls, so that a search with
 * resampling costs no more than one without. Knows no model: the caller varies.
 */
import type { Stream } from '../../../rl/random.ts';
import { Board, type BoardOptions } from './board.ts';
import type { Strategy } from './strategy.ts';

export interface ResamplingOptions extends BoardOptions {
  readonly strategy: Strategy;
  /** Searches; 1 resamples nothing. */
  readonly rounds: number;
  /** Best ones that are varied after each round but the last. */
  readonly parents: number;
  /** Writes variations of texts, some for each. */
  readonly vary: (texts: readonly string[]) => Promise<readonly (readonly string[])[]>;
}

/** What a candidate begins as. */
export interface Proposal {
  readonly text: string;
  readonly origin: 'given' | 'forward' | 'infill';
}

/** How a search ended. */
export interface Outcome {
  readonly board: Board;
  /** Ids that it holds for the best, best first. */
  readonly best: readonly number[];
}

/** Searches proposals, and what grows out of the best. Scores are kept from round to round: no example is asked twice. */
export async function search(
  proposals: readonly Proposal[],
  options: ResamplingOptions,
  random: Stream,
): Promise<Outcome> {
  const { strategy, rounds, parents, vary } = options;
  const board = new Board(options);
  for (const { text, origin } of proposals) board.add(text, origin);
  let best: readonly number[] = [];
  for (let round = 0; round < rounds; round++) {
    const whole = options.budget;
    board.spendUpTo(Math.floor((whole * (round + 1)) / rounds));
    best = await strategy.run(board, random.fork(`round ${round + 1}`));
    board.nextStage();
    if (round === rounds - 1) break;
    const chosen = best.slice(0, parents);
    const texts = chosen.map((id) => board.all[id].candidate.text);
    const variations = await vary(texts);
    variations.forEach((several, index) =>
      several.forEach((text) => board.add(text, 'resample', chosen[index])),
    );
    // The best goes on with its variations; all others have had their chance.
    board.drop(
      board.standing.filter((id) => !chosen.includes(id) && board.all[id].candidate.origin !== 'resample'),
    );
    board.revive(chosen);
  }
  return { board, best };
}
