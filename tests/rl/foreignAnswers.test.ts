import { expect, test } from 'vitest';
import { ownAnswer, ownEvents, type AnswerReader } from '../../src/rl/foreignAnswers.ts';
import type { Answer, RankingEvent } from '../../src/rl/preference.ts';
import { activeRankings } from '../../src/rl/preferenceLog.ts';

/** Reads and writes one letter a token: `a` is `first`, and so on; the end token is 99. */
function reader(first: number): AnswerReader {
  const encode = (text: string) => Array.from(text, (letter) => first + letter.charCodeAt(0));
  return {
    config: { eos: 99 },
    tokenizer: { encode },
    encodePrompt: encode,
    responseText(tokens) {
      const letters = tokens.filter((id) => id !== 99).map((id) => String.fromCharCode(id - first));
      if (letters.some((letter) => letter > 'z')) throw new RangeError('no such id');
      return letters.join('').trim();
    },
  };
}

const answer = (from: AnswerReader, text: string, finished = true): Answer => ({
  text,
  tokens: [...from.tokenizer.encode(text), ...(finished ? [99] : [])],
  finished,
  iteration: 3,
});

const [mine, theirs, high] = [reader(1000), reader(990), reader(5000)];

const ranking = (from: AnswerReader, prompt: string, texts: readonly string[]): RankingEvent => ({
  type: 'ranking',
  id: 'one',
  at: 1,
  prompt,
  answers: texts.map((text) => answer(from, text)),
  tiers: [[1], [0]],
  rater: 'person',
  leadTime: 5,
});

test('what this model wrote stays as it was, to the id', () => {
  const own = answer(mine, 'good food');
  expect(ownAnswer(mine, 'facts\n', own)).toBe(own);
  const events = [ranking(mine, 'facts\n', ['good', 'better'])];
  expect(ownEvents(mine, events, 100)[0]).toBe(events[0]);
});

test.each([
  ['ids that read as another text', theirs],
  ['ids that do not exist', high],
])('%s become the text’s own ids', (_, from) => {
  const foreign = answer(from, 'good food');
  const read = ownAnswer(mine, 'facts\n', foreign);
  expect(read.tokens).toEqual([...mine.tokenizer.encode('good food'), 99]);
  expect(mine.responseText(read.tokens)).toBe('good food');
  expect(ownAnswer(mine, 'facts\n', answer(from, 'good', false)).tokens).toEqual(
    mine.tokenizer.encode('good'),
  );
});

test('after a prompt that ends in a word, the answer begins with a space', () => {
  expect(ownAnswer(mine, 'Once upon', answer(theirs, 'a time')).tokens).toEqual([
    ...mine.tokenizer.encode(' a time'),
    99,
  ]);
});

test('a ranking of texts that are too long for this model counts as skipped', () => {
  const events = [ranking(theirs, 'facts\n', ['good', 'better'])];
  const read = ownEvents(mine, events, 13);
  expect(activeRankings(read)).toHaveLength(1);
  expect(read[0]).toMatchObject({ type: 'ranking', tiers: [[1], [0]] });
  const [skipped] = ownEvents(mine, events, 12);
  expect(skipped).toMatchObject({ type: 'skip', id: 'one', prompt: 'facts\n' });
  expect(activeRankings([skipped])).toEqual([]);
});
