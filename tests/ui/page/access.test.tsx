import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { mount, unmount, type Mounted } from '../mount.tsx';
import { memoryStorage } from '../memoryStorage.ts';
import { PANELS } from '../../../src/ui/lab/panels.ts';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

/** A page with a ranking, a reward model, two iterations and a comparison: everything that can show. */
async function full(options: Parameters<typeof mount>[0] = {}): Promise<Mounted> {
  const mounted = await mount(options);
  await expect.poll(() => mounted.app.ranking.getState().current?.streaming).toBe(false);
  for (let i = 0; i < 5; i++) {
    mounted.app.rater.rank(1, 1);
    await mounted.app.rater.submit();
    await expect.poll(() => mounted.app.ranking.getState().current?.streaming).toBe(false);
  }
  mounted.trainer.iterate();
  mounted.trainer.iterate();
  await expect.poll(() => mounted.app.live.length).toBe(2);
  await mounted.app.training.compare();
  return mounted;
}

test.each(['light', 'dark'] as const)('nothing for axe to complain about, %s', async (theme) => {
  await full({ storage: memoryStorage({ 'nudge:theme': theme }) });
  expect(document.documentElement.dataset.theme).toBe(theme);
  expect(await violations()).toEqual([]);
});

const DIALOGS = [
  'shortcuts',
  'settings',
  'reset',
  'classifier',
  'model',
  'export',
  'cluster',
  'runs',
  'lab',
  'experiments',
  'projector',
  'link',
  'quality',
  'class',
  'handIn',
] as const;

test('nor in any dialog, in both themes and languages', async () => {
  const { app } = await full();
  const dialog = page.getByRole('dialog');
  // As a link with a run's rankings was opened.
  app.runs.store.setState({ linked: { at: 2, rankings: '{}', count: 4, broken: true } });
  for (const language of ['en', 'zh']) {
    if (language === 'zh') await app.toggleLanguage();
    for (const theme of ['light', 'dark'] as const) {
      app.ui.setState({ theme });
      for (const name of DIALOGS) {
        app.ui.setState({ dialog: name });
        await expect.element(dialog).toBeVisible();
        expect(await violations(dialog.element()), `${name} ${language} ${theme}`).toEqual([]);
        app.closeDialog();
        await expect.element(dialog).not.toBeInTheDocument();
      }
    }
  }
});

test('nor in any bench of the lab, light in English and dark in Chinese', async () => {
  const { app } = await full();
  app.ui.setState({ dialog: 'lab' });
  const dialog = page.getByRole('dialog');
  for (const [language, theme] of [
    ['en', 'light'],
    ['zh', 'dark'],
  ] as const) {
    if (language === 'zh') await app.toggleLanguage();
    app.ui.setState({ theme });
    for (const { id } of PANELS) {
      await expect.element(dialog).toBeVisible();
      dialog.element().querySelector<HTMLElement>(`[data-bench="${id}"]`)!.click();
      // A panel has a heading; what stands there until it comes has none.
      await expect.poll(() => dialog.element().querySelector('nav ~ * h3, nav ~ * h4')).not.toBeNull();
      expect(await violations(dialog.element()), `${id} ${language} ${theme}`).toEqual([]);
    }
  }
});

test('each figure is described by its curve in sentences', async () => {
  await full();
  const kl = page.getByRole('figure', { name: 'KL', exact: true });
  await expect.element(kl).toHaveAccessibleDescription(/^2\.16 nats at iteration 2\. /);
});

test('where the time goes is closed at first, and clean when measured, in both languages', async () => {
  const { app, trainer } = await full();
  const summary = page.getByText('Where the time goes');
  await expect.element(page.getByRole('button', { name: 'Measure a step' })).not.toBeInTheDocument();
  expect(trainer.callsOf('measureStep')).toEqual([]);
  await summary.click();
  await page.getByRole('button', { name: 'Measure a step' }).click();
  const table = page.getByRole('table', { name: 'Kernels of a PPO step, slowest first' });
  await expect
    .element(table.getByRole('row').nth(1))
    .toHaveTextContent(/matmul\.quad16\.tn\s*12\s*40\.00\s*80 %\s*21\.4\s*62 % arithmetic/);
  await expect.element(page.getByText('A step over 16 responses (688 tokens) takes 61.5 ms')).toBeVisible();
  await expect.element(page.getByText('computed by quad16, the fastest here')).toBeVisible();
  // The curves keep their place: nothing covers what comes after them.
  const bottom = page
    .getByRole('figure', { name: 'Value loss', exact: true })
    .element()
    .getBoundingClientRect();
  const next = page
    .getByRole('heading', { name: /Before and after/ })
    .element()
    .getBoundingClientRect();
  expect(next.top).toBeGreaterThanOrEqual(bottom.bottom);
  for (const theme of ['light', 'dark'] as const) {
    app.ui.setState({ theme });
    await expect.poll(() => document.documentElement.dataset.theme).toBe(theme);
    expect(await violations()).toEqual([]);
  }
  await page.getByRole('button', { name: '中文' }).click();
  await expect.element(page.getByText('时间花在哪里')).toBeVisible();
  await expect.element(page.getByRole('button', { name: '测量一步' })).toBeVisible();
  await expect.element(page.getByRole('table', { name: '一次 PPO 更新的各个内核，从慢到快' })).toBeVisible();
  expect(await violations()).toEqual([]);
});

test('each chart is a figure named for its metric, with its numbers behind "Show data"', async () => {
  await full();
  const names = [
    'Reward',
    'Utility by “Shorter”',
    'KL',
    'Agreement',
    'Entropy',
    'Clip fraction',
    'Value loss',
    'Response length',
  ];
  for (const name of names)
    await expect.element(page.getByRole('figure', { name, exact: true })).toBeVisible();
  const kl = page.getByRole('figure', { name: 'KL', exact: true });
  await kl.getByRole('button', { name: 'Show data' }).click();
  await expect.element(kl.getByRole('table', { name: 'KL' })).toHaveTextContent('22.16');
  await expect.element(kl.getByRole('columnheader', { name: 'Smoothed' })).toBeVisible();
  const agreement = page.getByRole('figure', { name: 'Agreement', exact: true });
  await expect.element(agreement).toHaveTextContent('6 pairs from 1 held-out ranking');
});

test('a number explains itself with this step’s values', async () => {
  await full();
  const reward = page.getByRole('figure', { name: 'Reward', exact: true });
  await reward.getByRole('button', { name: '0.20 sd' }).hover();
  await expect.element(reward.getByRole('tooltip')).toHaveTextContent('0.20 − 0.050 × 2.16 = 0.09');
});

test('the yardstick is the taste that agrees with the person, and can be chosen', async () => {
  await full();
  const utility = page.getByRole('figure', { name: /^Utility by/ });
  await expect.element(utility).toHaveTextContent('shorter (agrees with you, τ 1.00 over 5)');
  await utility.getByRole('combobox', { name: 'Yardstick', exact: true }).selectOptions('Warmer');
  await expect.element(utility).not.toHaveTextContent('agrees with you');
  await expect.element(page.getByRole('figure', { name: 'Utility by “Warmer”', exact: true })).toBeVisible();
});

test('the language switch changes every word and the page’s language', async () => {
  await full();
  await page.getByRole('button', { name: '中文' }).click();
  expect(document.documentElement.lang).toBe('zh-CN');
  for (const name of ['开始训练', '提交排序', '走一轮', '走一步', '重置', 'English'])
    await expect.element(page.getByRole('button', { name, exact: true })).toBeVisible();
  await expect.element(page.getByRole('figure', { name: '奖励', exact: true })).toBeVisible();
  expect(await violations()).toEqual([]);
  await page.getByRole('button', { name: 'English' }).click();
  await expect.element(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});
