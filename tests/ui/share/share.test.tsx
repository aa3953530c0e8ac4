/** A run that was sent: seen without a GPU where its sender meant, gone on from with one; and sending one's own. */
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { readReceipt } from '../../../src/rl/runs/receipt.ts';
import { writeRunRecord } from '../../../src/rl/runs/recordFile.ts';
import { EmbeddedPanel } from '../../../src/ui/page/EmbeddedPanel.tsx';
import { embeddedApp } from '../../../src/ui/page/embed.tsx';
import { readShareLink, shareLink } from '../../../src/ui/share/state/shareLink.ts';
import { madeInspection } from '../../rl/runs/madeInspection.ts';
import { sentRow, sentRun } from '../../rl/runs/sentRun.ts';
import { mount, unmount } from '../mount.tsx';
import { memoryStorage } from '../memoryStorage.ts';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

/** As long as elements are waited for: parts of the page are loaded on the way. */
const eventually = <T,>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000 });

const { hash } = shareLink(sentRun(6), { iteration: 4, chart: 'kl', dialog: null });
const inside = () => page.getByRole('complementary', { name: /^Inside/ });
const bar = () => page.getByRole('region', { name: 'Sent to you' });

test('a link opens as a replay at its place without a GPU, and says what its buttons need', async () => {
  const { app } = await mount({ hash, probe: () => Promise.resolve('api') });
  await expect.element(bar()).toHaveTextContent(/brisk-otter, iteration 4 of 6.*need WebGPU/);
  expect(app.recorded.store.getState()).toMatchObject({ position: 4, playing: false });
  await expect.element(bar().getByRole('button', { name: 'Go on from here' })).toBeDisabled();
  expect(await violations()).toEqual([]);
  await bar().getByRole('button', { name: 'Close' }).click();
  await expect.element(bar()).not.toBeInTheDocument();
});

test('a link that was cut off says so, and its settings are followed all the same', async () => {
  const { app } = await mount({ hash: hash.replace(/run=[\w-]{40}/, 'run=') });
  await expect
    .element(page.getByRole('dialog', { name: 'A link to a run' }))
    .toHaveTextContent(/cut off or changed/);
  expect(app.run.getState().settings).toMatchObject({ seed: 7, learningRate: 1e-4 });
});

test('going on trains it again from its rankings, compares, and rests; nothing of one’s own is lost', async () => {
  const mounted = await mount({ hash });
  const { app, trainer } = mounted;
  await bar().getByRole('button', { name: 'Go on from here' }).click();
  const asked = page.getByRole('dialog', { name: 'Go on from here' });
  await expect
    .element(asked)
    .toHaveTextContent(/need not be the same to the bit: it was trained on another adapter/);
  await asked.getByRole('button', { name: 'Train it again' }).click();
  await eventually(() => expect(trainer.callsOf('play')).toHaveLength(1));
  expect(app.preferences.store.getState().events).toHaveLength(4);
  await expect.element(bar()).not.toBeInTheDocument();
  for (const iteration of [1, 2, 3, 4]) trainer.emit({ type: 'metrics', row: sentRow(iteration) });
  await eventually(() =>
    expect(app.ui.getState().notice?.text).toMatch(/Iterations 1 to 4 are the same.*to the bit/),
  );
  await eventually(() => expect(trainer.callsOf('pause')).toHaveLength(1));
});

test('making it worse cuts the leash where it was sent from, and says where it differed', async () => {
  const { app, trainer } = await mount({ hash });
  await bar().getByRole('button', { name: 'Make it worse' }).click();
  const asked = page.getByRole('dialog', { name: 'Make it worse' });
  await asked.getByRole('button', { name: 'Cut the leash' }).click();
  await eventually(() => expect(trainer.callsOf('play')).toHaveLength(1));
  expect(app.run.getState().settings.adaptiveKl).toBe(true);
  for (const iteration of [1, 2, 5, 4]) {
    const row = iteration === 5 ? { ...sentRow(5), iteration: 3 } : sentRow(iteration);
    trainer.emit({ type: 'metrics', row });
  }
  await eventually(() =>
    expect(app.ui.getState().notice?.text).toMatch(
      /Iteration 3 is the first that differs: nudge\/entropy.*leash is cut/,
    ),
  );
  expect(app.run.getState().settings).toMatchObject({ adaptiveKl: false, klCoefficient: 0 });
  expect(trainer.callsOf('pause')).toHaveLength(0);
});

test('a file with a place opens there, packed too; a receipt is offered to be trained again', async () => {
  const { app, downloadedFiles } = await mount({ hash });
  await expect.element(bar()).toBeVisible();
  await userEvent.keyboard('h');
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect
    .element(dialog)
    .toHaveTextContent(/characters: settings, seed, model, 4 rankings, all 6 iterations, to the bit/);
  await dialog.getByRole('spinbutton', { name: 'Iteration' }).fill('2');
  await dialog.getByRole('combobox', { name: 'Chart' }).selectOptions('KL');
  for (const name of ['Save .json.gz', 'Save the receipt'])
    await dialog.getByRole('button', { name }).click();
  await eventually(() => expect(downloadedFiles).toHaveLength(2));
  expect(await violations()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  const [packed, receipt] = downloadedFiles.map(({ name, file }) => new File([file], name));
  expect(packed.name).toBe('brisk-otter.run.json.gz');
  await app.files.import(packed);
  await eventually(() =>
    expect(app.runs.store.getState().sent?.place).toMatchObject({ iteration: 2, chart: 'kl' }),
  );
  expect(readReceipt(await receipt.text()).rows).toHaveLength(6);
  await app.files.import(receipt);
  await expect
    .element(page.getByRole('dialog', { name: 'A receipt of a run' }))
    .toHaveTextContent(/6 iterations of blurbs-tiny/);
});

test('a file takes along the tokens of what its sender looked into, and they open without a GPU', async () => {
  const { app, trainer, downloadedFiles } = await mount();
  trainer.iterate();
  trainer.iterate();
  await expect.poll(() => app.run.getState().iteration).toBe(2);
  trainer.inspection = madeInspection(2);
  await userEvent.keyboard('t');
  await expect.element(inside().getByText('Token 1 of 5')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  app.toggleDialog('share');
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect.element(dialog).toHaveTextContent('tokens of the iteration that you looked into');
  await dialog.getByRole('button', { name: 'Save .json', exact: true }).click();
  await eventually(() => expect(downloadedFiles).toHaveLength(1));
  unmount();

  const { name, file } = downloadedFiles[0];
  const other = await mount({ probe: () => Promise.resolve('api') });
  await other.app.files.import(new File([file], name));
  await expect.element(bar()).toHaveTextContent('iteration 2 of 2');
  await userEvent.keyboard('t');
  await expect.element(inside().getByRole('heading', { name: 'Inside iteration 2' })).toBeVisible();
  await expect.element(inside().getByText('Token 1 of 5')).toBeVisible();
  await expect.element(inside().getByText(/✓ the engine has/)).toBeVisible();
  expect(await violations()).toEqual([]);
});

test('a replay that holds tokens of some iterations says where they are', async () => {
  const record = sentRun(3, { inspections: [madeInspection(2)] });
  const { app } = await mount({ probe: () => Promise.resolve('api') });
  await app.files.import(new File([writeRunRecord(record)], 'a.run.json'));
  await expect.element(page.getByRole('button', { name: /Pause/ }).first()).toBeVisible();
  app.recorded.pause();
  app.recorded.seek(3);
  await userEvent.keyboard('t');
  await expect.element(inside().getByText('A pub, 3.')).toBeVisible();
  await inside().getByRole('button', { name: 'Open iteration 2' }).click();
  await expect.element(inside().getByText('Token 1 of 5')).toBeVisible();
  // What the replay has not come to yet is not shown.
  app.recorded.seek(1);
  app.ui.setState({ inside: { iteration: null, answer: 0 } });
  await expect.element(inside().getByText('A pub, 1.')).toBeVisible();
  await expect.element(inside().getByText('Token 1 of 5')).not.toBeInTheDocument();
});

test('one’s own run is sent as it stands; without one there is nothing to send yet', async () => {
  const written: string[] = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
    written.push(text);
    return Promise.resolve();
  });
  const { app, trainer } = await mount({ storage: memoryStorage({ 'nudge:language': 'zh' }) });
  app.toggleDialog('share');
  const dialog = page.getByRole('dialog', { name: '分享' });
  await expect.element(dialog).toHaveTextContent('还没有可发送的训练');
  trainer.emit({ type: 'metrics', row: sentRow(1) });
  await dialog.getByRole('button', { name: '复制链接' }).click();
  await eventually(() => expect(written).toHaveLength(1));
  expect(readShareLink(new URL(written[0]).hash)?.replay?.record.history).toEqual([sentRow(1)]);
});

test('a chart leaves as SVG, PNG and CSV from its table, with its caption', async () => {
  const { downloadedFiles } = await mount({ hash });
  await expect.element(bar()).toBeVisible();
  const figure = page.getByRole('figure', { name: 'KL' });
  await figure.getByRole('button', { name: 'Show data' }).click();
  for (const format of ['SVG', 'PNG', 'CSV'])
    await figure.getByRole('button', { name: `Save as ${format}` }).click();
  await eventually(() => expect(downloadedFiles.map(({ name }) => name)).toHaveLength(3));
  const byName = new Map(downloadedFiles.map(({ name, file }) => [name, file]));
  const svg = await byName.get('brisk-otter-kl.svg')!.text();
  expect(new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror')).toBeNull();
  expect(svg).toMatch(/Run brisk-otter: PPO on blurbs-tiny, seed 7/);
  expect(svg).toContain('Learning rate 0.0001');
  const { width } = await createImageBitmap(byName.get('brisk-otter-kl.png')!);
  expect(width).toBe(2160);
  expect(await byName.get('brisk-otter-kl.csv')!.text()).toContain('\r\n4,2,');
});

test('one panel stands in a frame by itself, in the language and theme that were asked for', async () => {
  const asked = new URLSearchParams('lang=zh&theme=dark');
  const app = await embeddedApp(new URL(window.location.href), asked, hash);
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  const whole = 'https://example.org/#at=6';
  try {
    root.render(<EmbeddedPanel app={app} panel="kl" whole={whole} />);
    await expect.element(page.getByRole('figure')).toHaveLength(1);
    await expect.element(page.getByRole('slider', { name: '录像的轮次' })).toHaveValue('4');
    await expect.element(page.getByRole('link')).toHaveAttribute('href', whole);
    await expect.element(page.getByRole('button', { name: '播放录像' })).toBeVisible();
    expect(page.getByRole('banner').elements()).toEqual([]);
    expect(app.ui.getState().theme).toBe('dark');
    expect(await violations()).toEqual([]);
    root.render(<EmbeddedPanel app={app} panel="<b>" whole={whole} />);
    await expect.element(page.getByRole('alert')).toHaveTextContent(/<b>.*kl.*answers/);
  } finally {
    root.unmount();
    host.remove();
  }
});
