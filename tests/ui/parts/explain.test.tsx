/** Numbers that explain themselves: the bubble opens, stays while it is read, closes, and is never cut. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { mount, unmount } from '../mount.tsx';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const open = () => document.querySelector<HTMLElement>('[role=tooltip]:popover-open');
/** Mounts the page, and waits until it is there. */
async function shown() {
  const mounted = await mount();
  await expect
    .element(page.getByRole('group', { name: 'Answer D', exact: true }))
    .toHaveTextContent('It is cheap');
  return mounted;
}

const kl = () => page.getByRole('figure', { name: 'KL', exact: true }).getByRole('button').first();

test('Escape closes it also where the focus is elsewhere', async () => {
  await shown();
  await kl().hover();
  await expect.poll(open).not.toBe(null);
  expect(document.activeElement).not.toBe(kl().element());
  await userEvent.keyboard('{Escape}');
  await expect.poll(open).toBe(null);
});

test('it stays while the pointer is on it, and goes when the pointer goes', async () => {
  await shown();
  await kl().hover();
  await expect.poll(open).not.toBe(null);
  await userEvent.hover(open()!);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(open()).not.toBe(null);
  await page.getByRole('heading', { name: 'Nudge' }).hover();
  await expect.poll(open).toBe(null);
});

test('a tap beside it closes it, as does scrolling away', async () => {
  await shown();
  kl()
    .element()
    .dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await expect.poll(open).not.toBe(null);
  document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  await expect.poll(open).toBe(null);
  kl()
    .element()
    .dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await expect.poll(open).not.toBe(null);
  document.dispatchEvent(new Event('scroll'));
  await expect.poll(open).toBe(null);
});

test.each([
  [320, 480],
  [1440, 900],
])('at %i × %i no bubble is cut', async (width, height) => {
  await page.viewport(width, height);
  await shown();
  const anchors = [...document.querySelectorAll<HTMLElement>('button[aria-describedby][data-open]')];
  expect(anchors.length).toBeGreaterThan(8);
  for (const anchor of anchors) {
    anchor.scrollIntoView({ block: 'center' });
    await new Promise((resolve) => requestAnimationFrame(resolve));
    anchor.click();
    const box = open()?.getBoundingClientRect();
    expect(box, anchor.textContent).toBeDefined();
    expect(box!.left).toBeGreaterThanOrEqual(0);
    expect(box!.top).toBeGreaterThanOrEqual(0);
    expect(box!.right).toBeLessThanOrEqual(width);
    expect(box!.bottom).toBeLessThanOrEqual(height);
    await userEvent.keyboard('{Escape}');
  }
});

test('shortcuts of a single character can be turned off, and are not named then', async () => {
  const { app } = await shown();
  await userEvent.keyboard('?');
  await page.getByRole('checkbox', { name: 'Shortcuts of a single letter, digit or sign' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard('s,?c2');
  expect(app.ui.getState().dialog).toBe(null);
  expect(app.preferences.store.getState().events).toEqual([]);
  expect(app.ranking.getState().draft.ranks).toEqual([null, null, null, null]);
  expect(document.querySelectorAll('[aria-keyshortcuts]').length).toBe(
    document.querySelectorAll('[aria-keyshortcuts="Enter"], [aria-keyshortcuts*="+"]').length,
  );
  // On the answers digits act on what has the focus, and Enter is no character.
  (page.getByRole('group', { name: 'Answer B', exact: true }).element() as HTMLElement).focus();
  await userEvent.keyboard('1{Enter}');
  await expect.poll(() => app.preferences.store.getState().events.length).toBe(1);
});

const hint = () => document.querySelector<HTMLElement>('[data-hint]:popover-open')?.textContent ?? null;

test('what a title says shows where the keyboard rests, at a tap on words, and at a long press on a button', async () => {
  const { app, trainer } = await shown();
  const touch = (element: Element, type: string) =>
    element.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        cancelable: true,
        pointerType: 'touch',
        clientX: 9,
        clientY: 9,
      }),
    );
  await expect.poll(() => document.querySelector('[data-hint]')).not.toBe(null);
  const rater = page.getByRole('combobox', { name: 'Who ranks' });
  const label = rater.element().closest('label')!;
  await userEvent.keyboard('{Tab}');
  (rater.element() as HTMLElement).focus();
  await expect.poll(hint).toBe(label.title);
  await userEvent.keyboard('{Escape}');
  await expect.poll(hint).toBe(null);

  touch(label.querySelector('span')!, 'pointerdown');
  touch(label.querySelector('span')!, 'click');
  await expect.poll(hint).toBe(label.title);

  // A sample's prompt, which stands on the text in the button; reading it opens nothing.
  const samples = [{ prompt: 'name: The Eagle', text: 'An answer', score: 1, kl: 2 }];
  trainer.emit({ type: 'samples', iteration: 1, samples });
  const sample = page.getByRole('button', { name: /An answer/ });
  await expect.element(sample).toBeVisible();
  touch(sample.element(), 'pointerdown');
  await expect.poll(hint).toBe('name: The Eagle');
  touch(sample.element(), 'pointerup');
  touch(sample.element(), 'click');
  expect(app.ui.getState().inside).toBeNull();
  touch(sample.element(), 'pointerdown');
  touch(sample.element(), 'click');
  await expect.poll(() => app.ui.getState().inside).not.toBeNull();
});
