import { describe, expect, it } from 'vitest';
import { findInstruction, NothingProposedError } from '../../../src/lab/ape/automatic.ts';
import type { SearchEvent } from '../../../src/lab/ape/search/board.ts';
import { STRATEGY_IDS } from '../../../src/lab/ape/search/strategy.ts';
import { PAPER_TEMPLATES } from '../../../src/lab/ape/templates.ts';
import { fakeModel } from './fakeModel.ts';

const PAIRS = ['cat', 'dog', 'sun', 'map', 'ink', 'oak', 'bed', 'van', 'rye', 'gum'].map((input) => ({
  input,
  outputs: [input[0]],
}));
const FOLLOW = { 'First.': (input: string) => input[0], 'Last.': (input: string) => input.slice(-1) };
const PROPOSALS = ['Last.', 'Nothing.', 'First.', 'Wrong.'];

function asked(proposals: readonly string[]) {
  const model = fakeModel(proposals, FOLLOW);
  return {
    proposer: model,
    target: model,
    templates: PAPER_TEMPLATES,
    metric: 'verbatim',
    score: 'accuracy',
    strategy: 'filter',
    share: 1,
    resampling: 0,
    given: [],
    seed: 1,
  } as const;
}

describe('automatic prompt engineering', () => {
  it.each(STRATEGY_IDS)('from pairs to the instruction, by %s', async (strategy) => {
    expect(await findInstruction(PAIRS, { ...asked(PROPOSALS), strategy })).toBe('First.');
  });

  it('by log-probability as well', async () => {
    expect(await findInstruction(PAIRS, { ...asked(PROPOSALS), score: 'logProbability' })).toBe('First.');
  });

  it("lets a person's instruction compete, and tells what may be spent before it is", async () => {
    const events: SearchEvent[] = [];
    const budgets: object[] = [];
    const options = { ...asked(['Wrong.', 'Last.']), given: ['First.'] };
    const found = await findInstruction(PAIRS, options, {
      tell: (event) => events.push(event),
      onBudget: (budget) => budgets.push(budget),
    });
    expect(found).toBe('First.');
    expect(budgets).toEqual([{ candidates: 3, exhaustive: 15, calls: 15 }]);
    expect(events[0]).toMatchObject({ kind: 'candidate', candidate: { text: 'First.', origin: 'given' } });
  });

  it('says that nothing was proposed', async () => {
    await expect(findInstruction(PAIRS, asked(['...']))).rejects.toThrow(NothingProposedError);
  });

  it('works with as few pairs as are let in, and with resampling', async () => {
    const options = { ...asked(PROPOSALS), resampling: 2 };
    expect(await findInstruction(PAIRS.slice(0, 5), options)).toBe('First.');
  });
});
