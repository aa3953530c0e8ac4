/** The essay on the page: found first in the lab, each verdict and its words as its record says, one click to each bench. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createRoot, type Root } from 'react-dom/client';
import { createStore } from 'zustand/vanilla';
import type { Claim } from '../../../../src/lab/essay/claim.ts';
import { CLAIMS, type ClaimId } from '../../../../src/lab/essay/claims/index.ts';
import { WRITE } from '../../../../src/lab/essay/panel/ClaimText.tsx';
import { enEssay } from '../../../../src/lab/essay/panel/enEssay.ts';
import type { Numbers } from '../../../../src/lab/essay/panel/numbers.ts';
import EssayPanel from '../../../../src/lab/essay/panel/EssayPanel.tsx';
import { zhEssay } from '../../../../src/lab/essay/panel/zhEssay.ts';
import { enCost } from '../../../../src/lab/cost/panel/enCost.ts';
import { enTuning } from '../../../../src/lab/procedure/panel/tuning/enTuning.ts';
import type { App } from '../../../../src/ui/app/createApp.ts';
import { AppContext } from '../../../../src/ui/app/context.ts';
import { enLab } from '../../../../src/ui/lab/words/enLab.ts';
import { mount, unmount } from '../../../ui/mount.tsx';
import { memoryStorage } from '../../../ui/memoryStorage.ts';
import { violations } from '../../../ui/violations.ts';
import { CHANGED, found, recordOf, withRecord } from '../changed.ts';

let root: Root | null = null;
let host: HTMLElement | null = null;

beforeEach(() => page.viewport(1440, 900));
afterEach(() => {
  root?.unmount();
  host?.remove();
  root = null;
  unmount();
});

/** The panel alone, with claims of the test. */
function panelWith(claims: Readonly<Record<ClaimId, Claim>>, language: 'en' | 'zh' = 'en'): HTMLElement {
  const app = { ui: createStore(() => ({ language })) } as unknown as App;
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  root.render(
    <AppContext.Provider value={app}>
      <EssayPanel onBench={() => undefined} claims={claims} />
    </AppContext.Provider>,
  );
  return host;
}

const claimIn = (within: HTMLElement, id: ClaimId) =>
  within.querySelector<HTMLElement>(`[aria-labelledby="essay-${id}"]`)!;

async function opened(options: Parameters<typeof mount>[0] = {}) {
  const mounted = await mount(options);
  await page.getByRole('button', { name: 'Lab', exact: true }).click();
  await expect.element(page.getByText(enEssay.lead)).toBeVisible();
  return { ...mounted, dialog: document.querySelector('dialog')! };
}

test.each(CHANGED)('another record is told in other words: $id, where $what', async (changed) => {
  const { id, verdict, change } = changed;
  const record = change(await recordOf(id));
  for (const [language, words] of [
    ['en', enEssay],
    ['zh', zhEssay],
  ] as const) {
    const panel = panelWith({ ...CLAIMS, [id]: withRecord(id, record) }, language);
    await expect.poll(() => claimIn(panel, id)?.textContent).toContain(words.verdicts[verdict]);
    const { figures } = found(id, record) as unknown as { readonly figures: unknown };
    const claim = words.claims[id] as unknown as Record<
      'found' | 'missing',
      (given: unknown, write: Numbers) => string
    >;
    const text = claimIn(panel, id).textContent;
    expect(text).toContain(claim.found(figures, WRITE));
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    // What is missing is one sentence, and stands there where not all holds.
    expect(text?.includes(words.missing)).toBe(verdict !== 'holds');
    if (verdict !== 'holds') expect(text).toContain(claim.missing(figures, WRITE));
    root?.unmount();
    host?.remove();
  }
});

test('figures move with the record, a quick look proves nothing, and one that does not come is told', async () => {
  const procedure = CHANGED.find(({ id, verdict }) => id === 'procedure' && verdict === 'holds')!;
  const mazes = procedure.change(await recordOf('procedure'));
  const tools = await recordOf('tools');
  const panel = panelWith({
    ...CLAIMS,
    procedure: withRecord('procedure', mazes),
    tools: withRecord('tools', { ...tools, quick: true }),
    ape: { ...CLAIMS.ape, record: () => Promise.reject(new Error('Offline.')) },
  });
  await expect.poll(() => claimIn(panel, 'procedure')?.textContent).toContain('95 %');
  expect(claimIn(panel, 'procedure').textContent).toContain('1 seed,');
  await expect.poll(() => claimIn(panel, 'tools').textContent).toContain(enEssay.quick);
  expect(claimIn(panel, 'tools').textContent).toContain(enEssay.verdicts.unmeasured);
  await expect
    .poll(() => claimIn(panel, 'ape').querySelector('[role="alert"]')?.textContent)
    .toBe(enEssay.unread('Offline.'));
});

test('it is the first that the lab shows, adds up, and opens a bench in one click or one key', async () => {
  const { dialog } = await opened();
  await expect.element(page.getByText(/^Of \d+ claims: /)).toBeVisible();
  expect(dialog.querySelectorAll('[data-verdict]')).toHaveLength(Object.keys(CLAIMS).length);
  const told = [...dialog.querySelectorAll<HTMLElement>('[data-verdict]')].map(
    ({ dataset }) => dataset.verdict,
  );
  const holds = told.filter((verdict) => verdict === 'holds').length;
  await expect.element(page.getByText(new RegExp(`: ${holds} hold here`))).toBeVisible();
  page
    .getByRole('button', { name: enEssay.bench(enLab.names.cost) })
    .element()
    .focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('heading', { name: enCost.look.title })).toBeVisible();
  expect(document.activeElement?.textContent).toBe(enLab.names.cost);
});

test('a claim of a part of a bench opens that part', async () => {
  const { dialog } = await opened();
  const claim = claimIn(dialog, 'tuning');
  await expect.poll(() => claim.querySelector('button')).not.toBeNull();
  claim.querySelector('button')!.click();
  const half = page.getByRole('button', { name: enTuning.halves.tuning });
  await expect.element(half).toHaveAttribute('aria-pressed', 'true');
});

test('where a claim is at work, the page is shown and its heading has the focus', async () => {
  const { dialog } = await opened();
  await expect.element(page.getByText(CLAIMS.listwise.atWork!.tests[0])).toBeVisible();
  await page.getByRole('button', { name: enEssay.places.charts }).first().click();
  await expect.poll(() => dialog.isConnected).toBe(false);
  await expect.poll(() => document.activeElement?.id).toBe('charts-title');
});

test.each(['light', 'dark'] as const)(
  'nothing for axe to complain about, %s, and nothing beside a narrow screen, in both languages',
  async (theme) => {
    const { app, dialog } = await opened({ storage: memoryStorage({ 'nudge:theme': theme }) });
    expect(await violations()).toEqual([]);
    await page.viewport(320, 640);
    for (const words of [enEssay, zhEssay]) {
      if (words === zhEssay) await app.toggleLanguage();
      await expect.element(page.getByText(words.lead)).toBeVisible();
      expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth + 1);
      expect(await violations()).toEqual([]);
    }
  },
);

test('Chinese says all that English says', () => {
  const strings = (value: unknown, path = ''): [string, string][] => {
    if (typeof value === 'string') return [[path, value]];
    if (typeof value === 'function') return [];
    return Object.entries(value as object).flatMap(([key, part]) => strings(part, `${path}.${key}`));
  };
  const chinese = new Map(strings(zhEssay));
  for (const [path, text] of strings(enEssay)) {
    expect(chinese.get(path), path).not.toBe(text);
    expect(chinese.get(path), path).toMatch(/\p{Script=Han}/u);
  }
});
