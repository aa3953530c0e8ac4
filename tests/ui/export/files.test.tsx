/** Files of any kind, dropped anywhere or chosen: each goes where it belongs, or it is said what it is. */
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { exportPairs, exportRankings } from '../../../src/preferences/exportRows.ts';
import {
  RECORDED_RUN_VERSION,
  writeRecordedRun,
  type RecordedRun,
} from '../../../src/rl/runs/recordedRun.ts';
import { play } from '../../rl/events.ts';
import { mount, unmount } from '../mount.tsx';

const RUN: RecordedRun = {
  format: 'nudge-recorded-run',
  version: RECORDED_RUN_VERSION,
  model: 'blurbs-tiny',
  adapter: 'none',
  settings: {},
  labeler: 'shorter',
  baseUtility: null,
  prompts: { train: [], heldOut: [] },
  rankings: play('a'),
  history: [{ iteration: 1, values: {} }],
  agreement: [],
  samples: [],
  comparisons: [],
};

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

async function drop(...files: readonly File[]): Promise<void> {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  const target = page.getByRole('main');
  await expect.element(target).toBeInTheDocument();
  const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
  target.element().dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
}

test('rankings and pairs that are dropped anywhere join the log, whatever their names', async () => {
  const { app, trainer } = await mount();
  await drop(new File([exportRankings(play('abc'))], 'safetensors.txt'));
  await expect.element(page.getByText('3 rankings imported.')).toBeVisible();
  await drop(new File([exportPairs(play('abcd'))], 'preferences.csv'));
  await expect.element(page.getByText('1 ranking imported.')).toBeVisible();
  expect(app.preferences.store.getState().events).toHaveLength(4);
  await expect.poll(() => trainer.log).toEqual(app.preferences.store.getState().events);
  expect(trainer.callsOf('addPreferences').map(([events]) => (events as object[]).length)).toEqual([3, 1]);
  await drop(new File([exportRankings(play('abc'))], 'again.jsonl'));
  await expect.element(page.getByText('All 3 of again.jsonl are here already.')).toBeVisible();
});

test('a recorded run is played, a model’s folder is offered', async () => {
  const { app } = await mount();
  await drop(new File([writeRecordedRun(RUN)], 'run.json'));
  await expect.element(page.getByText(/run\.json is a recorded run of \d+ iterations?/)).toBeVisible();
  await expect.element(page.getByRole('region', { name: 'Recorded run' })).toBeVisible();
  expect(app.preferences.store.getState().events).toEqual([]);
  await drop(
    new File(['{"architectures":["GPT2LMHeadModel"]}'], 'config.json'),
    new File(['x'], 'tokenizer.json'),
  );
  await expect.element(page.getByRole('dialog')).toHaveTextContent('2 files');
});

test('a zip is opened: its model is offered, its rankings join the log', async () => {
  const { app } = await mount();
  const text = (content: string) => new TextEncoder().encode(content);
  const zip = (files: Record<string, Uint8Array>) => [zipSync(files)];
  await drop(new File(zip({ 'a/rankings.jsonl': text(exportRankings(play('ab'))) }), 'rankings.zip'));
  await expect.element(page.getByText('2 rankings imported.')).toBeVisible();
  expect(app.preferences.store.getState().events).toHaveLength(2);
  const model = { 'm/config.json': text('{"model_type":"gpt2"}'), 'm/tokenizer.json': text('{}') };
  await drop(new File(zip(model), 'model.zip'));
  await expect.element(page.getByRole('dialog')).toHaveTextContent('m: 2 files');
});

test.each([
  ['curves', 'iteration,objective/kl\n1,0.5\n', 'It holds curves'],
  ['prompts', '{"prompt":"Once"}\n', 'It holds prompts'],
  ['a pointer', 'version https://git-lfs.github.com/spec/v1\n', 'git lfs pull'],
  ['a letter', 'Dear all', 'It is no file of rankings'],
])('of %s it is said what they are', async (_what, content, words) => {
  await mount();
  await drop(new File([content], `${'long '.repeat(200)}.bin`));
  await expect.element(page.getByRole('alert')).toHaveTextContent(words);
  expect(page.getByRole('alert').element().textContent.length).toBeLessThan(500);
});
