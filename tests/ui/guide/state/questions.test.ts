/** The guide's answers are those of the page at that moment. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';
import { isRight, numberOf, QUESTIONS, type Asked } from '../../../../src/ui/guide/state/questions.ts';
import { COMPARISON, factsWith } from '../facts.ts';

const FOUR = ['one two three', 'one', 'one two three', 'one two'];
const choice = (asked: Asked | null) => (asked?.kind === 'choice' ? asked : null);

describe('which answer is the longest', () => {
  it('takes every longest one, and waits until all are written', () => {
    const asked = choice(QUESTIONS.longest(factsWith({ answers: FOUR })));
    expect(asked).toMatchObject({ options: ['A', 'B', 'C', 'D'], right: ['A', 'C'] });
    expect(asked?.said).toEqual({ most: '3', least: '1', count: '4' });
    expect(QUESTIONS.longest(factsWith({ answers: [...FOUR.slice(0, 3), null] }))).toBeNull();
    expect(QUESTIONS.longest(factsWith())).toBeNull();
  });

  it('asks of base and trained model in a recording', () => {
    const asked = choice(QUESTIONS.longest(factsWith({ source: 'recorded', comparison: COMPARISON })));
    expect(asked).toMatchObject({ options: ['base', 'current'], right: ['current'] });
  });
});

describe('pairs of a ranking', () => {
  it.each([
    [[[0], [1], [2], [3]], 6, '0'],
    [[[0], [1, 2], [3]], 5, '1'],
    [
      [
        [2, 3],
        [0, 1],
      ],
      4,
      '2',
    ],
  ] as const)('%j', (tiers, right, tied) => {
    const asked = QUESTIONS.pairs(factsWith({ last: { tiers, scores: null } }));
    expect(asked).toMatchObject({ kind: 'number', right, said: { tied } });
  });

  it('has nothing to ask before the first', () => {
    expect(QUESTIONS.pairs(factsWith())).toBeNull();
  });
});

it('asks for the best score among the ranked, and says whether it is the person’s first', () => {
  const tiers = [[2], [0], [3]];
  const asked = choice(QUESTIONS.best(factsWith({ last: { tiers, scores: [1.5, 9, 1, -1] } })));
  expect(asked).toMatchObject({ options: ['A', 'C', 'D'], right: ['A'], said: { yours: 'C', same: 'no' } });
  const same = QUESTIONS.best(factsWith({ last: { tiers, scores: [1, 9, 1, -1] } }));
  expect(same).toMatchObject({ right: ['A', 'C'], said: { same: 'yes', score: '+1.00' } });
  expect(QUESTIONS.best(factsWith({ last: { tiers, scores: null } }))).toBeNull();
});

it('asks for the share of clipped tokens in percent', () => {
  const asked = QUESTIONS.clipped(factsWith({}, { 'policy/clipfrac_avg': [0.2, 0.074] }))!;
  expect(asked).toMatchObject({ right: 7, said: { share: '7 %', low: '0.80', high: '1.20' } });
  for (const [typed, right] of [
    ['7', true],
    ['8 %', true],
    ['7,4', true],
    ['9', false],
    ['', null],
  ] as const)
    expect(isRight(asked, typed)).toBe(right);
  expect(QUESTIONS.clipped(factsWith())).toBeNull();
});

describe('the token that moved most', () => {
  it('is found among words and signs; the end is none to choose', () => {
    const asked = choice(QUESTIONS.token(factsWith({ comparison: COMPARISON })))!;
    expect(asked.right).toEqual(['lovely']);
    expect(asked.options).toHaveLength(4);
    expect(asked.options).toContain('lovely');
    expect(asked.options).not.toContain('<|endoftext|>');
    // Its sum is over all tokens of the answer, the end too: the KL that stands beside it.
    expect(asked.said).toMatchObject({
      difference: '+2.00',
      times: '7.4',
      sum: '+6.60',
      count: '8',
    });
    expect(isRight(asked, 'lovely')).toBe(true);
    expect(isRight(asked, 'is')).toBe(false);
    expect(isRight(asked, '')).toBeNull();
  });

  it('is not asked for before anything moved', () => {
    const still = COMPARISON.current.tokens.map((token) => ({ ...token, logp: token.logpRef }));
    const comparison = { ...COMPARISON, current: { ...COMPARISON.current, tokens: still } };
    expect(QUESTIONS.token(factsWith({ comparison }))).toBeNull();
    expect(QUESTIONS.token(factsWith())).toBeNull();
  });
});

it('asks what the leash takes: β times KL, within what a reader rounds', () => {
  const curves = {
    'objective/kl': [0.5, 3.2],
    'objective/kl_coef': [0.15, 0.12],
    'objective/scores': [0, 1],
  };
  const asked = QUESTIONS.price(factsWith({}, curves))!;
  expect(asked).toMatchObject({ said: { kl: '3.20', beta: '0.120', price: '0.38', rest: '0.62' } });
  expect(isRight(asked, '0.38')).toBe(true);
  expect(isRight(asked, '0,4')).toBe(true);
  expect(isRight(asked, '3.2')).toBe(false);
  expect(QUESTIONS.price(factsWith())).toBeNull();
});

describe('what came of cutting the leash', () => {
  const cut = { iteration: 2, changed: [{ name: 'klCoefficient', from: 0.15, to: 0 }] };
  const up = [0, 0, 0, 0.5, 1, 1.5, 2];
  const down = [0, 0, 0, -2, -3, -4, -5];
  const cutFacts = (reward: readonly number[], truth: readonly number[]) =>
    factsWith({ changes: [cut] }, { 'nudge/score': reward, 'utility/shorter': truth, 'objective/kl': up });

  it.each([
    ['both', up, up],
    ['rewardOnly', up, down],
    ['neither', down, down],
  ] as const)('%s', (right, reward, truth) => {
    const asked = choice(QUESTIONS.together(cutFacts(reward, truth)))!;
    expect(asked.right).toEqual([right]);
    expect(asked.said).toMatchObject({ verdict: right, kl: '2.00' });
  });

  it('takes either reading where something hardly moved', () => {
    const asked = choice(
      QUESTIONS.together(
        cutFacts(
          up,
          up.map(() => 0),
        ),
      ),
    )!;
    expect(asked.right).toEqual(['both', 'rewardOnly']);
    expect(asked.said.verdict).toBe('open');
  });

  it('waits for the cut, and for a few iterations after it', () => {
    expect(QUESTIONS.together(factsWith({}, { 'nudge/score': up, 'utility/shorter': up }))).toBeNull();
    expect(QUESTIONS.together(cutFacts(up.slice(0, 4), up.slice(0, 4)))).toBeNull();
  });

  it('looks at a recording from its beginning', () => {
    const facts = factsWith({ source: 'recorded' }, { 'nudge/score': up, 'utility/shorter': down });
    expect(choice(QUESTIONS.together(facts))?.right).toEqual(['rewardOnly']);
  });
});

it('asks for the agreement with what was held out', () => {
  const measured = (accuracy: number, pairs: number) => ({ rankings: 2, pairs, accuracy, kendallTau: 0.5 });
  const agreement = { fit: 1, heldOut: measured(0.75, 12), trained: measured(1, 40) };
  const asked = QUESTIONS.heldOut(factsWith({ agreement }))!;
  expect(asked).toMatchObject({ right: 0.75, said: { share: '0.75', pairs: '12', trained: '1.00' } });
  expect(QUESTIONS.heldOut(factsWith())).toBeNull();
});

it('reads numbers as people type them', () => {
  expect(['3', ' 3,5 ', '−2', '7 %', '.5', '12 nats'].map(numberOf)).toEqual([3, 3.5, -2, 7, 0.5, 12]);
  expect(['', 'three', '3 or 4', '1.2.3'].map(numberOf)).toEqual([null, null, null, null]);
});

it('asks nothing where the settings are usual and nothing has happened', () => {
  const facts = factsWith({ settings: DEFAULT_SETTINGS });
  expect(Object.values(QUESTIONS).map((ask) => ask(facts))).toEqual(Object.keys(QUESTIONS).map(() => null));
});
