import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/rl/algorithms/settings.ts';
import type { OpenRequest } from '../../../src/workers/protocol.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';
import { memoryStorage } from '../memoryStorage.ts';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const GIB = 2 ** 30;
const panel = () => page.getByRole('region', { name: 'Will it fit?' });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const lastOpen = ({ trainer }: Mounted) => trainer.callsOf('open').at(-1)?.[0] as OpenRequest;
const lastConfigured = ({ trainer }: Mounted) => trainer.callsOf('configure').at(-1)?.[0] as Settings;

async function openSettings(options: Parameters<typeof mount>[0] = {}): Promise<Mounted> {
  const mounted = await mount(options);
  mounted.app.toggleDialog('settings');
  await expect.element(panel()).toBeVisible();
  return mounted;
}

test('what a run takes is shown by what it is for, against the budget', async () => {
  const { models } = await openSettings({ deviceMemory: 8, models: { runBytes: GIB } });
  await expect.element(panel()).toHaveTextContent('1.0 GiB of 4.0 GiB It fits.');
  const parts = [
    'Weights256 MiB',
    'Gradients128 MiB',
    'Optimizer moments256 MiB',
    'Copies to go back to128 MiB',
  ];
  for (const part of parts) await expect.element(panel()).toHaveTextContent(part);
  await expect.element(panel()).toHaveTextContent('Largest single buffer: 128 MiB.');
  // The model that runs is measured, not "whichever fits".
  const [model, settings, budget, asked] = models.callsOf('fit').at(-1)!;
  expect([model, budget, asked]).toEqual([
    { kind: 'embedded', name: 'blurbs-tiny' },
    4 * GIB,
    { prompts: [], chat: { system: '', template: true } },
  ]);
  // Methods that became known with the dialog have settings of their own besides.
  expect(DEFAULT_SETTINGS).toMatchObject(settings as object);
  expect(settings).toMatchObject({
    algorithm: DEFAULT_SETTINGS.algorithm,
    rolloutBatch: DEFAULT_SETTINGS.rolloutBatch,
  });
});

test('the budget is 4 GiB where the browser tells nothing, can be set, and is remembered', async () => {
  const storage = memoryStorage();
  const first = await openSettings({ storage, models: { runBytes: GIB } });
  await expect.element(panel()).toHaveTextContent('1.0 GiB of 4.0 GiB');
  await page.getByRole('spinbutton', { name: 'It may take' }).fill('0.5');
  await expect.element(panel()).toHaveTextContent('1.0 GiB of 512 MiB It is 512 MiB too much.');
  expect(first.models.callsOf('fit').at(-1)?.[2]).toBe(GIB / 2);
  await openSettings({ storage, models: { runBytes: GIB } });
  await expect.element(page.getByRole('spinbutton', { name: 'It may take' })).toHaveValue(0.5);
});

test('a change that would save memory says what it would take then, and is one press away', async () => {
  const mounted = await openSettings({ models: { runBytes: 6 * GIB } });
  await expect.element(panel()).toHaveTextContent('It is 2.0 GiB too much.');
  await expect.element(panel()).toHaveTextContent('train adapters (LoRA)then 3.0 GiB ✓');
  await button('Set: train adapters (LoRA)').click();
  await expect.element(panel()).toHaveTextContent('3.0 GiB of 4.0 GiB It fits.');
  expect(mounted.hash()).toBe('#rmlr=0.003&lr=0.002&method=lora&v=2');
  await expect.element(page.getByRole('combobox', { name: 'What is trained' })).toHaveValue('lora');
});

test('changes that only fit together are offered together', async () => {
  await openSettings({ models: { runBytes: 10 * GIB } });
  await expect.element(panel()).toHaveTextContent('These together would make it fit');
  await button('Set: compute activations again, train adapters (LoRA)').click();
  await expect.element(panel()).toHaveTextContent('3.8 GiB of 4.0 GiB It fits.');
});

test('what no device could hold is said in words, and so is a measurement that fails', async () => {
  await openSettings({ models: { refused: 'The logits of 64 × 1024 tokens need 12 GiB in one buffer.' } });
  await expect.element(panel()).toHaveTextContent('The logits of 64 × 1024 tokens need 12 GiB');
  await openSettings({ models: { errors: { fit: 'config.json could not be read.' } } });
  await expect.element(page.getByRole('alert')).toHaveTextContent('config.json could not be read.');
});

test('memory settings wait until the session is opened again; others do not', async () => {
  const mounted = await openSettings();
  await page.getByRole('checkbox', { name: 'Compute activations again' }).click();
  await page.getByRole('spinbutton', { name: 'Micro-batch' }).fill('4');
  await page.getByRole('spinbutton', { name: 'Checkpoint every' }).fill('7');
  await expect.poll(() => lastConfigured(mounted).saveEvery).toBe(7);
  expect(lastConfigured(mounted)).toMatchObject({ recompute: false, microBatch: 0 });
  expect(mounted.hash()).toBe('#recompute=true&micro=4&save=7&v=2');
  expect(page.getByText('Waits until the model is opened again.').elements()).toHaveLength(2);
  await button('Open again with these').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(lastOpen(mounted)).toMatchObject({ resume: true });
  expect(lastOpen(mounted).settings).toMatchObject({ recompute: true, microBatch: 4, saveEvery: 7 });
  mounted.app.toggleDialog('settings');
  await expect.element(panel()).toBeVisible();
  expect(page.getByText('Waits until the model is opened again.').elements()).toEqual([]);
});

test('training other weights asks before the run is lost, and keeps the rankings', async () => {
  const mounted = await mount();
  mounted.trainer.iterate();
  await expect.poll(() => mounted.app.run.getState().iteration).toBe(1);
  mounted.app.toggleDialog('settings');
  await page.getByRole('combobox', { name: 'What is trained' }).selectOptions('LoRA adapters');
  // Higher rates go with adapters, and wait with them.
  expect(mounted.hash()).toBe('#rmlr=0.003&lr=0.002&method=lora&v=2');
  const { learningRate, rewardLearningRate } = DEFAULT_SETTINGS;
  expect(lastConfigured(mounted)).toMatchObject({ method: 'full', learningRate, rewardLearningRate });
  await expect
    .element(page.getByText('These begin a new run: the model forgets its 1 iteration.'))
    .toBeVisible();
  await button('Begin a new run…').click();
  expect(mounted.trainer.callsOf('open')).toHaveLength(1);
  await button('Yes, begin a new run').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(lastOpen(mounted)).toMatchObject({
    resume: false,
    settings: { method: 'lora', learningRate: 2e-3 },
  });
  expect(lastOpen(mounted).preferences).toEqual(mounted.app.preferences.store.getState().events);
});

test('Reset takes waiting settings along', async () => {
  const mounted = await mount();
  mounted.app.session.configure({ method: 'lora' });
  mounted.app.resets.ask();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(lastOpen(mounted)).toMatchObject({ resume: false, settings: { method: 'lora' } });
  expect(mounted.trainer.callsOf('reset')).toEqual([]);
});

test.each(['light', 'dark'] as const)('nothing for axe to complain about, %s', async (theme) => {
  const storage = memoryStorage({ 'nudge:theme': theme });
  const mounted = await openSettings({ storage, models: { runBytes: 10 * GIB } });
  mounted.app.session.configure({ microBatch: 2 });
  await expect.element(panel()).toHaveTextContent('too much');
  await expect.element(button('Open again with these')).toBeVisible();
  expect(await violations()).toEqual([]);
});
