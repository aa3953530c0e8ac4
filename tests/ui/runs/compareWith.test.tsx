/** A second method beside the page's run: chosen, trained by a stand-in for the worker, stopped, kept, laid over the curves. */
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { ALL_METHODS } from '../../../src/rl/algorithms/all.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { BesideRun, besideSettings, rankingsNeeded } from '../../../src/ui/runs/state/besideRun.ts';
import { ranking } from '../../rl/events.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

afterEach(unmount);

test('the form says what is missing, takes method and settings, and fits a phone in both languages', async () => {
  await page.viewport(360, 800);
  const { app } = await mount();
  app.toggleDialog('runs');
  const dialog = page.getByRole('dialog', { name: 'Runs' });
  await dialog.getByText('Compare with…').click();
  await expect
    .element(dialog.getByText(/not enough for this method to learn from: 0 rankings/))
    .toBeVisible();
  await app.preferences.append([0, 1, 2, 3].map((at) => ranking(`r${at}`)));
  const begin = dialog.getByRole('button', { name: 'Train from 4 rankings' });
  await expect.element(begin).toBeEnabled();
  await dialog.getByLabelText('Method').selectOptions('Best of n');
  await dialog.getByLabelText('Settings', { exact: true }).selectOptions('usual');
  expect(await violations()).toEqual([]);
  await app.toggleLanguage();
  await expect.element(page.getByRole('button', { name: '用 4 个排序训练' })).toBeEnabled();
  const { scrollWidth, clientWidth } = document.documentElement;
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
});

test('under a rule nothing need be ranked, unless the other method learns from rankings', async () => {
  const { app } = await mount();
  app.session.configure({ rewardSource: 'tokens', targetTokens: 12 });
  app.toggleDialog('runs');
  const dialog = page.getByRole('dialog', { name: 'Runs' });
  await dialog.getByText('Compare with…').click();
  await dialog.getByLabelText('Method').selectOptions('RLOO');
  await expect.element(dialog.getByRole('button', { name: 'Train by the same rule' })).toBeEnabled();
  await dialog.getByLabelText('Method').selectOptions('DPO');
  await expect.element(dialog.getByText(/not enough for this method to learn from/)).toBeVisible();
});

test('whatever its settings are, it is rewarded as the run that it stands beside', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    rewardSource: 'tokens',
    targetTokens: 12,
    missingEosPenalty: 0.5,
  } as const;
  for (const preset of ['same', 'usual'] as const) {
    const made = besideSettings({ settings, model: 'stories260k' }, 'rloo', preset);
    expect(made).toMatchObject({ algorithm: 'rloo', rewardSource: 'tokens', targetTokens: 12 });
    expect(made.missingEosPenalty).toBe(preset === 'same' ? 0.5 : 0);
    expect(rankingsNeeded(made)).toBe(0);
  }
  // A model that was trained for the page ends its answers: one that does not pays.
  expect(besideSettings({ settings, model: 'blurbs-tiny' }, 'rloo', 'usual').missingEosPenalty).toBe(1);
  expect(rankingsNeeded(besideSettings({ settings, model: 'blurbs-tiny' }, 'dpo', 'usual'))).toBe(4);
});

test('what it made stays as a record, whole or as far as it came', async () => {
  expect(ALL_METHODS.map(({ id }) => id)).toContain('bestOfN');
  const settings = { ...DEFAULT_SETTINGS, seed: 9, rolloutBatch: 8 };
  const log = [1, 2, 3, 4].map((at) => ranking(`r${at}`));
  const session = { modelLabel: 'blurbs-tiny', adapter: 'made up', prompts: { train: ['a'], heldOut: [] } };
  const on = { session, model: 'blurbs-tiny', settings, log } as const;
  const close = vi.fn();
  const row = (iteration: number) =>
    ({ type: 'metrics', row: { iteration, values: { episode: 8 } } }) as const;
  let fails: Error | null = null;
  const beside = new BesideRun({
    close,
    train: async (asked, tell) => {
      expect(asked.rankings).toBe(log);
      for (let iteration = 1; iteration <= (fails ? 1 : asked.iterations); iteration++) tell(row(iteration));
      if (fails) throw fails;
    },
  });
  const same = besideSettings(on, 'bestOfN', 'same');
  expect(same).toMatchObject({ algorithm: 'bestOfN', seed: 9, rolloutBatch: 8 });
  expect(besideSettings(on, 'bestOfN', 'usual')).toMatchObject({ seed: 9, rolloutBatch: 32 });
  await beside.train(on, same, 3, 'Best of n');
  const { record } = beside.store.getState();
  expect(record).toMatchObject({ name: 'Best of n', algorithm: 'bestOfN', seed: 9, rankings: log });
  expect(record?.history).toHaveLength(3);
  fails = new DOMException('stopped', 'AbortError');
  await beside.train(on, same, 3, 'Best of n');
  expect(beside.store.getState()).toMatchObject({ status: 'stopped', done: 1 });
  expect(beside.store.getState().record?.history).toHaveLength(1);
  beside.stop();
  expect(close).toHaveBeenCalledTimes(1);
});
