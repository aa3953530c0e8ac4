/** Dialogues in tokens: what the tools said stands between what the model wrote, and the whole is the transcript. */
import { expect, it } from 'vitest';
import { talk, TURN_TOKENS } from '../../../../src/lab/tools/experiment/tokenTalk.ts';
import type { Question } from '../../../../src/lab/tools/questions/questions.ts';
import { tokensOf } from '../../../../src/model/sequences.ts';

/** A token a character. */
const tokenizer = {
  encode: (text: string) => Array.from(text, (sign) => sign.codePointAt(0)!),
  continuation: (ids: readonly number[]) => String.fromCodePoint(...ids),
};

const QUESTION: Question = {
  kind: 'product',
  text: 'What is 6 times 7?',
  venues: [],
  entries: new Map(),
  queries: ['6*7'],
  answer: '42',
};

/** Says these, one after the other. */
const saying =
  (...turns: readonly string[]) =>
  async (ids: readonly (readonly number[])[], round: number) =>
    ids.map(() => ({ tokens: tokenizer.encode(turns[round]), logp: [], finished: true, complete: true }));

it('keeps apart who wrote what', async () => {
  const [{ dialogue, sequence }] = await talk(tokenizer, [QUESTION], saying(' TS 6*7\n', ' User 42\n'), 500);
  expect(dialogue).toMatchObject({ answer: '42', end: 'answered' });
  expect(tokenizer.continuation(tokensOf(sequence))).toBe(
    'Q: What is 6 times 7?\nA: TS 6*7\nR: 42\nA: User 42\n',
  );
  expect(tokenizer.continuation(sequence.prompt)).toBe('Q: What is 6 times 7?\nA:');
  expect(tokenizer.continuation(sequence.response)).toBe(' TS 6*7\n User 42\n');
  expect(sequence.between).toEqual([{ after: 8, tokens: tokenizer.encode('R: 42\nA:') }]);
});

it('ends a turn that was cut off, and reads it as one line', async () => {
  const [{ sequence }] = await talk(tokenizer, [QUESTION], saying(' TS 6*', ' User 1\nmore'), 500);
  expect(tokenizer.continuation(tokensOf(sequence))).toContain('A: TS 6*\nR: -\nA: User 1');
});

it('stops where there is no room, and then has nothing behind what the model wrote', async () => {
  const room = QUESTION.text.length + TURN_TOKENS + 10;
  const [{ dialogue, sequence }] = await talk(tokenizer, [QUESTION], saying(' TS 6*7\n', ' User 42\n'), room);
  expect(dialogue).toMatchObject({ end: 'room', answer: null });
  expect(sequence.between).toEqual([]);
  expect(tokenizer.continuation(tokensOf(sequence))).toBe('Q: What is 6 times 7?\nA: TS 6*7\n');
});
