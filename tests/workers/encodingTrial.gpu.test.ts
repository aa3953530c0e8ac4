/** A tokenizer whose pattern does not come back is ended from outside: in a browser, where there are workers to end. */
import { expect, it } from 'vitest';
import { CheckpointError } from '../../src/files/errors.ts';
import { tryEncoding } from '../../src/workers/encodingTrial.ts';

const model = (Regex: string) => ({
  tokenizerJson: {
    model: { type: 'BPE', vocab: { '<eos>': 0, a: 1, b: 2 }, merges: [], unk_token: '<eos>' },
    pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false },
    added_tokens: [{ id: 0, content: '<eos>', special: true }],
  },
  tokenizerConfig: { eos_token: '<eos>' },
  config: { vocab: 3 },
  prompts: null,
});

it('is stopped and the text named', async () => {
  const tried = tryEncoding(model('(a+)+$'));
  await expect(tried).rejects.toThrow(/takes too long for "aaa/);
  await expect(tried).rejects.toThrow(CheckpointError);
  await tried.catch((error: Error) => expect(error.message.length).toBeLessThan(500));
});

it('is stopped on a prompt that only somebody who asks would think of', async () => {
  await expect(tryEncoding(model('(?:b|bb)+c'), [`${'b'.repeat(60)}!`])).rejects.toThrow(
    /takes too long for "bbb/,
  );
});

it('is not stopped for a pattern that comes back', async () => {
  await expect(tryEncoding(model('\\s+|a+'), ['a b', 'aaa'])).resolves.toBeUndefined();
});
