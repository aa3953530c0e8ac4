/** The bench of implicit feedback on the page: found in the lab, with what was recorded, in both languages, on any screen. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { enImplicit } from '../../../../src/lab/implicit/panel/enImplicit.ts';
import { zhImplicit } from '../../../../src/lab/implicit/panel/zhImplicit.ts';
import { enLab } from '../../../../src/ui/lab/words/enLab.ts';
import { mount, unmount } from '../../../ui/mount.tsx';
import { memoryStorage } from '../../../ui/memoryStorage.ts';
import { violations } from '../../../ui/violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

async function opened(options: Parameters<typeof mount>[0] = {}) {
  const mounted = await mount(options);
  await page.getByRole('button', { name: 'Lab', exact: true }).click();
  await page.getByRole('button', { name: enLab.names.implicit, exact: true }).click();
  await expect.element(page.getByRole('heading', { name: enImplicit.talk })).toBeVisible();
  return mounted;
}

test('what five seeds found stands there, with every cure and what it gave', async () => {
  await opened();
  const learnt = page.getByRole('table', { name: enImplicit.recorded.learnt });
  await expect.element(learnt).toHaveTextContent(/16 rankings.*91 %/);
  const hacked = page.getByRole('table', { name: enImplicit.recorded.hack });
  await expect.element(hacked.getByRole('row').nth(2)).toHaveTextContent(/hurry.*−0\.22/);
  await expect.element(hacked.getByRole('row').nth(7)).toHaveTextContent(/a few rankings mixed in\+1\.22/);
  await expect.element(page.getByText(enImplicit.recorded.met)).toBeVisible();
});

test.each(['light', 'dark'] as const)(
  'nothing for axe to complain about, %s, and nothing beside a narrow screen, in both languages',
  async (theme) => {
    const { app } = await opened({ storage: memoryStorage({ 'nudge:theme': theme }) });
    expect(await violations()).toEqual([]);
    await page.viewport(320, 640);
    for (const words of [enImplicit, zhImplicit]) {
      if (words === zhImplicit) await app.toggleLanguage();
      await expect.element(page.getByRole('heading', { name: words.talk })).toBeVisible();
      const shown = document.querySelector('dialog')!;
      expect(shown.scrollWidth).toBeLessThanOrEqual(shown.clientWidth + 1);
      expect(await violations()).toEqual([]);
    }
  },
);

test('Chinese says all that English says', () => {
  const strings = (value: unknown, path = ''): [string, string][] => {
    if (typeof value === 'string') return [[path, value]];
    if (typeof value === 'function') return [[path, (value as (...args: unknown[]) => string)(1, '2', '3')]];
    return Object.entries(value as object).flatMap(([key, part]) => strings(part, `${path}.${key}`));
  };
  const chinese = new Map(strings(zhImplicit));
  for (const [path, text] of strings(enImplicit).filter(([, text]) => text !== '')) {
    expect(chinese.get(path), path).not.toBe(text);
    expect(chinese.get(path), path).toMatch(/\p{Script=Han}/u);
  }
});
