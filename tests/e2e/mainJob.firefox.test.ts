/**
 * The page in Firefox: answers, a ranking by keyboard, an iteration, a zip that holds the model, and a reload that
 * finds the run. Below a path and under a policy, as in the other browser.
 */
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFolder } from '../files/openFolder.ts';
import { FirefoxPage, PATIENCE } from './firefoxPage.ts';
import { serveBuild, type Served } from './served.ts';

/** Iterations that take seconds without a GPU; every one is saved. */
const SETTINGS = '#model=blurbs-tiny&tokens=12&batch=8&epochs=1&save=1';

let served: Served;
let firefox: FirefoxPage;

beforeAll(async () => {
  served = await serveBuild();
  firefox = await FirefoxPage.open();
});

afterAll(async () => {
  await firefox.close();
  await served.close();
});

async function saved(): Promise<number> {
  return Number(/saved at (\d+)/.exec(await firefox.text())?.[1] ?? 0);
}

test('answers are written and ranked by keyboard', async () => {
  await firefox.page.goto(served.url + SETTINGS);
  const answers = await firefox.answers();
  expect(answers).toHaveLength(4);
  for (const answer of answers) expect(answer.trim()).not.toBe('');
  await firefox.says(/software adapter/);

  for (const key of ['2', '1', '4', '3'] as const) await firefox.page.keyboard.press(key);
  await firefox.page.keyboard.press('Enter');
  await firefox.says(/1 of 12 rankings/);
  await firefox.says(/Your last ranking/);
  expect(firefox.errors).toEqual([]);
});

test('an iteration is trained, saved and drawn', async () => {
  await firefox.choose('Who ranks', 'shorter');
  await firefox.click('Simulate 24 rankings');
  await firefox.says(/24 simulated rankings added/);
  await firefox.click('Play');
  await expect.poll(saved, PATIENCE).toBeGreaterThan(0);
  await firefox.click('Pause');
  const drawn = () =>
    firefox.page.evaluate(
      () => [...document.querySelectorAll('figure canvas')].filter((each) => each.checkVisibility()).length,
    );
  expect(await drawn()).toBeGreaterThan(3);
  expect(firefox.errors).toEqual([]);
});

test('what it learned leaves as a zip that holds a whole model', async () => {
  await firefox.click('Export / import');
  await firefox.click(/^Export a model/);
  await firefox.click('Save as a zip');
  const { name, bytes } = await firefox.downloaded(/\.zip$/);
  expect(name).toMatch(/^blurbs-tiny-policy-iteration-\d+\.zip$/);
  const files = unzipSync(bytes);
  const exported = await openFolder(async (file) => files[file] ?? null);
  expect(exported.tensors.get('wte.weight')).toHaveLength(exported.config.vocab * exported.config.dim);
  await firefox.page.keyboard.press('Escape');
  expect(firefox.errors).toEqual([]);
});

test('a reload finds rankings and run, and nothing was stopped by a policy', async () => {
  const before = await saved();
  await firefox.page.reload();
  await firefox.says(/25 of/);
  await firefox.answers();
  const iteration = async () => Number(/Iteration (\d+)/.exec(await firefox.text())?.[1] ?? -1);
  await expect.poll(iteration, PATIENCE).toBeGreaterThanOrEqual(before);
  expect(firefox.errors).toEqual([]);
  expect(served.violations).toEqual([]);
  expect(served.missing).toEqual([]);
});
