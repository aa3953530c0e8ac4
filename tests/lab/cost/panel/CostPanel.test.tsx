/** The lab from the page: found in one click, the essay's figures, a form that says what is wrong, a run foretold. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { enCost } from '../../../../src/lab/cost/panel/enCost.ts';
import { zhCost } from '../../../../src/lab/cost/panel/zhCost.ts';
import { enLab } from '../../../../src/ui/lab/words/enLab.ts';
import { zhLab } from '../../../../src/ui/lab/words/zhLab.ts';
import { mount, unmount } from '../../../ui/mount.tsx';
import { memoryStorage } from '../../../ui/memoryStorage.ts';
import { violations } from '../../../ui/violations.ts';
import { made } from '../made.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const dialog = () => page.getByRole('dialog', { name: 'Lab' });

async function opened(options: Parameters<typeof mount>[0] = {}) {
  const mounted = await mount(options);
  await page.getByRole('button', { name: 'Lab', exact: true }).click();
  await dialog().getByRole('button', { name: enLab.names.cost, exact: true }).click();
  await expect.element(dialog().getByRole('heading', { name: enCost.look.title })).toBeVisible();
  return mounted;
}

test('the essay’s figures stand first, beside what it prints', async () => {
  await opened();
  const table = dialog().getByRole('table', { name: enCost.look.table });
  await expect.element(table.getByRole('row').nth(2)).toHaveTextContent(/Days\s*33\.9\s*83\.2/);
  await expect.element(table.getByRole('row').nth(3)).toHaveTextContent(/prints them\s*33\.9\s*83\.2/);
  await expect.element(table.getByRole('row').nth(4)).toHaveTextContent(/334,234/);
});

test('the form computes as one types, says what is wrong, and keeps what was typed', async () => {
  await opened();
  const results = dialog().getByRole('status', { name: enCost.form.results });
  await expect.element(results).toHaveTextContent('33.9');
  const devices = dialog().getByRole('textbox', { name: 'Devices', exact: true });
  for (const [typed, problem] of [
    ['0', enCost.form.problems.smallWhole],
    ['-5', enCost.form.problems.smallWhole],
    ['1e400', enCost.form.problems.infinite],
    ['lots', enCost.form.problems.unreadable],
    ['1.5', enCost.form.problems.whole],
    ['', enCost.form.problems.missing],
  ] as const) {
    await devices.fill(typed);
    await expect.element(devices).toHaveAccessibleDescription(problem);
    await expect.element(dialog().getByText(enCost.form.nothing).first()).toBeVisible();
  }
  await devices.fill('2048');
  await expect.element(results).toHaveTextContent('17.0');
  await dialog().getByRole('button', { name: enCost.look.trillion }).click();
  await expect.element(results).toHaveTextContent('83.2');
});

test('the run on screen is told part by part once five seconds of it were watched', async () => {
  const answers = Array.from({ length: 32 }, (_, row) => 20 + (row % 9));
  const partTimes = Array.from({ length: 12 }, (_, i) => made(i + 2, answers));
  const { trainer } = await opened({ trainer: { partTimes } });
  expect(trainer.callsOf('partTimes')).toEqual([]);
  await dialog().getByRole('button', { name: enCost.run.watch }).click();
  const table = dialog().getByRole('table', { name: enCost.run.table });
  await expect.element(table.getByRole('row').nth(7)).toHaveTextContent(/In all.*0\.0 %/);
  await expect.element(table.getByRole('row').nth(1)).toHaveTextContent(/Sampling answers/);
  const elsewhere = dialog().getByRole('table', { name: enCost.run.devices });
  await expect.element(elsewhere.getByRole('row').nth(1)).toHaveTextContent('NVIDIA H100');
  const iterations = dialog().getByRole('textbox', { name: enCost.run.iterations }).first();
  await iterations.fill('0');
  await expect.element(table).not.toBeInTheDocument();
  await dialog().getByRole('button', { name: enCost.run.stop }).click();
  await expect.poll(() => trainer.callsOf('partTimes').at(-1)).toEqual([false]);
});

test('works by keyboard, and what was watched ends with the dialog', async () => {
  const { trainer } = await mount();
  await userEvent.keyboard('l');
  const bench = dialog().getByRole('button', { name: enLab.names.cost, exact: true });
  await expect.element(bench).toBeVisible();
  bench.element().focus();
  await userEvent.keyboard('{Enter}');
  const watch = dialog().getByRole('button', { name: enCost.run.watch });
  await expect.element(watch).toBeVisible();
  watch.element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => trainer.callsOf('partTimes').at(-1)).toEqual([true]);
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog()).not.toBeInTheDocument();
  await expect.poll(() => trainer.callsOf('partTimes').at(-1)).toEqual([false]);
});

test('without WebGPU it shows all but the run', async () => {
  await opened({ probe: () => Promise.resolve('api') });
  await expect.element(dialog().getByText(enCost.run.none)).toBeVisible();
  await expect.element(dialog().getByRole('table', { name: enCost.recorded.table })).toBeVisible();
  await expect.element(dialog().getByRole('button', { name: enCost.run.watch })).not.toBeInTheDocument();
});

test.each(['light', 'dark'] as const)(
  'nothing for axe to complain about, %s, and nothing beside a narrow screen, in both languages',
  async (theme) => {
    const { app } = await opened({ storage: memoryStorage({ 'nudge:theme': theme }) });
    expect(await violations()).toEqual([]);
    await page.viewport(320, 640);
    for (const language of ['en', 'zh'] as const) {
      if (language === 'zh') await app.toggleLanguage();
      const title = (language === 'en' ? enCost : zhCost).look.title;
      await expect.element(page.getByRole('heading', { name: title })).toBeVisible();
      const shown = document.querySelector('dialog')!;
      expect(shown.scrollWidth).toBeLessThanOrEqual(shown.clientWidth + 1);
      expect(await violations()).toEqual([]);
    }
  },
);

test('Chinese says all that English says', () => {
  const strings = (value: unknown, path = ''): [string, string][] => {
    if (typeof value === 'string') return [[path, value]];
    if (typeof value === 'function') return [[path, (value as (...args: unknown[]) => string)(1, '2')]];
    return Object.entries(value as object).flatMap(([key, part]) => strings(part, `${path}.${key}`));
  };
  const chinese = new Map(strings({ ...zhCost, lab: zhLab }));
  for (const [path, text] of strings({ ...enCost, lab: enLab })) {
    expect(chinese.get(path), path).not.toBe(text);
    expect(chinese.get(path), path).toMatch(/\p{Script=Han}/u);
  }
});
