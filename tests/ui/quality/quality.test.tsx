/** How good the reward model is, as people come to it: by key and from the chart; numbers with counts, the plot as a table. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { rewardQuality } from '../../../src/preferences/quality/rewardQuality.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

/** Of six pairs on three prompts, five are right. */
const QUALITY = rewardQuality(
  [
    [3, 2, 0],
    [1, 2],
    [2, 1, 1],
  ].map((logits, at) => ({
    prompt: `p${at}`,
    tiers: at === 2 ? [[0], [1, 2]] : logits.map((_, answer) => [answer]),
    scores: logits,
    logits,
  })),
);

const dialog = page.getByRole('dialog', { name: 'How good is the reward model?' });

test('says that there is none, then each number with its count, interval and what lot has', async () => {
  const { trainer, app } = await mount();
  await userEvent.keyboard('q');
  await expect.element(dialog.getByText('There is no reward model yet.')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  trainer.quality = { heldOut: QUALITY, trained: QUALITY };
  await userEvent.keyboard('q');
  const accuracy = () => document.querySelector('[data-measure="accuracy"]')?.textContent;
  await expect.poll(accuracy).toMatch(/^Accuracy83 % 6 pairs95 %: \d+ % to \d+ %/);
  expect(accuracy()).toContain('learned from: 83 % (6 pairs) · by lot: 50 %');
  await expect.element(dialog.getByText('Measured on 3 rankings of 3 prompts.')).toBeVisible();
  const rows = dialog.getByRole('group', { name: 'The bins of the plot' }).getByRole('row');
  expect(rows.elements()).toHaveLength(6);
  await expect
    .element(dialog.getByRole('img', { name: /^It says, and is right: .* of 1 pair/ }))
    .toBeVisible();
  expect(await violations(dialog.element())).toEqual([]);
  await page.viewport(360, 740);
  await app.toggleLanguage();
  const chinese = page.getByRole('dialog', { name: '奖励模型有多好？' });
  await expect.element(chinese.getByText('量自 3 个题目的 3 个排序。')).toBeVisible();
  const { scrollWidth, clientWidth } = chinese.element();
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  expect(await violations(chinese.element())).toEqual([]);
});
