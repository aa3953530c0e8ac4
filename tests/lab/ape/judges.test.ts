import { describe, expect, it } from 'vitest';
import { modelJudge, remembering } from '../../../src/lab/ape/judges.ts';
import { PAPER_TEMPLATES } from '../../../src/lab/ape/templates.ts';
import { fakeModel } from './fakeModel.ts';

const PAIRS = [
  { input: 'cat', outputs: ['c'] },
  { input: 'dog', outputs: ['D', 'd'] },
  { input: 'sun', outputs: ['n'] },
];
const candidate = (text: string, id = 0) => ({ id, text, origin: 'given' as const, parent: null });
const follow = { 'First.': (input: string) => input[0], 'Last.': (input: string) => input.slice(-1) };

describe('judges', () => {
  it('execution accuracy: what is answered, against every right output', async () => {
    const judge = modelJudge('accuracy', {
      model: fakeModel([], follow),
      pairs: PAIRS,
      templates: PAPER_TEMPLATES,
      metric: 'verbatim',
    });
    const asks = [
      { candidate: candidate('First.'), examples: [2, 0, 1] },
      { candidate: candidate('Last.', 1), examples: [2] },
      { candidate: candidate('Nothing.', 2), examples: [0] },
    ];
    expect(await judge(asks)).toEqual([[0, 1, 1], [1], [0]]);
  });

  it('log-probability: of the output alone, the best of the right ones', async () => {
    const judge = modelJudge('logProbability', {
      model: fakeModel([], follow),
      pairs: PAIRS,
      templates: PAPER_TEMPLATES,
      metric: 'verbatim',
    });
    expect(await judge([{ candidate: candidate('First.'), examples: [0, 1, 2] }])).toEqual([
      [-0.1, -0.1, -4],
    ]);
  });

  it('a remembering judge gives the same scores and asks for each once', async () => {
    const model = fakeModel([], follow);
    const judge = remembering(
      modelJudge('accuracy', { model, pairs: PAIRS, templates: PAPER_TEMPLATES, metric: 'exact' }),
    );
    const first = await judge([{ candidate: candidate('First.'), examples: [0, 1] }]);
    const again = await judge([
      { candidate: candidate('First.', 7), examples: [1, 2, 0] },
      { candidate: candidate('Last.', 8), examples: [0] },
    ]);
    expect(first).toEqual([[1, 1]]);
    expect(again).toEqual([[1, 0, 1], [0]]);
    expect(model.asked).toBe(4);
  });
});
