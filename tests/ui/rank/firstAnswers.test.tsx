/** Answers to rank come before anything else that the trainer could be asked for. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { mount, unmount, type Mounted } from '../mount.tsx';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

/** What a page asks for that takes the GPU, in order. */
const asked = ({ trainer }: Mounted) =>
  trainer.calls.map(({ name }) => name).filter((name) => name === 'generate' || name === 'compare');

test('answers to rank come first, then those in reserve, then the comparison', async () => {
  const mounted = await mount({ trainer: { wordDelay: 1 } });
  await expect.poll(() => mounted.app.run.getState().comparison).not.toBeNull();
  expect(asked(mounted)).toEqual(['generate', 'generate', 'compare']);
});

test('answers that could not be written hold no comparison back', async () => {
  const mounted = await mount({ trainer: { generateError: 'not a number' } });
  await expect.poll(() => mounted.app.run.getState().comparison).not.toBeNull();
  expect(mounted.app.ranking.getState().error).toBe('not a number');
});
