/** One chart for a room: reached by a key, chosen by arrows, told in words, left by Escape. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { mount, unmount } from '../mount.tsx';

beforeEach(() => page.viewport(1280, 800));
afterEach(unmount);

const dialog = (name: string) => page.getByRole('dialog', { name, exact: true });

test('F fills the screen with a chart and its words, arrows change it, Escape leaves', async () => {
  const { app, trainer } = await mount();
  trainer.iterate();
  trainer.iterate();
  await expect.poll(() => app.live.length).toBe(2);
  await userEvent.keyboard('f');
  const figure = dialog('Reward').getByRole('figure');
  await expect.element(figure).toHaveTextContent('0.20 sd at iteration 2.');
  expect(dialog('Reward').element().getBoundingClientRect()).toMatchObject({ width: 1280, height: 800 });
  await userEvent.keyboard('{ArrowLeft}{ArrowRight}{ArrowRight}');
  await expect.element(dialog('Utility by “Shorter”')).toBeVisible();
  await dialog('Utility by “Shorter”')
    .getByRole('combobox', { name: 'Chart', exact: true })
    .selectOptions('3 of 8: KL');
  // What comes while it is open is told there.
  trainer.iterate();
  await expect.element(dialog('KL').getByRole('figure')).toHaveTextContent('2.93 nats at iteration 3.');
  await expect.element(dialog('KL')).toHaveTextContent('Iteration 3');
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
});

test('before the first iteration it says so', async () => {
  await mount();
  await page.getByRole('button', { name: 'Projector' }).click();
  await expect.element(dialog('Reward')).toHaveTextContent('Draws from the first iteration on');
  await expect.element(dialog('Reward')).toHaveTextContent('Not started');
});
