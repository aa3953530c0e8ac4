/** Answers to rank come before anything else that the trainer could be asked for. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
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

test('it says why these answers were chosen of those that were written, in either language, and keeps that with the ranking', async () => {
  const { app, trainer } = await mount();
  await expect.poll(() => app.ranking.getState().current?.streaming).toBe(false);
  const { requestId, answers, candidates } = app.ranking.getState().current!;
  trainer.emit({ type: 'asked', requestId, by: 'information' });
  const chosen = `Of ${candidates} that it wrote, the reward models expect to learn most from your order of these ${answers.length}.`;
  await expect.element(page.getByText(chosen)).toBeVisible();
  await app.toggleLanguage();
  await expect
    .element(page.getByText(`奖励模型预计从你对这 ${answers.length} 个的排序中学到最多`))
    .toBeVisible();
  await userEvent.keyboard('1234{Enter}');
  await expect
    .poll(() => app.preferences.store.getState().events.at(-1))
    .toMatchObject({ type: 'ranking', candidates, asked: 'information' });
});
