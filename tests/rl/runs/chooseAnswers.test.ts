import { expect, it, vi } from 'vitest';
import type { Asking } from '../../../src/preferences/asked.ts';
import { chooseAnswers, modelsAsked, type Askers } from '../../../src/rl/runs/chooseAnswers.ts';

const TEXTS = ['a cheap pub', 'a cheap pub', 'Lovely! Will you come with all of your family to the river?'];
const candidates = TEXTS.map((_, index) => ({ tokens: [index], logp: [0], finished: true, complete: true }));

function askers(asking: Asking, models: number, fitted = true) {
  // By the models' scores the first two are apart, by their texts the last is another.
  const scores = [
    [2, -2, 0],
    [-2, 2, 0],
  ].slice(0, models);
  const memberScores = vi.fn(() => Promise.resolve(scores));
  const rewards = { fitted, voices: models, memberScores } as unknown as Askers['rewards'];
  const responseText = ([token]: readonly number[]) => TEXTS[token];
  return { models: { responseText }, rewards, settings: { asking } } satisfies Askers;
}

it('asks reward models with the prompt before each answer', async () => {
  const asked = askers('information', 2);
  expect(await chooseAnswers(asked, [7, 8], candidates, 2)).toEqual({ chosen: [0, 1], by: 'information' });
  expect(asked.rewards.memberScores).toHaveBeenCalledWith([
    { prompt: [7, 8], response: [0] },
    { prompt: [7, 8], response: [1] },
    { prompt: [7, 8], response: [2] },
  ]);
});

it.each([
  ['one model alone', askers('disagreement', 1)],
  ['models that have learned nothing yet', askers('information', 2, false)],
  ['nobody', askers('different', 2)],
])('leaves it to the texts, and says so, with %s to ask', async (_, asked) => {
  expect(modelsAsked(asked)).toBeNull();
  expect(await chooseAnswers(asked, [], candidates, 2)).toEqual({ chosen: [0, 2], by: 'different' });
  expect(asked.rewards.memberScores).not.toHaveBeenCalled();
});

it('takes them as they came where any will do', async () => {
  expect(await chooseAnswers(askers('random', 2), [], candidates, 2)).toEqual({
    chosen: [0, 1],
    by: 'random',
  });
});
