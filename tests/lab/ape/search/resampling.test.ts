import { describe, expect, it } from 'vitest';
import type { SearchEvent } from '../../../../src/lab/ape/search/board.ts';
import { STRATEGIES } from '../../../../src/lab/ape/search/index.ts';
import { search } from '../../../../src/lab/ape/search/resampling.ts';
import { stream } from '../../../../src/rl/random.ts';

/** A text is as good as its number of a's, out of ten; a variation has one more. */
const judge = async (asks: readonly { candidate: { text: string }; examples: readonly number[] }[]) =>
  asks.map(({ candidate, examples }) =>
    examples.map((example) => Number(example < candidate.text.split('a').length - 1)),
  );
const options = {
  judge,
  examples: Array.from({ length: 10 }, (_, i) => i),
  budget: 200,
  strategy: STRATEGIES.filter,
  parents: 2,
  vary: async (texts: readonly string[]) => texts.map((text) => [`${text}a`, `a${text}b`]),
};
const proposals = ['aab', 'b', 'aaab', 'bb', 'ab', 'bbb'].map((text) => ({
  text,
  origin: 'forward' as const,
}));

describe('resampling', () => {
  it('climbs from the best to its variations, and knows whose they are', async () => {
    const events: SearchEvent[] = [];
    const { board, best } = await search(
      proposals,
      { ...options, rounds: 3, tell: (event) => events.push(event) },
      stream(1, 'search'),
    );
    const winner = board.all[best[0]].candidate;
    expect(winner.text.split('a')).toHaveLength(6);
    expect(winner.origin).toBe('resample');
    const parent = board.all[winner.parent ?? 0].candidate;
    expect(winner.text).toContain(parent.text);
    expect(events.filter(({ kind }) => kind === 'candidate')).toHaveLength(board.all.length);
  });

  it('costs no more than a search without it', async () => {
    for (const rounds of [1, 2, 3]) {
      const { board } = await search(proposals, { ...options, budget: 30, rounds }, stream(1, 'search'));
      expect(board.calls).toBeLessThanOrEqual(30);
    }
  });

  it('with one round varies nothing', async () => {
    const { board, best } = await search(
      proposals,
      { ...options, rounds: 1, vary: () => Promise.reject(new Error('asked')) },
      stream(1, 'search'),
    );
    expect(board.all[best[0]].candidate.text).toBe('aaab');
  });
});
