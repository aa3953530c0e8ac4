import { expect, it } from 'vitest';
import { standingTokens } from '../../../src/rl/runs/standing.ts';
import type { RankingEvent } from '../../../src/preferences/event.ts';
import { tinySource } from '../../model/tinyModel.ts';

const { config, tokenizer } = tinySource();
const model = { config, tokenizer, promptSuffix: '' };

function ranking(prompt: string, texts: readonly string[], tokens: readonly number[] = []): RankingEvent {
  const answers = texts.map((text) => ({ text, tokens, finished: true, iteration: 0 }));
  return {
    type: 'ranking',
    id: prompt,
    at: 0,
    leadTime: 0,
    rater: 'person',
    prompt,
    answers,
    tiers: [[0], [1]],
  };
}

it('are counted in the model’s own tokens, whoever wrote them', () => {
  const prompt = 'the sea';
  const ids = (text: string) => tokenizer.encode(text).length;
  const [counted] = standingTokens(model, [ranking(prompt, ['a fox', 'a cat sat'], [9_999])]);
  expect(counted.prompt).toBe(tokenizer.startIds.length + ids(prompt));
  // A space before the answer, the end token after it.
  expect(counted.answers).toEqual([ids(' a fox') + 1, ids(' a cat sat') + 1]);
});

it('keep the tokens of answers that this model wrote', () => {
  const tokens = [...tokenizer.encode(' a fox'), config.eos];
  const text = tokenizer.continuation(tokens.slice(0, -1)).trim();
  const [counted] = standingTokens(model, [ranking('x', [text, text], tokens)]);
  expect(counted.answers).toEqual([tokens.length, tokens.length]);
});

it('read what the model reads behind a prompt, and leave out what it has no tokens for', () => {
  const line = { ...model, promptSuffix: '\n' };
  const [plain, chat] = standingTokens(line, [
    ranking('x', ['a', 'b']),
    { ...ranking('x', ['a', 'b']), chat: { messages: [], template: 't' } },
  ]);
  expect(plain.prompt).toBeGreaterThan(chat.prompt);
  const none = {
    ...model,
    tokenizer: Object.assign(Object.create(tokenizer) as typeof tokenizer, { encode: unknown }),
  };
  expect(standingTokens(none, [ranking('x', ['a', 'b'])])).toEqual([]);
});

function unknown(): number[] {
  throw new Error('no token for it');
}
