/** A method that only this test knows is drawn from what it declares: nothing of the page is told of it otherwise. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import type { MetricsRow } from '../../../src/rl/algorithms/metrics.ts';
import type { OpenRequest } from '../../../src/workers/protocol.ts';
import { INVENTED } from '../../rl/algorithms/invented.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const methods = [...METHODS, INVENTED];
/** Of metrics that the engine does not know. */
const VALUES = { 'invented/doubt': 8.25, 'invented/haste': 0.5 } as MetricsRow['values'];
const drafts = () => page.getByRole('spinbutton', { name: 'Drafts' });
const lastConfigured = ({ trainer }: Mounted) => trainer.callsOf('configure').at(-1)?.[0];

test('its settings are in the form and in the address, with its defaults', async () => {
  const mounted = await mount({ methods });
  mounted.app.toggleDialog('settings');
  await page.getByRole('combobox', { name: 'Method', exact: true }).selectOptions('Invented');
  await expect.element(page.getByRole('group', { name: 'Invented' })).toBeVisible();
  // The rate went along, to what is usual with it; PPO's own settings are gone.
  expect(mounted.hash()).toBe('#algorithm=invented&v=2');
  await expect.element(page.getByRole('spinbutton', { name: 'Learning rate' }).last()).toHaveValue(5e-5);
  await expect.element(page.getByText('PPO epochs')).not.toBeInTheDocument();
  await expect.element(drafts()).toHaveValue(6);
  await expect.element(page.getByText('How many drafts are thrown away. (drafts)')).toBeVisible();

  // Another method waits for a run of its own; what is its own is told at once.
  await expect.element(page.getByText('Waits until the model is opened again.')).toBeVisible();
  await drafts().fill('13');
  await expect.element(page.getByText('A number from 2 to 12.')).toBeVisible();
  await drafts().fill('8');
  await expect.poll(() => lastConfigured(mounted)).toMatchObject({ algorithm: 'ppo', drafts: 8 });
  expect(mounted.hash()).toBe('#algorithm=invented&drafts=8&v=2');
  await page.getByRole('group', { name: 'Invented' }).getByText('More', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Stubborn' }).click();
  await page.getByRole('combobox', { name: 'Mood' }).selectOptions('Bold');
  expect(mounted.hash()).toBe('#algorithm=invented&drafts=8&stubborn=false&mood=bold&v=2');
  expect(await violations()).toEqual([]);
  await page.getByRole('button', { name: 'Open again with these' }).click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  const { settings, resume } = mounted.trainer.callsOf('open')[1][0] as OpenRequest;
  expect(settings).toMatchObject({ algorithm: 'invented', drafts: 8, stubborn: false, mood: 'bold' });
  expect(resume).toBe(false);
});

test('a link with its settings opens with them, in Chinese too', async () => {
  const mounted = await mount({ methods, hash: '#algorithm=invented&drafts=10', languages: ['zh-CN'] });
  const { settings } = mounted.trainer.callsOf('open')[0][0] as OpenRequest;
  expect(settings).toMatchObject({ algorithm: 'invented', drafts: 10, learningRate: 5e-5 });
  mounted.app.toggleDialog('settings');
  await expect.element(page.getByRole('spinbutton', { name: '草稿数' })).toHaveValue(10);
  await expect.element(page.getByRole('combobox', { name: '心情' })).toHaveValue('calm');
});

test('its stages are in the diagram and under Step, its metrics are charts', async () => {
  const mounted = await mount({ methods, hash: '#algorithm=invented&rater=shorter' });
  const stages = () =>
    page
      .getByRole('region', { name: 'Train' })
      .getByRole('listitem')
      .elements()
      .map((stage) => [...stage.children].map((part) => part.textContent));
  await expect.poll(stages).toEqual([
    ['Fit', 'Next', 'The reward model learns your order'],
    ['Sample', 'The model writes 6 blurbs'],
    ['Ponder', 'It thinks twice'],
  ]);

  // Step walks through them: what the trainer names as under way is lit, what has run is marked.
  await page.getByRole('button', { name: 'Step stage' }).click();
  await expect.poll(() => mounted.trainer.callsOf('step')).toEqual([['stage']]);
  mounted.trainer.emit({ type: 'running', running: true });
  mounted.trainer.emit({ type: 'stage', stage: 'sample', iteration: 1 });
  mounted.trainer.emit({ type: 'stage', stage: 'ponder', iteration: 1 });
  await expect.poll(() => document.querySelector('[aria-current="step"]')?.textContent).toMatch(/^Ponder/);
  expect(stages()[1]).toContain('Done, Next');

  const figure = (name: string) => page.getByRole('figure', { name });
  mounted.trainer.emit({
    type: 'metrics',
    row: { iteration: 1, values: VALUES },
  });
  await expect.element(figure('Doubt')).toHaveTextContent('8.3sighs');
  // Its band and its line come from its settings.
  await expect.element(figure('Doubt')).toHaveTextContent('target 3, above the band 0–6');
  await expect.element(figure('invented/haste')).toHaveTextContent('50 %');
  expect(page.getByRole('figure').elements()).toHaveLength(2);
  await figure('Doubt').getByRole('button', { name: 'Show data' }).click();
  await expect.element(figure('Doubt').getByRole('table')).toHaveTextContent('18.38.3');
});
