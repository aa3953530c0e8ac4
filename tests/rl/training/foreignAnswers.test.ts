import { expect, test } from 'vitest';
import { ownAnswer, ownEvents, type AnswerReader } from '../../../src/rl/training/foreignAnswers.ts';
import type { Answer, RankingEvent } from '../../../src/preferences/event.ts';
import { activeRankings } from '../../../src/preferences/log.ts';

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

test.each([
  ['own texts that are too long since the context was made shorter', 'facts\n', ['good', 'x'.repeat(40)]],
  ['nothing at all', '', ['', '']],
])('a ranking of %s counts as skipped', (_, prompt, texts) => {
  const event = ranking(mine, prompt, texts);
  const bare = {
    ...event,
    answers: event.answers.map((own) => ({ ...own, tokens: own.tokens.slice(0, -1) })),
  };
  expect(ownEvents(mine, [bare], 30)).toMatchObject([{ type: 'skip' }]);
});

test('a ranking of more answers than the reward model takes counts as skipped', () => {
  const texts = Array.from({ length: 9 }, (_, index) => 'a'.repeat(index + 1));
  const event = { ...ranking(mine, 'facts\n', texts), tiers: texts.map((_, index) => [index]) };
  expect(ownEvents(mine, [event], 100)).toMatchObject([{ type: 'skip' }]);
  expect(ownEvents(mine, [{ ...event, tiers: event.tiers.slice(1) }], 100)).toMatchObject([
    { type: 'ranking' },
  ]);
});

test('a text that the tokenizer stumbles over stops no other ranking', () => {
  const stumbling: AnswerReader = {
    ...mine,
    encodePrompt(prompt) {
      if (prompt === 'bad') throw new TypeError('undefined is no id');
      return mine.encodePrompt(prompt);
    },
  };
  const events = [ranking(mine, 'bad', ['good', 'better']), ranking(mine, 'facts\n', ['good', 'better'])];
  expect(ownEvents(stumbling, events, 100)).toMatchObject([{ type: 'skip' }, { type: 'ranking' }]);
});
