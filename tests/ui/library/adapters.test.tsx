/** Adapters that are dropped: opened on their base where it is at hand, waiting for it where it is not, refused with why. */
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { addressId } from '../../../src/files/store/storedModel.ts';
import type { AdapterChoice, OpenRequest } from '../../../src/workers/protocol.ts';
import { adapterBytes, pair, PLAIN } from '../../files/folder/adapterFiles.ts';
import { STORED } from '../fakeModels.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const dialog = () => page.getByRole('dialog', { name: 'Model' });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { name, exact: true });
const waiting = () => page.getByRole('status', { name: 'taste is an adapter.' });
const lastOpen = ({ trainer }: Mounted) => trainer.callsOf('open').at(-1)?.[0] as OpenRequest;

const bytesFor = (base: string | null, change: object = {}) =>
  adapterBytes({ ...PLAIN, base_model_name_or_path: base, ...change }, pair('model.layers.0.q_proj', 8, 8));

const zipFor = (base: string | null, change: object = {}) =>
  new File([zipSync({ ...bytesFor(base, change) })], 'taste.zip');

async function drop(...files: readonly File[]): Promise<void> {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  await expect.element(page.getByRole('main')).toBeInTheDocument();
  page
    .getByRole('main')
    .element()
    .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

const folder = (...names: readonly string[]) =>
  names.map((name) => new File(['{"model_type":"llama"}'], name));

test('a zip of one that was trained on a model of the page is shown on it, and opens with its prompts', async () => {
  const mounted = await mount();
  await drop(zipFor('blurbs-tiny'));
  await expect.element(heading('Open blurbs-tiny + taste')).toBeVisible();
  await expect
    .element(dialog())
    .toHaveTextContent(/The adapter taste is merged into the weights of blurbs-tiny/);
  // Without prompts of one's own it writes to its base's.
  await expect.element(button('Add a prompt')).toBeVisible();
  expect(await violations()).toEqual([]);
  await button('Open').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  const { model, settings } = lastOpen(mounted);
  expect(model).toMatchObject({
    kind: 'adapter',
    label: 'taste',
    base: { kind: 'embedded', name: 'blurbs-tiny' },
  });
  expect((model as AdapterChoice).files.map(({ name }) => name).sort()).toEqual([
    'adapter_config.json',
    'adapter_model.safetensors',
  ]);
  expect(settings).toEqual(
    mounted.trainer.callsOf('open')[0][0] && (mounted.trainer.callsOf('open')[0][0] as OpenRequest).settings,
  );
  expect(mounted.app.models.store.getState().adapter).toBe(null);
  expect(mounted.app.ui.getState().dialog).toBe(null);
});

test('one of a stored model is shown on that, and asks what to write to', async () => {
  const mounted = await mount({ models: { models: [STORED] } });
  await drop(
    ...Object.entries(bytesFor('someone/tiny-poet')).map(
      ([name, bytes]) => new File([bytes as BlobPart], name),
    ),
  );
  await expect.element(heading('Open someone/tiny-poet + adapter_model')).toBeVisible();
  await expect.element(button('Add a prompt')).toBeVisible();
  await button('Open').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(lastOpen(mounted).model).toMatchObject({ kind: 'adapter', base: { kind: 'stored', id: STORED.id } });
});

test('one whose base is not here waits for its folder, which may be dropped next', async () => {
  const mounted = await mount();
  await drop(zipFor('lab/elsewhere', { revision: 'v2' }));
  await expect
    .element(waiting())
    .toHaveTextContent(/It was trained on lab\/elsewhere at v2\. ?Open that model below, or drop its folder/);
  expect(await violations()).toEqual([]);
  await drop(...folder('config.json', 'tokenizer.json', 'elsewhere.safetensors'));
  await expect.element(heading('Open elsewhere + taste')).toBeVisible();
  // Its folder is called as the adapter says: nothing to say of that.
  await expect.element(dialog()).not.toHaveTextContent(/trained on/);
  expect(mounted.models.callsOf('fitAdapter').at(-1)?.[0]).toMatchObject({
    base: { kind: 'files', label: 'elsewhere' },
  });
  await button('← Back to all models').click();
  await expect.element(waiting()).toBeVisible();
  await button('Put it away').click();
  await expect.element(waiting()).not.toBeInTheDocument();
  await drop(...folder('config.json', 'elsewhere.safetensors'));
  await expect.element(dialog()).toHaveTextContent('elsewhere: 2 files');
});

test('one that does not fit is refused with why and waits for another base; the run goes on', async () => {
  const why = 'The adapter does not fit this model: "q_proj" has lora_A as [2, 8].';
  const misfits = ({ base }: AdapterChoice) => (base.kind === 'embedded' ? why : undefined);
  const mounted = await mount({ models: { models: [STORED], misfits } });
  await drop(zipFor('blurbs-tiny'));
  await expect.element(page.getByRole('alert')).toHaveTextContent(why);
  await expect.element(waiting()).toBeVisible();
  await button('On blurbs-tiny, which is open').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(why);
  expect(mounted.trainer.callsOf('open')).toHaveLength(1);
  await button('Open someone/tiny-poet').click();
  await expect.element(heading('Open someone/tiny-poet + taste')).toBeVisible();
  await expect
    .element(dialog())
    .toHaveTextContent(/It says that it was trained on blurbs-tiny: if this is another model/);
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

test('one that no base can mend is named, and nothing waits', async () => {
  await mount();
  await drop(zipFor('blurbs-tiny', { use_dora: true }));
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent(/uses use_dora, which cannot be merged here/);
  await drop(new File(['x'], 'adapter_model.safetensors'));
  await expect.element(page.getByRole('alert')).toHaveTextContent(/no adapter_config\.json beside/);
  await expect.element(waiting()).not.toBeInTheDocument();
});

test('a base that is fetched while one waits is what it is put on', async () => {
  const { models } = await mount();
  await drop(zipFor('someone/tiny-poet'));
  await expect.element(waiting()).toBeVisible();
  await page.getByRole('textbox', { name: 'Name on the hub, or web address' }).fill('someone/tiny-poet');
  await button('Download').click();
  await expect.poll(() => models.callsOf('download').length).toBe(1);
  models.finish(addressId({ kind: 'hub', id: 'someone/tiny-poet' }));
  await expect.element(heading('Open someone/tiny-poet + taste')).toBeVisible();
});
