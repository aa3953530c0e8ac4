/** Ranking with mouse, finger and keyboard mixed, as hands do it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { RankingEvent } from '../../../src/preferences/event.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const answer = (letter: string) => page.getByRole('group', { name: `Answer ${letter}`, exact: true });
const ranks = ({ app }: Mounted) => app.ranking.getState().draft.ranks;
const text = { position: { x: 150, y: 45 } };

async function ready(mounted: Promise<Mounted>): Promise<Mounted> {
  const result = await mounted;
  await expect.element(answer('D')).toHaveTextContent('It is cheap');
  return result;
}

const tiersOf = ({ app }: Mounted) =>
  app.preferences.store
    .getState()
    .events.filter((event): event is RankingEvent => event.type === 'ranking')
    .map(({ tiers }) => tiers);

test('clicks on cards rank them in order, and Enter submits', async () => {
  const mounted = await ready(mount());
  await answer('C').click(text);
  await answer('A').click(text);
  expect(ranks(mounted)).toEqual([2, null, 1, null]);
  // A second click on a card changes nothing.
  await answer('C').click(text);
  expect(ranks(mounted)).toEqual([2, null, 1, null]);
  await answer('D').click(text);
  await answer('B').click(text);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => tiersOf(mounted)).toEqual([[[2], [0], [3], [1]]]);
});

test('after a rank by its number Enter submits, and does not take the rank back', async () => {
  const mounted = await ready(mount());
  for (const [letter, rank] of [
    ['A', 2],
    ['B', 1],
    ['C', 3],
    ['D', 4],
  ] as const)
    await page.getByRole('button', { name: `Answer ${letter}: rank ${rank}` }).click();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => tiersOf(mounted)).toEqual([[[1], [0], [2], [3]]]);
});

test('while a card is dragged a mark shows where it would drop, and after it Enter submits', async () => {
  const mounted = await ready(mount());
  const handle = page.getByRole('button', { name: 'Drag answer D' }).element();
  const marks = () =>
    [...document.querySelectorAll<HTMLElement>('[data-drop]')].map(
      ({ dataset }) => `${dataset.drop} ${dataset.index}`,
    );
  const box = (letter: string) => answer(letter).element().getBoundingClientRect();
  // The answers in words, without the pointer that a browser would check.
  handle.setPointerCapture = () => {};
  const send = (type: string, y: number) =>
    handle.dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, clientX: 20, clientY: y }),
    );
  send('pointerdown', box('D').top + 10);
  await expect
    .poll(() => document.querySelector('[data-dragging]')?.getAttribute('data-dragging'))
    .toBe('true');
  expect(marks()).toEqual([]);
  send('pointermove', box('B').top + 2);
  await expect.poll(marks).toEqual(['before 1']);
  send('pointermove', box('C').bottom - 2);
  await expect.poll(marks).toEqual(['after 2']);
  send('pointermove', box('A').top + 2);
  await expect.poll(marks).toEqual(['before 0']);
  send('pointerup', box('A').top + 2);
  await expect.poll(() => ranks(mounted)).toEqual([null, null, null, 1]);
  expect(marks()).toEqual([]);
  expect(document.activeElement).toBe(answer('D').element());
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => tiersOf(mounted)).toEqual([[[3], [0, 1, 2]]]);
});

test('Escape gives a drag up', async () => {
  const mounted = await ready(mount());
  const handle = page.getByRole('button', { name: 'Drag answer D' }).element();
  handle.setPointerCapture = () => {};
  const send = (type: string, y: number) =>
    handle.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, clientY: y }));
  send('pointerdown', 700);
  await expect
    .poll(() => document.querySelector('[data-dragging]')?.getAttribute('data-dragging'))
    .toBe('true');
  send('pointermove', 300);
  await expect.poll(() => document.querySelectorAll('[data-drop]').length).toBe(1);
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => document.querySelectorAll('[data-drop]').length).toBe(0);
  send('pointerup', 300);
  expect(ranks(mounted)).toEqual([null, null, null, null]);
});

test('after a judgement, however it was given, the first new card has the focus and the prompt is read out', async () => {
  const mounted = await ready(mount());
  const said = () => mounted.app.ui.getState().announcement.text;
  expect(said()).toContain('Next prompt: ');
  const ways = [
    () => page.getByRole('button', { name: 'Skip' }).click(),
    () => page.getByRole('button', { name: 'None is usable' }).click(),
    async () => {
      await page.getByRole('button', { name: 'Answer B: rank 1' }).click();
      await page.getByRole('button', { name: 'Submit ranking' }).click();
    },
    () => userEvent.keyboard('1{Enter}'),
  ];
  for (const [done, judge] of ways.entries()) {
    await judge();
    await expect.poll(() => mounted.app.preferences.store.getState().events.length).toBe(done + 1);
    await expect.poll(() => document.activeElement === answer('A').element()).toBe(true);
    const name = page.getByRole('region', { name: 'Facts the model was given' }).getByRole('heading');
    await expect.poll(said).toContain(`Next prompt: ${name.element().textContent}, `);
    await expect.element(page.getByText(said()).first()).toBeInTheDocument();
  }
});

test('who writes in a field keeps it when new answers come', async () => {
  const mounted = await ready(mount());
  const rater = page.getByRole('combobox', { name: 'Who ranks' }).element() as HTMLElement;
  rater.focus();
  mounted.app.rater.rank(1, 0);
  await mounted.app.rater.submit();
  await expect.poll(() => tiersOf(mounted).length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(document.activeElement).toBe(rater);
});
