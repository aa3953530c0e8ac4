/** Runs side by side: kept as they go, named, laid over the curves, deleted and brought back, exported, linked. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { readRunRecord, writeRunRecord } from '../../../src/rl/runs/recordFile.ts';
import type { RunRecord } from '../../../src/rl/runs/record.ts';
import { DEFAULT_SETTINGS } from '../../../src/rl/algorithms/settings.ts';
import { memoryRunsDb } from '../../../src/ui/runs/state/runsDb.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';
import { memoryStorage } from '../memoryStorage.ts';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const record = (id: string, change: Partial<RunRecord> = {}): RunRecord => ({
  id,
  name: `${id}-run`,
  created: 1_700_000_000_000,
  algorithm: DEFAULT_SETTINGS.algorithm,
  seed: 7,
  model: 'blurbs-tiny',
  adapter: 'an adapter made up for this test',
  settings: { seed: 7, rewardBag: true },
  labeler: 'shorter',
  baseUtility: null,
  prompts: { train: [], heldOut: [] },
  rankings: [],
  history: [1, 2, 3].map((iteration) => ({
    iteration,
    values: { 'nudge/score': iteration / 10, 'objective/kl': iteration },
  })),
  agreement: [],
  samples: [],
  comparisons: [],
  ...change,
});

/** As long as elements are waited for: parts of the page are loaded on the way. */
const eventually = <T,>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000 });

const dialog = () => page.getByRole('dialog', { name: 'Runs' });

async function open({ app }: Mounted): Promise<void> {
  app.toggleDialog('runs');
  await expect.element(dialog()).toBeVisible();
}

async function train(mounted: Mounted, iterations: number): Promise<void> {
  for (let iteration = 1; iteration <= iterations; iteration++)
    mounted.trainer.emit({ type: 'metrics', row: { iteration, values: { 'objective/kl': iteration } } });
  await eventually(() =>
    expect(mounted.app.runs.store.getState().heads.find(({ source }) => source === 'own')?.iterations).toBe(
      iterations,
    ),
  );
}

test('a run is a record from its first iteration on, and a reload finds it', async () => {
  const db = memoryRunsDb();
  const openRuns = () => Promise.resolve(db);
  const first = await mount({ openRuns });
  await open(first);
  await expect.element(dialog().getByText('No run yet')).toBeVisible();
  await train(first, 2);
  await expect.element(dialog().getByText('trains now')).toBeVisible();
  const { live, heads } = first.app.runs.store.getState();
  expect(heads[0]).toMatchObject({ id: live, iterations: 2, seed: 1, algorithm: DEFAULT_SETTINGS.algorithm });
  expect(heads[0].name).toMatch(/^[a-z]+-[a-z]+$/);
  const second = await mount({ openRuns });
  const again = await second.app.runs.load();
  await again.ready;
  expect(second.app.runs.store.getState().heads).toEqual(heads);
  expect((await again.record(heads[0].id))?.history).toHaveLength(2);
});

test('a run that is restored goes on in its record; after a reset another one begins', async () => {
  const db = memoryRunsDb();
  const first = await mount({ openRuns: () => Promise.resolve(db) });
  await train(first, 3);
  const [{ id }] = first.app.runs.store.getState().heads;
  const history = [1, 2].map((iteration) => ({ iteration, values: { 'objective/kl': iteration } }));
  const second = await mount({
    openRuns: () => Promise.resolve(db),
    trainer: { session: { iteration: 2, history } },
  });
  await eventually(() => expect(second.app.runs.store.getState().live).toBe(id));
  const runs = await second.app.runs.load();
  second.trainer.emit({ type: 'metrics', row: { iteration: 3, values: { 'objective/kl': 33 } } });
  await eventually(async () => expect((await runs.rows(id)).at(-1)?.values['objective/kl']).toBe(33));
  expect(second.app.runs.store.getState().heads).toHaveLength(1);
  await second.app.resets.reset();
  second.trainer.emit({ type: 'metrics', row: { iteration: 1, values: { 'objective/kl': 1 } } });
  await eventually(() => expect(second.app.runs.store.getState().heads).toHaveLength(2));
  expect(await runs.rows(id)).toHaveLength(3);
});

test('dropped files are runs like any other: listed with what differs, laid over the curves, watched', async () => {
  const mounted = await mount();
  const { app } = mounted;
  for (const run of [record('one', { settings: { seed: 7, answers: 3 } }), record('two')])
    await app.files.import(new File([writeRunRecord(run)], `${run.id}.json`));
  app.run.setState({ view: 'live' });
  await open(mounted);
  await expect.element(dialog().getByRole('row')).toHaveLength(3);
  const one = dialog().getByRole('row', { name: /one-run/ });
  await expect.element(one).toHaveTextContent(/Answers per prompt 3/);
  await one.getByRole('checkbox', { name: 'Lay one-run over the curves' }).click();
  await dialog().getByRole('checkbox', { name: 'Lay two-run over the curves' }).click();
  await userEvent.keyboard('{Escape}');
  const legend = page.getByRole('list', { name: 'Runs laid over the curves' });
  await expect.element(legend.getByText('one-run')).toBeVisible();
  await expect.element(legend.getByText('■')).toBeVisible();
  // The table of a chart has a column for each, told apart by a mark and a name.
  await page.getByRole('figure', { name: 'KL' }).getByRole('button', { name: 'Show data' }).click();
  const table = page.getByRole('region', { name: 'KL' });
  await expect.element(table.getByRole('columnheader', { name: '● one-run' })).toBeVisible();
  await expect.element(table.getByRole('row', { name: /^3/ })).toHaveTextContent(/3\.00.*3\.00/);
  await legend.getByRole('button', { name: 'Take one-run away' }).click();
  await expect.element(legend.getByText('one-run')).not.toBeInTheDocument();
  // The other keeps its mark.
  await expect.element(legend.getByText('■')).toBeVisible();
  await open(mounted);
  await dialog().getByRole('button', { name: 'Watch one-run' }).click();
  await expect.element(dialog()).not.toBeInTheDocument();
  expect(app.recorded.store.getState().run?.id).toBe('one');
});

test('names are changed where they stand, by keyboard; an empty one and Esc change nothing', async () => {
  const mounted = await mount();
  const runs = await mounted.app.runs.load();
  runs.add(record('one'));
  await open(mounted);
  const name = dialog().getByRole('textbox', { name: /^Name of/ });
  await name.fill('low  temperature');
  await userEvent.keyboard('{Enter}');
  await expect.element(name).toHaveValue('low temperature');
  await name.fill('');
  await userEvent.keyboard('{Enter}');
  await expect.element(name).toHaveValue('low temperature');
  await name.fill('other');
  await userEvent.keyboard('{Escape}');
  await expect.element(name).toHaveValue('low temperature');
  await expect.element(dialog()).toBeVisible();
  expect(runs.head('one')?.name).toBe('low temperature');
});

test('a deleted run comes back by its button and by undo; pinned ones come first; the filter finds settings', async () => {
  const mounted = await mount();
  const { app } = mounted;
  const runs = await app.runs.load();
  runs.add(record('one', { created: 1 }));
  runs.add(record('two', { created: 2, settings: { seed: 7, temperature: 0.4 } }));
  await open(mounted);
  await dialog().getByRole('button', { name: 'Delete two-run' }).click();
  await expect.element(dialog().getByText('two-run is deleted.')).toBeVisible();
  expect(runs.head('two')).toBeUndefined();
  await dialog().getByRole('button', { name: 'Bring it back' }).click();
  expect(runs.head('two')).toBeDefined();
  await dialog().getByRole('button', { name: 'Delete one-run' }).click();
  await userEvent.keyboard('{Control>}z{/Control}');
  await eventually(() => expect(runs.head('one')).toBeDefined());
  await dialog().getByRole('button', { name: 'Pin one-run to the top' }).click();
  await expect.element(dialog().getByRole('row').nth(1)).toHaveTextContent(/one|yours|from a file/);
  expect(runs.head('one')?.pinned).toBe(true);
  await dialog().getByRole('searchbox', { name: 'Filter' }).fill('temperature 0.4');
  await expect.element(dialog().getByRole('status').first()).toHaveTextContent('1 of 2 runs');
  await dialog().getByRole('searchbox', { name: 'Filter' }).fill('nothing like it');
  await expect.element(dialog().getByText('No run matches the filter.')).toBeVisible();
});

test('numbers leave as CSV and JSONL, a run as a file that comes back whole', async () => {
  const mounted = await mount();
  const { app, downloads } = mounted;
  const runs = await app.runs.load();
  runs.add(record('one'));
  runs.add(record('two'));
  await open(mounted);
  await dialog().getByRole('button', { name: 'CSV' }).click();
  await eventually(() => expect(downloads).toHaveLength(1));
  expect(downloads[0].name).toBe('runs.csv');
  expect(downloads[0].text.split('\r\n')).toHaveLength(8);
  await dialog().getByRole('button', { name: 'JSONL' }).click();
  await eventually(() => expect(downloads).toHaveLength(2));
  expect(JSON.parse(downloads[1].text.split('\n')[0])).toMatchObject({ step: 1, 'objective/kl': 1 });
  await dialog().getByRole('button', { name: 'Save one-run as a file' }).click();
  await eventually(() => expect(downloads).toHaveLength(3));
  expect(readRunRecord(downloads[2].text)).toEqual(record('one'));
});

test('storage that refuses is told, on the page and in the table; the run stays', async () => {
  const mounted = await mount({ openRuns: () => Promise.reject(new Error('Not allowed here.')) });
  await train(mounted, 2);
  await expect.element(page.getByText(/could not be stored in this browser.*Not allowed here/)).toBeVisible();
  await open(mounted);
  await expect.element(dialog().getByText(/kept until you close the page.*Not allowed here/)).toBeVisible();
  await expect.element(dialog().getByText('trains now')).toBeVisible();
});

test('at most five lie over the curves, and the sixth is refused in words', async () => {
  const mounted = await mount();
  const runs = await mounted.app.runs.load();
  for (const at of [1, 2, 3, 4, 5, 6]) runs.add(record(`r${at}`));
  for (const at of [1, 2, 3, 4, 5]) expect(await runs.overlay(`r${at}`, true)).toBe(true);
  await open(mounted);
  await dialog().getByRole('checkbox', { name: 'Lay r6-run over the curves' }).click();
  await expect.element(dialog().getByText('At most 5 runs lie over the curves')).toBeVisible();
});

test('a link brings settings at once, and rankings and the place to stop when asked', async () => {
  const { runLink } = await import('../../../src/ui/runs/state/link.ts');
  const hash = runLink(
    record('one', {
      settings: { seed: 7, learningRate: 1e-4 },
      rankings: [
        {
          type: 'ranking',
          id: 'linked',
          at: 1,
          prompt: 'name: The Mill\n',
          answers: ['One.', 'Two.'].map((text) => ({ text, tokens: [1], finished: true, iteration: 0 })),
          tiers: [[0], [1]],
          rater: 'person',
          leadTime: 1,
        },
      ],
    }),
  );
  const mounted = await mount({ hash });
  const offer = page.getByRole('dialog', { name: 'A link to a run' });
  await expect.element(offer.getByText(/brings 1 ranking.*iteration 3/)).toBeVisible();
  expect(mounted.app.run.getState().settings).toMatchObject({ seed: 7, learningRate: 1e-4 });
  expect(mounted.app.preferences.store.getState().events).toEqual([]);
  await offer.getByRole('button', { name: 'Add the rankings to mine' }).click();
  await eventually(() => expect(mounted.app.preferences.store.getState().events).toHaveLength(1));
  expect(mounted.hash()).not.toContain('log=');
  mounted.app.run.setState({ running: true });
  mounted.trainer.emit({ type: 'metrics', row: { iteration: 3, values: {} } });
  await eventually(() => expect(mounted.trainer.callsOf('pause')).toHaveLength(1));
});

test.each(['light', 'dark'])('nothing for axe to complain about, %s, both languages', async (theme) => {
  for (const language of ['en', 'zh']) {
    const mounted = await mount({
      storage: memoryStorage({ 'nudge:theme': theme, 'nudge:language': language }),
    });
    const runs = await mounted.app.runs.load();
    for (const at of [1, 2, 3, 4, 5]) {
      runs.add(record(`r${at}`));
      await runs.overlay(`r${at}`, true);
    }
    expect(await violations()).toEqual([]);
    mounted.app.toggleDialog('runs');
    await expect.element(page.getByRole('dialog')).toBeVisible();
    expect(await violations()).toEqual([]);
  }
});
