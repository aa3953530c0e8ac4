import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { mount, unmount, type Mounted } from '../mount.tsx';
import { memoryStorage } from '../memoryStorage.ts';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const MIB = 2 ** 20;
const button = (name: string) => page.getByRole('button', { name, exact: true });

async function openFromMenu(action: string, options: Parameters<typeof mount>[0] = {}): Promise<Mounted> {
  const mounted = await mount(options);
  await page.getByRole('button', { name: 'Export / import' }).click();
  await button(action).click();
  return mounted;
}

test('the model as it is now leaves as a zip, in the format chosen', async () => {
  const { trainer, downloadedFiles } = await openFromMenu('Export a model…');
  await page.getByRole('combobox', { name: 'Number format' }).selectOptions('F16, half the size');
  await page.getByRole('combobox', { name: 'Largest file' }).selectOptions('50 MiB');
  await button('Save as a zip').click();
  await expect.element(page.getByRole('dialog')).toHaveTextContent('policy.zip is in your downloads:');
  await expect.element(page.getByRole('dialog')).toHaveTextContent('7 files, 1.9 MB, of iteration 0.');
  expect(trainer.callsOf('exportModel')).toEqual([
    [{ what: 'policy', dtype: 'F16', shardBytes: 50 * MIB, target: { kind: 'zip' } }],
  ]);
  expect(downloadedFiles.map(({ name }) => name)).toEqual(['policy.zip']);
});

test('an adapter can be exported only where adapters are trained', async () => {
  await openFromMenu('Export a model…');
  await expect.element(page.getByRole('radio', { name: /reward model/ })).toBeVisible();
  expect(page.getByRole('radio', { name: /adapter alone/ }).elements()).toEqual([]);
  const { trainer } = await openFromMenu('Export a model…', { hash: '#method=lora' });
  await page.getByRole('radio', { name: /adapter alone/ }).click();
  await button('Save as a zip').click();
  await expect.poll(() => trainer.callsOf('exportModel')).toMatchObject([[{ what: 'adapter' }]]);
});

test('a folder is asked for where the browser can write to one', async () => {
  const directory = { kind: 'directory', name: 'exports' } as FileSystemDirectoryHandle;
  const { trainer } = await openFromMenu('Export a model…', { pickFolder: async () => directory });
  await button('Save to a folder…').click();
  await expect.element(page.getByRole('dialog')).toHaveTextContent('policy is written:');
  expect(trainer.callsOf('exportModel')).toMatchObject([[{ target: { kind: 'folder', directory } }]]);
});

test('a closed folder picker is no failure', async () => {
  const pickFolder = () => Promise.reject(new DOMException('The user aborted a request.', 'AbortError'));
  const { trainer } = await openFromMenu('Export a model…', { pickFolder });
  await button('Save to a folder…').click();
  await expect.element(page.getByRole('dialog')).toHaveTextContent('Cancelled.');
  expect(page.getByRole('alert').elements()).toEqual([]);
  expect(trainer.callsOf('exportModel')).toEqual([]);
});

test('an export shows its progress and can be cancelled', async () => {
  const { trainer } = await openFromMenu('Export a model…', { trainer: { slowExport: true } });
  await button('Save as a zip').click();
  trainer.emit({ type: 'progress', task: 'export', done: 1e6, total: 4e6 });
  const dialog = page.getByRole('dialog');
  await expect.element(dialog).toHaveTextContent('1.0 MB of 4.0 MB');
  await expect
    .element(dialog.getByRole('progressbar', { name: 'Progress: Writing' }))
    .toHaveAttribute('value', '0.25');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(dialog).toHaveTextContent('Cancelled. Files that were written stay.');
  expect(trainer.callsOf('cancel')).toEqual([['export']]);
  await expect.element(button('Save as a zip')).toBeVisible();
});

test('measuring what rounding loses shows its progress too, in the dialog and in the header, and can be cancelled', async () => {
  const { trainer } = await openFromMenu('Export a model…', { trainer: { slowExport: true } });
  await button('Save as a zip').click();
  trainer.emit({ type: 'progress', task: 'rounding', done: 25, total: 100 });
  const dialog = page.getByRole('dialog');
  await expect.element(dialog).toHaveTextContent('Measuring what rounding loses: 25');
  await expect
    .element(dialog.getByRole('progressbar', { name: 'Progress: Measuring what rounding loses' }))
    .toHaveAttribute('value', '0.25');
  trainer.emit({ type: 'progress', task: 'export', done: 1e6, total: 4e6 });
  await expect.element(dialog).toHaveTextContent('1.0 MB of 4.0 MB');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(dialog).toHaveTextContent('Cancelled. Files that were written stay.');
});

test('what rounding lost is told, with what keeps it', async () => {
  await openFromMenu('Export a model…');
  const dialog = page.getByRole('dialog');
  await expect.element(dialog).not.toHaveTextContent('Rounds every weight');
  await dialog.getByLabelText('Number format').selectOptions('BF16, half the size');
  await expect
    .element(dialog)
    .toHaveTextContent('Rounds every weight: small changes by training may be lost.');
  await button('Save as a zip').click();
  await expect
    .element(dialog)
    .toHaveTextContent('Rounding lost 41 % of what training changed. F32 keeps all of it.');
  await dialog.getByLabelText('Number format').selectOptions('F32, exact');
  await button('Save as a zip').click();
  await expect.element(dialog).not.toHaveTextContent('Rounding lost');
});

test('why an export stopped is told in the trainer’s words', async () => {
  await openFromMenu('Export a model…', {
    trainer: { exportError: 'The export has 5.2 GiB; a zip holds at most 4.' },
  });
  await button('Save as a zip').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('a zip holds at most 4');
});

test('the bundle for a cluster says what is in it, and leaves in one go', async () => {
  const { trainer, downloadedFiles } = await openFromMenu('Continue on a cluster…');
  const dialog = page.getByRole('dialog', { name: 'Continue on a cluster' });
  for (const name of ['TRL', 'OpenRLHF', 'verl', 'unpaired feedback'])
    await expect.element(dialog).toHaveTextContent(name);
  await button('Save as a zip').click();
  await expect.element(dialog).toHaveTextContent('bundle.zip is in your downloads');
  expect(trainer.callsOf('exportBundle')).toEqual([
    [{ dtype: 'F32', shardBytes: Infinity, target: { kind: 'zip' } }],
  ]);
  expect(downloadedFiles.map(({ name }) => name)).toEqual(['bundle.zip']);
});

test('the key for exporting opens it, and Esc leaves it', async () => {
  const { app } = await mount();
  await userEvent.keyboard('e');
  await expect.element(page.getByRole('dialog', { name: 'Export a model' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => app.ui.getState().dialog).toBe(null);
});

test.each(['light', 'dark'] as const)(
  'nothing for axe to complain about, %s, both languages',
  async (theme) => {
    const { app } = await mount({ storage: memoryStorage({ 'nudge:theme': theme }), hash: '#method=lora' });
    for (const dialog of ['export', 'cluster'] as const) {
      app.ui.setState({ dialog });
      await expect.element(page.getByRole('dialog')).toBeVisible();
      expect(await violations()).toEqual([]);
      await app.toggleLanguage();
      expect(await violations()).toEqual([]);
      app.closeDialog();
    }
  },
);
