import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { RankingEvent } from '../../../src/preferences/event.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const answer = (letter: string) => page.getByRole('group', { name: `Answer ${letter}`, exact: true });

async function ready(mounted: Promise<Mounted>): Promise<Mounted> {
  const result = await mounted;
  await expect.element(answer('D')).toHaveTextContent('It is cheap');
  return result;
}

const rankings = ({ app }: Mounted) =>
  app.preferences.store.getState().events.filter((event): event is RankingEvent => event.type === 'ranking');

test('digits typed in a row rank A, B, C, D, equal digits tie, and Enter submits', async () => {
  const mounted = await ready(mount());
  await userEvent.keyboard('2132');
  await expect.element(answer('A')).toHaveTextContent('Rank 2, tied with D');
  await expect.element(answer('B')).toHaveTextContent('Rank 1');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('progressbar', { name: '1 of 12 rankings' })).toBeInTheDocument();
  expect(rankings(mounted)[0].tiers).toEqual([[1], [0, 3], [2]]);
  expect(mounted.trainer.callsOf('addPreferences')).toHaveLength(1);
});

test('digits and Enter rank also where a dialog was closed just before', async () => {
  const mounted = await ready(mount());
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect.element(page.getByRole('button', { name: 'Settings' })).toHaveFocus();
  await userEvent.keyboard('2132{Enter}');
  await expect.element(page.getByRole('progressbar', { name: '1 of 12 rankings' })).toBeInTheDocument();
  expect(rankings(mounted)[0].tiers).toEqual([[1], [0, 3], [2]]);
});

test('the focused answer can be chosen with arrows, moved, tied and taken out', async () => {
  const mounted = await ready(mount());
  const ranks = () => mounted.app.ranking.getState().draft.ranks;
  await userEvent.keyboard('{ArrowDown}{ArrowDown}1');
  expect(ranks()).toEqual([null, null, 1, null]);
  await answer('A').click({ position: { x: 150, y: 40 } });
  await userEvent.keyboard('=');
  expect(ranks()).toEqual([1, null, 1, null]);
  await userEvent.keyboard('{ArrowRight}');
  expect(ranks()).toEqual([2, null, 1, null]);
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
  expect(ranks()).toEqual([1, null, 2, null]);
  await userEvent.keyboard('{Backspace}');
  expect(ranks()).toEqual([null, null, 2, null]);
  await expect.element(page.getByRole('status').getByText('A has no rank now.')).toBeInTheDocument();
});

test('undo and redo walk through placements, and then through submitted rankings', async () => {
  const mounted = await ready(mount());
  await userEvent.keyboard('12');
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(mounted.app.ranking.getState().draft.ranks).toEqual([1, null, null, null]);
  await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
  expect(mounted.app.ranking.getState().draft.ranks).toEqual([1, 2, null, null]);
  const first = mounted.app.ranking.getState().current?.prompt;
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('progressbar', { name: '1 of 12 rankings' })).toBeInTheDocument();
  expect(mounted.app.ranking.getState().current?.prompt).not.toBe(first);

  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(page.getByRole('progressbar', { name: '0 of 12 rankings' })).toBeInTheDocument();
  expect(mounted.app.ranking.getState().current?.prompt).toBe(first);
  expect(mounted.app.ranking.getState().draft.ranks).toEqual([1, 2, 3, 3]);
  await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
  await expect.element(page.getByRole('progressbar', { name: '1 of 12 rankings' })).toBeInTheDocument();
  expect(mounted.app.ranking.getState().current?.prompt).not.toBe(first);
});

test('an answer can be ranked while it streams; submitting stops the rest and leaves it out', async () => {
  const mounted = await mount({ trainer: { wordDelay: Infinity } });
  await expect.element(answer('B')).toHaveTextContent('is a cheap place.');
  await userEvent.keyboard('{ArrowDown}1{Enter}');
  await expect.element(page.getByRole('progressbar', { name: '0 of 12 rankings' })).toBeInTheDocument();
  const [event] = rankings(mounted);
  expect(event.tiers).toEqual([[1]]);
  expect(event.answers[1].finished).toBe(true);
  expect(event.answers[0].finished).toBe(false);
  expect(mounted.trainer.callsOf('cancel')).toHaveLength(1);
});

test('skip and "none is usable" are kept as what they are, and the next prompt comes', async () => {
  const mounted = await ready(mount());
  await userEvent.keyboard('s');
  await expect.poll(() => mounted.app.preferences.store.getState().events.length).toBe(1);
  await expect.element(answer('A')).toHaveTextContent('is a cheap place by the riverside');
  await page.getByRole('button', { name: 'None is usable' }).click();
  await expect.poll(() => mounted.app.preferences.store.getState().events.length).toBe(2);
  expect(mounted.app.preferences.store.getState().events.map((event) => event.type)).toEqual([
    'skip',
    'unusable',
  ]);
});

test('a drag of the handle reorders; the numbers on a card rank it too', async () => {
  const mounted = await ready(mount());
  const handle = page.getByRole('button', { name: 'Drag answer D' });
  await userEvent.dragAndDrop(handle, answer('A'), { targetPosition: { x: 20, y: 4 } });
  expect(mounted.app.ranking.getState().draft.ranks).toEqual([null, null, null, 1]);
  await page.getByRole('button', { name: 'Answer B: rank 2' }).click();
  expect(mounted.app.ranking.getState().draft.ranks).toEqual([null, 2, null, 1]);
  await expect
    .element(page.getByRole('button', { name: 'Answer B: rank 2' }))
    .toHaveAttribute('aria-pressed', 'true');
});

test('who wrote an answer and its score stay hidden until the ranking is in', async () => {
  const mounted = await ready(mount());
  for (let i = 0; i < 4; i++) {
    await userEvent.keyboard('4132{Enter}');
    await expect
      .element(page.getByRole('progressbar', { name: `${i + 1} of 12 rankings` }))
      .toBeInTheDocument();
  }
  expect(document.querySelector('[data-ranking]')?.textContent).not.toContain('base model');
  const last = page.getByRole('region', { name: 'Your last ranking' });
  await expect.element(last).toHaveTextContent('base model');
  await userEvent.keyboard('4132{Enter}');
  await expect.element(last).toHaveTextContent('The reward model orders 6 of 6 pairs the way you did.');
  expect(mounted.trainer.callsOf('scoreAnswers').length).toBeGreaterThanOrEqual(5);
});

test('training waits for four rankings, then plays, pauses and steps', async () => {
  const mounted = await ready(mount());
  await expect.element(page.getByRole('button', { name: 'Play', exact: true })).toBeDisabled();
  for (let i = 0; i < 4; i++) {
    await userEvent.keyboard('1234{Enter}');
    await expect
      .element(page.getByRole('progressbar', { name: `${i + 1} of 12 rankings` }))
      .toBeInTheDocument();
  }
  await page.getByRole('button', { name: 'Step stage' }).click();
  await page.getByRole('button', { name: 'Step iteration' }).click();
  expect(mounted.trainer.callsOf('step')).toEqual([['stage'], ['iteration']]);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect
    .element(page.getByRole('listitem').filter({ hasText: 'The model writes' }))
    .toHaveAttribute('aria-current', 'step');
  mounted.trainer.iterate();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect.element(page.getByRole('button', { name: 'Play', exact: true })).toBeEnabled();
  await expect.element(page.getByText('Iteration 1', { exact: true })).toBeInTheDocument();
});

test('a simulated rater trains without a single ranking by hand', async () => {
  const mounted = await ready(mount());
  await page.getByRole('combobox', { name: 'Who ranks' }).selectOptions('shorter');
  expect(mounted.hash()).toBe('#rater=shorter&v=2');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => mounted.trainer.callsOf('play').length).toBe(1);
  expect(mounted.trainer.callsOf('simulate')).toEqual([['shorter', 24]]);
  await expect.poll(() => rankings(mounted).length).toBe(24);
});

test('Step has a simulated rater rank first, too', async () => {
  const mounted = await ready(mount());
  await page.getByRole('combobox', { name: 'Who ranks' }).selectOptions('shorter');
  await page.getByRole('button', { name: 'Step iteration' }).click();
  await expect.poll(() => mounted.trainer.callsOf('step')).toEqual([['iteration']]);
  expect(mounted.trainer.callsOf('simulate')).toEqual([['shorter', 24]]);
});

test('reset asks before training is lost, and keeps the rankings', async () => {
  const mounted = await ready(mount());
  await userEvent.keyboard('1234{Enter}');
  mounted.trainer.iterate();
  await expect.poll(() => mounted.app.run.getState().iteration).toBe(1);
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset now' }).click();
  await expect.poll(() => mounted.app.run.getState().iteration).toBe(0);
  expect(mounted.app.live.length).toBe(0);
  expect(rankings(mounted)).toHaveLength(1);
});
