/**
 * Methods unlike the usual one on the page: from rankings alone (SLiC), without an update (best of n), with nothing that it
 * needs at all. Their forms, stages, buttons, charts and tables are drawn from what they declare.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import type { MethodDeclaration } from '../../../src/rl/declaration.ts';
import { BEST_OF_N } from '../../docs/extending/bestOfN.ts';
import { SLIC } from '../../docs/extending/slic/declaration.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

/** Only writes: neither rankings nor a reward model nor settings of its own. */
const WRITER = {
  id: 'writer',
  name: 'Writer',
  paper: 'Nobody, never',
  needs: {},
  stages: [{ name: 'sample' }],
  fields: {},
  metrics: { 'writer/words': { unit: 'words', definition: 'mean words of an answer' } },
} as const satisfies MethodDeclaration;

const methods = [...METHODS, SLIC, BEST_OF_N, WRITER];
const by = (id: string, options: object = {}) => mount({ methods, hash: `#algorithm=${id}`, ...options });

/** Settings of a group in the form, once it has come. */
async function fields(group: string) {
  const found = page.getByRole('group', { name: group, exact: true });
  await expect.element(found).toBeInTheDocument();
  return [...found.element().querySelectorAll('label')].map((label) => label.textContent);
}
const stages = () =>
  page
    .getByRole('region', { name: 'Train' })
    .getByRole('listitem')
    .elements()
    .map((stage) => stage.firstElementChild?.textContent);
const titles = () =>
  page
    .getByRole('figure')
    .elements()
    .map((figure) => figure.querySelector('figcaption, h3')?.textContent);

async function told({ trainer }: Mounted, values: Record<string, number>): Promise<void> {
  trainer.emit({ type: 'metrics', row: { iteration: 1, values } });
  await expect.poll(titles).not.toEqual([]);
}

/** The table of a chart. */
async function table(name: string) {
  const figure = page.getByRole('figure', { name });
  await figure.getByRole('button', { name: 'Show data' }).click();
  return figure.getByRole('table');
}

describe('SLiC', () => {
  test('has its settings in the form, and none of a reward model', async () => {
    const mounted = await by('slic');
    mounted.app.toggleDialog('settings');
    await expect.element(page.getByRole('spinbutton', { name: 'Beta' })).toHaveValue(0.1);
    await expect.element(page.getByText('How near to the base model the answers stay.')).toBeVisible();
    await expect
      .element(page.getByRole('group', { name: 'Reward model', exact: true }))
      .not.toBeInTheDocument();
    expect((await fields('SLiC')).some((label) => label?.includes('Held-out'))).toBe(true);
    expect((await fields('Memory')).some((label) => label?.includes('Reward models'))).toBe(false);
    expect(await violations()).toEqual([]);
  });

  test('says that it is what learns, in English and Chinese, and exports no reward model', async () => {
    const mounted = await by('slic');
    await expect.element(page.getByText('SLiC starts at 4')).toBeVisible();
    mounted.app.toggleDialog('export');
    await expect.element(page.getByRole('radio')).toHaveLength(2);
    await by('slic', { languages: ['zh-CN'] });
    await expect.element(page.getByText('满 4 次后SLiC开始学习')).toBeVisible();
  });

  test('waits for rankings, then Step walks through its stages; its metrics are charts with tables', async () => {
    const mounted = await by('slic&rater=shorter');
    await expect.poll(stages).toEqual(['Draw', 'Update']);
    await page.getByRole('button', { name: 'Step stage' }).click();
    await expect.poll(() => mounted.trainer.callsOf('step')).toEqual([['stage']]);
    mounted.trainer.emit({ type: 'running', running: true });
    mounted.trainer.emit({ type: 'stage', stage: 'draw', iteration: 1 });
    await expect.poll(() => document.querySelector('[aria-current="step"]')?.textContent).toMatch(/^Draw/);
    mounted.trainer.emit({ type: 'stage', stage: 'update', iteration: 1 });
    await expect.poll(() => document.querySelector('[aria-current="step"]')?.textContent).toMatch(/^Update/);
    await told(mounted, { 'slic/loss': 0.69, 'slic/accuracy': 0.75, 'slic/margin': 1.5 });
    expect(page.getByRole('figure').elements()).toHaveLength(3);
    await expect.element(page.getByRole('figure', { name: 'slic/accuracy' })).toHaveTextContent('75 %');
    await expect.element(page.getByRole('figure', { name: 'slic/margin' })).toHaveTextContent('1.50nats');
    await expect.element(await table('slic/loss')).toHaveTextContent('10.69');
  });
});

describe('best of n', () => {
  test('has a reward model’s settings and none of its own', async () => {
    const mounted = await by('bestOfN');
    mounted.app.toggleDialog('settings');
    await expect.element(page.getByRole('group', { name: 'Reward model', exact: true })).toBeVisible();
    expect(await fields('Best of n')).toHaveLength(1);
    await expect.element(page.getByText('PPO epochs')).not.toBeInTheDocument();
  });

  test('is two stages, and its metric has title, definition and table', async () => {
    const mounted = await by('bestOfN&rater=shorter');
    await expect.poll(stages).toEqual(['Fit', 'Sample']);
    await told(mounted, { 'best/score': 1.25, 'best/mean': 0.5, 'nudge/longest': 41 });
    expect(page.getByRole('figure').elements()).toHaveLength(3);
    const longest = page.getByRole('figure', { name: 'Longest answer' });
    await expect.element(longest).toHaveTextContent('41.0tokensmost tokens of an answer');
    await expect.element(await table('Longest answer')).toHaveTextContent('141.0');
  });

  test('has charts of how far several reward models agree; SLiC has none, whatever is set', async () => {
    const ensemble = { 'nudge/reward_spread': 0.25, 'nudge/reward_agreement': 0.9 };
    await told(await by('bestOfN&rater=shorter&rms=3'), { 'best/score': 1, ...ensemble });
    await expect.element(page.getByRole('figure', { name: 'Rewards agree' })).toHaveTextContent('90 %');
    await expect.element(page.getByRole('figure', { name: 'Reward spread' })).toHaveTextContent('0.25');
    const chinese = await by('bestOfN&rater=shorter&rms=3', { languages: ['zh-CN'] });
    await told(chinese, { 'nudge/longest': 41, ...ensemble });
    const figure = (name: string) => page.getByRole('figure', { name });
    await expect.element(figure('奖励模型的分歧')).toHaveTextContent('0.25标准差');
    await expect.element(figure('最长的回答')).toHaveTextContent('41.0词元');
    await told(await by('slic&rater=shorter&rms=3'), { 'slic/loss': 0.5 });
    expect(page.getByRole('figure').elements()).toHaveLength(3);
  });
});

test('a method that needs nothing may play at once', async () => {
  const mounted = await by('writer');
  await expect.poll(stages).toEqual(['Sample']);
  await expect.element(page.getByRole('button', { name: 'Play' })).toBeEnabled();
  await page.getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => mounted.trainer.callsOf('play').length).toBe(1);
  expect(mounted.trainer.callsOf('simulate')).toEqual([]);
  await expect.element(page.getByText(/starts at|learns from/)).not.toBeInTheDocument();
});
