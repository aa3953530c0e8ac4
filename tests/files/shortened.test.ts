import { expect, it } from 'vitest';
import { CheckpointError } from '../../src/files/errors.ts';
import { LONGEST_MESSAGE, shortened } from '../../src/files/shortened.ts';

it('leaves a message of usual length as it is', () => {
  const message = `${'word '.repeat(90)}end.`;
  expect(shortened(message)).toBe(message);
});

it('takes the middle out of a long name, and keeps what happened and what to do', () => {
  const message = `The file ${'very/long/path/'.repeat(5000)}model.safetensors is cut off. Fetch it again.`;
  const short = shortened(message);
  expect(short).toMatch(/^The file very\/long.*….*model\.safetensors is cut off\. Fetch it again\.$/);
  expect(short.length).toBeLessThan(200);
});

it.each([
  ['long words', `${'x'.repeat(60)} `.repeat(1000)],
  ['short words', 'no '.repeat(100_000)],
  ['no words', ' '.repeat(100_000)],
  ['one word', '語'.repeat(10_000_000)],
  ['pairs', '🦊'.repeat(10_000)],
])('%s become short, without half characters', (_what, text) => {
  const short = shortened(text);
  expect(short.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
  expect(short).toMatch(/^\P{Surrogate}*$/u);
});

it('an error about a file keeps its advice, however long the name', () => {
  const todo = 'Use another file.';
  const error = new CheckpointError({
    kind: 'format',
    happened: `The tensor "${'a b '.repeat(10_000)}" is cut off.`,
    kept: 'Nothing was loaded.',
    todo,
  });
  expect(error.message.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
  expect(error.message).toMatch(/is cut off\. Nothing was loaded\. Use another file\.$/);
  expect(error.happened.length).toBeLessThan(LONGEST_MESSAGE);
});
