/** Knobs beside what they change, marks of what was changed, and the alarm, as people and their tools find them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import type { App } from '../../../src/ui/app/createApp.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const [{ metrics }] = METHODS;
const KL_TARGET = page.getByRole('slider', { name: 'KL target' });
const MARKS = page.getByRole('combobox', { name: 'Marks on the curves' });

/** Twelve iterations in which the reward climbs, and the yardstick climbs and falls. */
function fool(app: App, labeler = 'shorter'): void {
  for (let iteration = 1; iteration <= 12; iteration++) {
    const known = Object.fromEntries(Object.keys(metrics).map((name) => [name, 1]));
    const values = {
      ...known,
      'nudge/score': iteration / 4,
      [`utility/${labeler}`]: iteration < 7 ? -14 + iteration : -20 - iteration,
    };
    app.live.push({ iteration, values });
  }
  const sd = { mean: -14, sd: 3 };
  const baseUtility = { shorter: sd, warmer: sd, question: sd, family: sd, facts: sd };
  const samples = ['A long and winding answer.', 'Short.', 'So so.', 'Here it is.'].map((text, at) => ({
    prompt: 'name: The Eagle, food: Italian',
    text,
    score: 3 - at,
    kl: 2,
  }));
  app.run.setState({ baseUtility, iteration: 12, samples: { iteration: 12, samples } });
}

test('the leash is a slider at the KL chart, live, by keys, and Ctrl+Z takes it back from there', async () => {
  const { app, trainer } = await mount();
  const { klTarget } = app.run.getState().settings;
  await expect.element(KL_TARGET).toHaveAttribute('aria-valuetext', `${klTarget} nats`);
  (KL_TARGET.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  await expect.poll(() => app.run.getState().settings.klTarget).toBe(klTarget + 1);
  expect(trainer.callsOf('configure').at(-1)?.[0]).toMatchObject({ klTarget: klTarget + 1 });
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.poll(() => app.run.getState().settings.klTarget).toBe(klTarget);
  // With a fixed β there is no target to steer to.
  await page.getByRole('checkbox', { name: 'Adaptive β' }).click();
  await expect.element(page.getByRole('slider', { name: 'First β' })).toBeInTheDocument();
  expect(KL_TARGET.query()).toBeNull();
});

test('learning rate, clip range and answers per iteration stand where they act', async () => {
  await mount();
  for (const name of ['Learning rate', 'Clip range ε', 'Blurbs per iteration'])
    await expect.element(page.getByRole('slider', { name })).toBeInTheDocument();
});

test('what was changed is a mark in words, in the list and in each table', async () => {
  const { app, trainer } = await mount();
  fool(app);
  trainer.emit({ type: 'changed', iteration: 3, changed: [{ name: 'klTarget', from: 4, to: 5 }] });
  trainer.emit({ type: 'changed', iteration: 3, changed: [{ name: 'klTarget', from: 5, to: 8 }] });
  await expect.element(MARKS).toHaveTextContent('After 3: KL target 4 → 8');
  await MARKS.selectOptions('set-3');
  expect(app.ui.getState().mark).toBe('set-3');
  await page.getByRole('figure', { name: 'KL' }).getByRole('button', { name: 'Show data' }).click();
  await expect
    .element(page.getByRole('row', { name: /^4: look inside / }))
    .toHaveTextContent('KL target 4 → 8');
});

test('the alarm says what is wrong, shows three answers, and does something about it', async () => {
  const { app } = await mount();
  fool(app);
  const watch = page.getByRole('group', { name: 'What happens to the run' });
  await expect
    .element(watch.getByRole('status'))
    .toHaveTextContent('It is fooling the reward model: see these three.');
  await watch.getByRole('button', { name: 'Why, and what to do' }).click();
  const why = page.getByRole('dialog', { name: 'Why, and what to do' });
  await expect.poll(() => why.getByRole('listitem').elements().length).toBe(3);
  await expect.element(why.getByRole('listitem').first()).toHaveTextContent('A long and winding answer.');
  expect(await violations()).toEqual([]);
  const { klTarget } = app.run.getState().settings;
  await why.getByRole('button', { name: 'Tighten the leash' }).click();
  expect(app.run.getState().settings.klTarget).toBe(klTarget / 2);
  await userEvent.keyboard('{Escape}');
  await app.toggleLanguage();
  await expect.element(page.getByRole('status').filter({ hasText: '它在骗奖励模型' })).toBeInTheDocument();
  expect(await violations()).toEqual([]);
});
