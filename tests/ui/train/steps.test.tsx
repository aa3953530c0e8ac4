/** Steps back, and what a visit leaves for the next: undo, reset, one's own curves, and what a simulated rater did. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { memoryPreferenceDb } from '../../../src/ui/storage/preferenceDb.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const answer = (letter: string) => page.getByRole('group', { name: `Answer ${letter}`, exact: true });

async function ready(mounted: Promise<Mounted>): Promise<Mounted> {
  const result = await mounted;
  await expect.element(answer('D')).toHaveTextContent('It is cheap');
  return result;
}

test('undo takes placements, settings and judgements back in the order they were made', async () => {
  const { app, trainer, hash } = await ready(mount());
  const settings = () => app.run.getState().settings;
  const ranks = () => app.ranking.getState().draft.ranks;
  const back = () => userEvent.keyboard('{Control>}z{/Control}');
  const again = () => userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
  const { klTarget } = settings();
  await userEvent.keyboard('12');
  // Typed digit by digit: one step.
  app.session.configure({ klTarget: 1 });
  app.session.configure({ klTarget: 12 });
  app.session.configure({ adaptiveKl: false });
  await userEvent.keyboard('3');

  await back();
  expect(ranks()).toEqual([1, 2, null, null]);
  await back();
  expect(settings()).toMatchObject({ adaptiveKl: true, klTarget: 12 });
  await back();
  expect(settings().klTarget).toBe(klTarget);
  expect(new URLSearchParams(hash().slice(1)).get('kl')).toBe(null);
  expect(trainer.callsOf('configure').at(-1)?.[0]).toMatchObject({ klTarget });
  await back();
  expect(ranks()).toEqual([1, null, null, null]);
  await again();
  await again();
  expect(ranks()).toEqual([1, 2, null, null]);
  expect(settings().klTarget).toBe(12);

  await userEvent.keyboard('{Enter}');
  await expect.poll(() => app.preferences.store.getState().events.length).toBe(1);
  app.session.configure({ clipRange: 0.3 });
  await back();
  expect(settings().clipRange).not.toBe(0.3);
  await back();
  await expect.element(page.getByRole('progressbar', { name: '0 of 12 rankings' })).toBeInTheDocument();
  await back();
  expect(settings().klTarget).toBe(klTarget);
  await again();
  await again();
  await expect.element(page.getByRole('progressbar', { name: '1 of 12 rankings' })).toBeInTheDocument();
  await again();
  expect(settings()).toMatchObject({ klTarget: 12, clipRange: 0.3 });
});

test('settings are taken back by the keyboard in their own dialog too, but not out of a field', async () => {
  const { app } = await ready(mount());
  await page.getByRole('button', { name: 'Settings' }).click();
  const before = app.run.getState().settings.adaptiveKl;
  // The same switch stands at its curve, behind the dialog.
  await page
    .getByRole('dialog')
    .getByRole('checkbox', { name: /Adaptive/ })
    .click();
  expect(app.run.getState().settings.adaptiveKl).toBe(!before);
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(app.run.getState().settings.adaptiveKl).toBe(before);
});

test('a reset asks, and can be taken back until the model trains again', async () => {
  const { app, trainer } = await ready(mount());
  trainer.iterate();
  await expect.poll(() => app.run.getState().iteration).toBe(1);
  const resetNow = async () => {
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset now' }).click();
    await expect.poll(() => app.run.getState().iteration).toBe(0);
  };
  await resetNow();
  // The trainer was told to keep what it saved.
  expect(trainer.callsOf('reset')[0][1]).toBe(true);
  const takeBack = page.getByRole('button', { name: 'Take the reset back' });
  await takeBack.click();
  await expect.poll(() => trainer.callsOf('open').length).toBe(2);
  expect(trainer.callsOf('open')[1][0]).toMatchObject({ resume: true });
  await expect.poll(() => takeBack.elements().length).toBe(0);

  trainer.iterate();
  await expect.poll(() => app.run.getState().iteration).toBe(1);
  await resetNow();
  expect(app.undo.canUndo).toBe(true);
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.poll(() => trainer.callsOf('open').length).toBe(3);

  trainer.iterate();
  await expect.poll(() => app.run.getState().iteration).toBe(1);
  await resetNow();
  await expect.element(takeBack).toBeVisible();
  trainer.emit({ type: 'stage', stage: 'sample', iteration: 1 });
  await expect.poll(() => takeBack.elements().length).toBe(0);
  expect(app.resets.canTakeBack).toBe(false);
});

test('a run that was left by a reset does not come back with a reload', async () => {
  const db = memoryPreferenceDb();
  const openDb = () => Promise.resolve(db);
  const first = await ready(mount({ openDb }));
  first.trainer.iterate();
  await expect.poll(() => first.app.run.getState().iteration).toBe(1);
  await first.app.resets.reset();
  const again = await ready(mount({ openDb, trainer: { session: { iteration: 1 } } }));
  await expect.poll(() => again.trainer.callsOf('reset').map(([, keep]) => keep)).toEqual([false]);
});

test('after a reload one’s own curves come first, with yardstick and compared prompt', async () => {
  const db = memoryPreferenceDb();
  const openDb = () => Promise.resolve(db);
  const first = await ready(mount({ openDb }));
  first.trainer.iterate();
  await expect.poll(() => first.app.live.length).toBe(1);
  const prompts = first.app.run.getState().session?.prompts;
  const other = [...(prompts?.heldOut ?? []), ...(prompts?.train ?? [])][1];
  await first.app.training.compare(other);
  first.app.run.setState({ yardstick: 'warmer' });
  first.trainer.emit({ type: 'saved', iteration: 1 });
  await expect.poll(() => first.app.run.getState().savedIteration).toBe(1);
  await first.app.preferences.retry();

  const again = await mount({ openDb, trainer: { slowOpens: 1 }, whileOpening: true });
  await expect.poll(() => again.app.run.getState().status).toBe('loading');
  expect(again.app.live.length).toBe(1);
  expect(again.app.run.getState()).toMatchObject({ view: 'live', yardstick: 'warmer', comparePrompt: other });
  await expect.element(page.getByRole('region', { name: 'Your run' })).toBeVisible();
  await expect.element(page.getByRole('article', { name: 'Base model' })).toBeVisible();
  expect(page.getByRole('region', { name: 'Recorded run' }).elements()).toEqual([]);
  // Another model's are not one's own.
  const elsewhere = await mount({
    openDb,
    hash: '#model=blurbs-small',
    trainer: { slowOpens: 1 },
    whileOpening: true,
  });
  expect(elsewhere.app.live.length).toBe(0);
});

test('with a simulated rater the page says what it likes, and shows what it ranked', async () => {
  const { app, trainer } = await ready(mount());
  await page.getByRole('combobox', { name: 'Who ranks' }).selectOptions('shorter');
  await expect.element(page.getByText('Likes fewer words.')).toBeVisible();
  await page.getByRole('button', { name: 'Simulate 24 rankings' }).click();
  const last = page.getByRole('region', { name: 'Last ranked by the simulated rater “Shorter”' });
  await expect.element(last).toBeVisible();
  const event = app.ranking.getState().last?.event;
  expect(event?.rater).toBe('shorter');
  for (const { text } of event?.answers ?? []) await expect.element(last).toHaveTextContent(text);
  await expect.element(last).toHaveTextContent(event?.prompt.trim() ?? '');
  // The trainer has them, and does not get them back; what a person says then is all that it is told.
  const { events } = app.preferences.store.getState();
  expect(trainer.log).toEqual(events);
  expect(trainer.callsOf('addPreferences')).toEqual([]);
  await app.rater.undo();
  await expect.poll(() => trainer.log).toEqual(app.preferences.store.getState().events);
  expect(trainer.callsOf('addPreferences')).toEqual([
    [[expect.objectContaining({ type: 'undo', target: event?.id })], event?.id],
  ]);
});

test('a finished stage stays marked until it begins again', async () => {
  const { app, trainer } = await ready(mount());
  const stage = (name: 'fit' | 'sample' | 'score' | 'idle', iteration = 1) =>
    trainer.emit({ type: 'stage', stage: name, iteration });
  const done = () =>
    [...document.querySelectorAll<HTMLElement>('[data-done=true]')].map(({ dataset }) => dataset.stage);
  stage('fit');
  stage('idle', 0);
  await expect.poll(done).toEqual(['fit']);
  stage('sample');
  stage('idle', 0);
  await expect.poll(done).toEqual(['fit', 'sample']);
  stage('score');
  await expect.poll(() => app.run.getState().stage).toBe('score');
  expect(done()).toEqual(['fit', 'sample']);
  stage('sample', 2);
  await expect.poll(done).toEqual(['fit']);
});

test('the note of KL judges the number beside it', async () => {
  const { app, trainer } = await ready(mount());
  const { klTarget } = app.run.getState().settings;
  for (let i = 0; i < 6; i++) trainer.iterate();
  await expect.poll(() => app.live.length).toBe(6);
  const figure = page.getByRole('figure', { name: 'KL', exact: true });
  const kl = app.live.latest?.values['objective/kl'] ?? NaN;
  await expect.element(figure).toHaveTextContent(kl.toFixed(2));
  const where = kl > klTarget * 1.5 ? 'above the band' : 'in the band';
  await expect.element(figure).toHaveTextContent(where);
  app.session.configure({ klTarget: kl / 1.6 });
  await expect.element(figure).toHaveTextContent('above the band');
  // A band that the number is in and the smoothed curve is not.
  app.session.configure({ klTarget: kl / 1.49 });
  await expect.element(figure).toHaveTextContent('in the band');
});
