import { describe, expect, it } from 'vitest';
import { armsAfter } from '../../../src/lab/bandit/bandit.ts';
import { trainingPairs, worseArms } from '../../../src/lab/bandit/trainingPairs.ts';
import { toJsonl } from '../../../src/preferences/exportRows.ts';
import { importPreferences } from '../../../src/preferences/file.ts';

const TEMPLATES = ['{question}', '{question}{answer} You', '{question}, please'];
const pulls = (arm: number, rewards: readonly number[]) => rewards.map((reward) => ({ arm, reward }));
const ARMS = armsAfter(3, [
  ...pulls(0, Array<number>(30).fill(0)),
  ...pulls(1, Array<number>(30).fill(1)),
  ...pulls(2, [1, 0]),
]);
const GIVEN = [
  { arm: 0, question: 'q', answer: 'old' },
  { arm: 0, question: 'q', answer: 'bad' },
  { arm: 1, question: 'q', answer: 'good' },
  { arm: 2, question: 'q', answer: 'who knows' },
  { arm: 1, question: 'only good', answer: 'good' },
  { arm: 0, question: 'empty', answer: '' },
  { arm: 1, question: 'empty', answer: 'good' },
];

describe('pairs for the policy', () => {
  it('sets the best against what is worse beyond doubt, for the same bare question', () => {
    expect(worseArms(ARMS, 'bernoulli')).toEqual([0]);
    const pairs = trainingPairs(GIVEN, ARMS, 'bernoulli', TEMPLATES, 'person');
    expect(pairs).toEqual([
      {
        prompt: 'q',
        chosen: 'good',
        rejected: 'bad',
        group_id: expect.stringMatching(/^bandit-[0-9a-f]{16}$/) as string,
        source: {
          bench: 'bandit',
          by: 'person',
          chosen_template: TEMPLATES[1],
          rejected_template: TEMPLATES[0],
        },
      },
    ]);
  });

  it('is nothing as long as nothing is beyond doubt', () => {
    const arms = armsAfter(3, pulls(1, [1]).concat(pulls(0, [0])));
    expect(trainingPairs(GIVEN, arms, 'bernoulli', TEMPLATES, 'person')).toEqual([]);
    expect(trainingPairs([], armsAfter(3, []), 'weighted', TEMPLATES, 'person')).toEqual([]);
  });

  it('is read by the page as rankings that say whence they come, once', () => {
    const text = toJsonl(trainingPairs(GIVEN, ARMS, 'bernoulli', TEMPLATES, 'person'));
    const { added, error } = importPreferences([], text);
    expect(error).toBeNull();
    expect(added).toMatchObject([
      { id: expect.stringMatching(/^bandit-/) as string, type: 'ranking', prompt: 'q', tiers: [[0], [1]] },
    ]);
    expect(importPreferences(added, text)).toMatchObject({ added: [], known: 1 });
  });
});
