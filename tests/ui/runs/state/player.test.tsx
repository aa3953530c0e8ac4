import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { writeRecordedRun, type RecordedRun } from '../../../../src/rl/runs/recordedRun.ts';
import { RecordedPlayer } from '../../../../src/ui/runs/state/player.ts';
import { mount, unmount } from '../../mount.tsx';

const PROMPT = 'name: The Eagle, type: pub\n';
const AGREEMENT = { rankings: 2, pairs: 12, accuracy: 0.75, kendallTau: 0.5 };

const comparisonAt = (iteration: number, text: string) => ({
  prompt: PROMPT,
  iteration,
  base: { text: 'The Eagle is a pub.', tokens: [], score: 0 },
  current: { text, tokens: [{ text, logp: -1, logpRef: -2 }], score: 1 },
});

const RUN: RecordedRun = {
  format: 'nudge-recorded-run',
  version: 2,
  model: 'blurbs-tiny',
  adapter: 'an adapter made up for this test',
  settings: {},
  labeler: 'shorter',
  baseUtility: null,
  prompts: { train: [PROMPT], heldOut: [] },
  rankings: [],
  history: [1, 2, 3].map((iteration) => ({ iteration, values: { 'nudge/score': iteration / 10 } })),
  agreement: [{ iteration: 0, heldOut: AGREEMENT, trained: AGREEMENT }],
  samples: [{ iteration: 2, samples: [{ prompt: PROMPT, text: 'Nice pub here.', score: 1, kl: 0.5 }] }],
  comparisons: [comparisonAt(0, 'Before.'), comparisonAt(3, 'After.')],
};

const urlOf = (text: string) => URL.createObjectURL(new Blob([text], { type: 'application/json' }));

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

test('without WebGPU the recorded run plays through the same charts and comparison', async () => {
  const { app } = await mount({
    probe: () => Promise.resolve('api'),
    recordedUrl: urlOf(writeRecordedRun(RUN)),
  });
  const bar = page.getByRole('region', { name: 'Recorded run' });
  await expect.element(bar).toHaveTextContent('an adapter made up for this test');
  await expect.element(page.getByRole('figure', { name: 'Reward', exact: true })).toHaveTextContent('0.30');
  await expect
    .element(page.getByRole('article', { name: 'Current model, iteration 3' }))
    .toHaveTextContent('After.');

  await page.getByRole('slider', { name: 'Iteration of the recording' }).fill('2');
  await expect.element(page.getByRole('figure', { name: 'Reward', exact: true })).toHaveTextContent('0.20');
  await expect
    .element(page.getByRole('article', { name: 'Current model', exact: true }))
    .toHaveTextContent('Before.');
  await expect.element(page.getByText('Nice pub here.')).toBeVisible();
  expect(app.recorded.store.getState().playing).toBe(false);
  await bar.getByRole('button', { name: 'Play recording' }).click();
  await expect.poll(() => app.recorded.store.getState().position).toBe(3);
});

test('a live run takes the recording’s place as soon as the model is ready', async () => {
  let found: (missing: null) => void = () => undefined;
  const adapter = new Promise<null>((resolve) => (found = resolve));
  const recordedUrl = urlOf(writeRecordedRun(RUN));
  const mounting = mount({ recordedUrl, recordedAfter: 0, probe: () => adapter });
  const bar = page.getByRole('region', { name: 'Recorded run' });
  await expect.element(bar).toHaveTextContent('Yours starts when the model is ready.');
  found(null);
  const { app } = await mounting;
  await expect.poll(() => bar.elements().length).toBe(0);
  expect(app.run.getState().view).toBe('live');
  await expect.poll(() => app.recorded.store.getState().playing).toBe(false);
});

test('a recording that was asked for stays when the model is ready, and leaves when another run is begun', async () => {
  let found: (missing: null) => void = () => undefined;
  const adapter = new Promise<null>((resolve) => (found = resolve));
  const mounting = mount({ recordedUrl: urlOf(writeRecordedRun(RUN)), probe: () => adapter });
  await page.getByRole('button', { name: 'Watch the recorded run' }).click();
  const bar = page.getByRole('region', { name: 'Recorded run' });
  await expect.element(bar).toBeVisible();
  found(null);
  const { app } = await mounting;
  await expect.poll(() => app.run.getState().status).toBe('ready');
  expect(app.run.getState().view).toBe('recorded');
  await expect.element(bar.getByRole('button', { name: 'Back to your run' })).toBeVisible();
  await app.session.open({ resume: false });
  await expect.poll(() => app.run.getState().view).toBe('live');
});

test('a model that is there soon is kept no company, nor made to share the processor with it', async () => {
  const recordedUrl = urlOf(writeRecordedRun(RUN));
  const { app } = await mount({ recordedUrl, recordedAfter: 200 });
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(app.run.getState().view).toBe('live');
  expect(app.recorded.store.getState().run).toBeNull();
});

test('a damaged recording gives no half a run', async () => {
  const player = new RecordedPlayer(urlOf(writeRecordedRun(RUN).slice(0, 200)));
  expect(await player.load()).toBe(false);
  expect(player.store.getState()).toMatchObject({
    run: null,
    error: 'The recorded run is not JSON, or was cut off.',
  });
});
