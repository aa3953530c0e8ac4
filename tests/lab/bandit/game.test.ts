import { describe, expect, it } from 'vitest';
import type { TemplateAnswer } from '../../../src/lab/bandit/answers.ts';
import {
  chanceOf,
  deal,
  givenIn,
  kindOf,
  pullsOf,
  simulatedTurn,
  tasteOf,
  trueMeans,
  type Turn,
} from '../../../src/lab/bandit/game.ts';
import { STRATEGY_IDS } from '../../../src/lab/bandit/strategies.ts';
import { USUAL_WEIGHTS } from '../../../src/lab/feedback/event.ts';

const answers = (...texts: string[]): TemplateAnswer[] =>
  texts.map((answer, i) => ({ question: `q${i}`, prompt: `p${i}`, answer }));
const WRITTEN = [
  answers('It is a pub.', 'It is a bar.'),
  answers('A lovely, warm and welcoming place!', 'A wonderful, friendly place, lovely!'),
];
const CHOOSING = { strategy: 'thompson', epsilon: 0.1, weights: USUAL_WEIGHTS } as const;

describe('a game', () => {
  it('judges the same turns anew by other weights', () => {
    const turns: Turn[] = [
      { arm: 0, index: 0, did: 'continue' },
      { arm: 1, index: 1, did: 'copy' },
    ];
    expect(pullsOf(turns, USUAL_WEIGHTS).map(({ reward }) => reward)).toEqual([0.7, 1]);
    const strict = { ...USUAL_WEIGHTS, continue: 0, ask: 0 };
    expect(pullsOf(turns, strict).map(({ reward }) => reward)).toEqual([0, 1]);
    expect([kindOf(USUAL_WEIGHTS), kindOf(strict)]).toEqual(['weighted', 'bernoulli']);
    expect(givenIn(WRITTEN, turns)[1]).toEqual({ arm: 1, question: 'q1', answer: WRITTEN[1][1].answer });
  });

  it('shows each answer of a template once before any is shown again', () => {
    const random = chanceOf('test');
    const turns: Turn[] = [];
    for (let i = 0; i < 8; i++)
      turns.push({ ...deal(WRITTEN, turns, { ...CHOOSING, strategy: 'uniform' }, random), did: 'leave' });
    for (const arm of [0, 1]) {
      const first = turns.filter((turn) => turn.arm === arm).slice(0, 2);
      expect(new Set(first.map(({ index }) => index)).size).toBe(first.length);
    }
  });

  it.each(STRATEGY_IDS)('%s plays the same again from the same stream', (strategy) => {
    const user = tasteOf('warmer', WRITTEN);
    const play = () => {
      const random = chanceOf(strategy);
      const turns: Turn[] = [];
      for (let i = 0; i < 60; i++)
        turns.push(simulatedTurn(WRITTEN, turns, { ...CHOOSING, strategy }, user, random));
      return turns;
    };
    const turns = play();
    expect(play()).toEqual(turns);
    const warm = turns.filter(({ arm }) => arm === 1).length;
    if (strategy !== 'uniform') expect(warm).toBeGreaterThan(30);
  });

  it('knows what each template pays a simulated user', () => {
    const [bare, warm] = trueMeans(tasteOf('warmer', WRITTEN), USUAL_WEIGHTS);
    expect(warm).toBeGreaterThan(bare);
    // A user who tells no answers apart is paid the same by all.
    const [one, other] = trueMeans(tasteOf('question', WRITTEN), USUAL_WEIGHTS);
    expect(one).toBe(other);
  });
});
