/** Prompt and answer as other engines are given them: the same tokens, for every kind of tokenizer. */
import { describe, expect, it } from 'vitest';
import { textAfter } from '../../../src/model/tokenizing/exactText.ts';
import { Tokenizer } from '../../../src/model/tokenizing/tokenizer.ts';
import { readFixtureText } from '../../fixtures/load.ts';
import { allKinds } from './kinds.ts';

const file = async (path: string) => JSON.parse(await readFixtureText(path)) as object;
// One decoder writes 0 for o: its texts are not meant to be read.
const kinds = (await allKinds())
  .filter(({ name }) => name !== 'strip-ends')
  .map(({ name, read }) => ({ name, read }));
kinds.push({
  name: 'GPT-2',
  read: new Tokenizer(await file('tokenizer/tokenizer.json'), { eos_token: '<|endoftext|>' }),
});

const TEXTS = [
  'once upon a time there was a small fox, and the fox looked around.',
  'Hello there, how are you today?',
  "I'm fine, don't worry! 3 of 45 people came.",
  'the town\nlooked around',
  'the fox and  the robot ',
  'the café in the old town',
  ' the fox',
  'the </s> fox',
];

describe.each(kinds)('$name', ({ read }) => {
  /** Every place where a text can be parted so that what comes first encodes to the beginning of the whole. */
  const [unknown] = read.encode('<unk>');
  const parted = TEXTS.flatMap((text) => {
    const whole = read.encode(text);
    // What a tokenizer has no token for is in no text of its model.
    if (whole.includes(unknown)) return [];
    return Array.from({ length: text.length + 1 }, (_, at) => {
      const prompt = text.slice(0, at);
      const ids = read.encode(prompt);
      return ids.every((id, index) => id === whole[index])
        ? [{ prompt, whole, rest: whole.slice(ids.length) }]
        : [];
    }).flat();
  });

  it('reads prompt and answer as the model did, wherever a text is parted', () => {
    expect(parted.length).toBeGreaterThan(3);
    for (const { prompt, whole, rest } of parted) {
      expect(read.encode(prompt + textAfter(read, prompt, rest)), JSON.stringify(prompt)).toEqual(whole);
    }
  });

  it('gives what is shown, but for spaces that it does not read', () => {
    for (const { prompt, rest } of parted) {
      const exact = textAfter(read, prompt, rest).replaceAll('</s>', '');
      expect(exact.replaceAll(/\s+/g, '')).toBe(
        read.continuation(rest).replaceAll(/\s+/g, '').replaceAll('</s>', ''),
      );
    }
  });
});
