/** Inside an iteration, as people get there and walk in it: by key, sample and curve; tokens, formulas and curves linked. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { QUANTITIES } from '../../../src/ui/inspect/inside/state/tokenRows.ts';
import { rankingsBy } from '../../rl/tinyRun.ts';
import { madeInspection } from '../../rl/runs/madeInspection.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const panel = page.getByRole('complementary', { name: /^Inside/ });

/** A page whose first iteration is read, and opened by its key. */
async function inside() {
  const mounted = await mount();
  const { app, trainer } = mounted;
  trainer.iterate();
  await expect.poll(() => app.run.getState().iteration).toBe(1);
  trainer.inspection = madeInspection(1);
  await userEvent.keyboard('t');
  await expect.element(panel.getByRole('heading', { name: 'Inside iteration 1' })).toBeVisible();
  return mounted;
}

test('T opens the newest iteration, arrows walk its tokens, Enter pins, Escape leads back', async () => {
  const { app } = await inside();
  await expect.element(panel).toHaveFocus();
  // Answers with what each is worth: score − β·Σ KL = total.
  await expect.element(panel.getByRole('button', { name: /Short\. score −0\.60 − 0\.150·/ })).toBeVisible();
  const strip = panel.getByRole('group', { name: 'Tokens' });
  const tokens = strip.getByRole('button');
  (tokens.nth(0).element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  await expect.element(panel.getByText('Token 3 of 5')).toBeVisible();
  await expect.element(tokens.nth(2)).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(tokens.nth(2)).toHaveAttribute('aria-pressed', 'true');
  // Pinned: another that the pointer comes to is not looked at.
  await tokens.nth(0).hover();
  await expect.element(panel.getByText('Token 3 of 5')).toBeVisible();
  await expect.element(panel.getByText(/✓ the engine has/)).toBeVisible();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(panel.getByText(/of 2$/)).toBeVisible();
  expect(await violations()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => panel.query()).toBeNull();
  expect(app.ui.getState().inside).toBeNull();
});

test('a term lights its column and its curve, a curve its columns, and a click colours the tokens', async () => {
  const { app, downloads } = await inside();
  const term = panel.getByRole('button', { name: 'k₁', exact: true }).first();
  await term.hover();
  const column = panel.getByRole('columnheader', { name: 'KL' });
  await expect.element(column).toHaveAttribute('data-lit', 'true');
  const figure = page.getByRole('figure', { name: 'KL', exact: true });
  await expect.element(figure).toHaveAttribute('data-lit', 'true');
  await panel.getByRole('button', { name: 'ratio ρ' }).click();
  await expect.element(panel.getByRole('combobox', { name: 'Colour by' })).toHaveValue('ratio');
  // And back: the curve that somebody points at.
  await page.getByRole('figure', { name: 'Reward' }).getByRole('heading').hover();
  await expect
    .element(panel.getByRole('columnheader', { name: 'adds to score' }))
    .toHaveAttribute('data-lit', 'true');
  await expect.element(column).toHaveAttribute('data-lit', 'false');
  await panel.getByRole('button', { name: 'Tokens as CSV' }).click();
  expect(downloads.at(-1)?.text.split('\r\n')[0]).toContain(QUANTITIES.join(','));
  expect(app.ui.getState().lit?.quantity).not.toBe('kl');
});

test('a point of a curve, and a row of its table, open their iteration, and one that is no longer kept says so', async () => {
  const { app, trainer } = await mount();
  for (const iteration of [1, 2]) {
    const samples = [{ prompt: 'name: The Eagle', text: `Answer of ${iteration}`, score: 1, kl: 2 }];
    if (iteration === 2) trainer.emit({ type: 'samples', iteration, samples });
    trainer.iterate();
  }
  await expect.poll(() => app.run.getState().iteration).toBe(2);
  const figure = page.getByRole('figure', { name: 'KL', exact: true });
  // By keys along the curve: each point in words, Enter as a click.
  const plot = figure.getByRole('slider', { name: 'KL', exact: true });
  await expect.element(plot).toHaveAttribute('aria-valuetext', '2.16 nats at iteration 2.');
  (plot.element() as HTMLElement).focus();
  await userEvent.keyboard('{Home}');
  await expect.element(plot).toHaveAttribute('aria-valuetext', '1.20 nats at iteration 1.');
  await expect.element(figure.getByText('1: 1.20')).toBeVisible();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  await expect.element(plot).toHaveAttribute('aria-valuenow', '2');
  await userEvent.keyboard('{Enter}');
  await expect.element(panel.getByText('Answer of 2')).toBeVisible();
  expect(trainer.callsOf('addPreferences')).toHaveLength(0);
  await userEvent.keyboard('{Escape}');
  await expect.element(plot).toHaveFocus();
  await figure.getByRole('button', { name: 'Show data' }).click();
  const open = (iteration: number) => page.getByRole('button', { name: `${iteration}: look inside` });
  await expect.element(open(2)).toBeVisible();
  (open(2).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(panel.getByText('Answer of 2')).toBeVisible();
  await expect.element(panel.getByText(/score \+1\.00 − 0\.050·2\.00 KL = \+0\.90/)).toBeVisible();
  app.ui.setState({ inside: { iteration: 1, answer: 0 } });
  await expect.element(panel.getByText(/samples of iteration 1 are no longer kept/)).toBeVisible();
  await panel.getByRole('button', { name: 'Open iteration 2' }).click();
  await expect.element(panel.getByText('Answer of 2')).toBeVisible();
});

test('answers to rank open before there is an iteration, blind; compared ones with what each token adds', async () => {
  const { app, trainer } = await mount();
  await expect.poll(() => app.ranking.getState().current?.complete.every(Boolean)).toBe(true);
  // A key that comes before the page does is nobody's.
  await expect.element(page.getByRole('button', { name: 'Look inside: C', exact: true })).toBeVisible();
  await userEvent.keyboard('t');
  await expect.element(panel.getByRole('heading', { name: 'Inside the answers to rank' })).toBeVisible();
  await expect.element(panel.getByText('Token 1 of')).toBeVisible();
  await expect.element(panel.getByText(/told when your ranking is in/)).toBeVisible();
  await expect.element(panel.getByText('the model as it is now')).toBeVisible();
  const columns = panel.getByRole('columnheader');
  expect(columns.elements().map(({ textContent }) => textContent)).toEqual([
    'Token',
    'log π',
    'log π_ref',
    'KL',
  ]);
  await userEvent.keyboard('{Escape}');
  // Any card opens its own.
  await page.getByRole('button', { name: 'Look inside: C', exact: true }).click();
  await expect.element(panel.getByRole('button', { name: /^C / })).toHaveAttribute('aria-current', 'true');
  expect(await violations()).toEqual([]);

  trainer.log = rankingsBy('a', 4);
  await panel.getByRole('combobox', { name: 'What to look into' }).selectOptions('Before and after');
  await expect.element(panel.getByRole('columnheader', { name: 'adds to score' })).toBeVisible();
  await expect.element(panel.getByText(/prompt alone \+0\.500 \+ Σ/)).toBeVisible();
  await page.getByRole('button', { name: 'Look inside: Current model' }).click();
  await expect
    .element(panel.getByRole('button', { name: /^Current / }))
    .toHaveAttribute('aria-current', 'true');
});
