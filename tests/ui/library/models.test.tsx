import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { addressId, filesId } from '../../../src/files/store/storedModel.ts';
import type { OpenRequest } from '../../../src/workers/protocol.ts';
import { PARTLY, STORED } from '../fakeModels.ts';
import { PROMPTS } from '../fakeSession.ts';
import { mount, unmount, type Mounted } from '../mount.tsx';
import { memoryStorage } from '../memoryStorage.ts';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const dialog = () => page.getByRole('dialog', { name: 'Model' });
const button = (name: string) => page.getByRole('button', { name, exact: true });

const field = (name: string) => page.getByRole('textbox', { name, exact: true });

async function openDialog(options: Parameters<typeof mount>[0] = {}): Promise<Mounted> {
  const mounted = await mount(options);
  await page.getByRole('button', { name: 'Model: blurbs-tiny, 941 k parameters' }).click();
  await expect.element(dialog()).toBeVisible();
  return mounted;
}

const lastOpen = ({ trainer }: Mounted) => trainer.callsOf('open').at(-1)?.[0] as OpenRequest;

test('the header says which model runs, and its key opens the list', async () => {
  const { app, models } = await mount();
  await userEvent.keyboard('m');
  await expect.element(dialog()).toHaveTextContent('No model of your own yet.');
  expect(models.callsOf('list')).toHaveLength(1);
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => app.ui.getState().dialog).toBe(null);
  await expect.element(page.getByRole('button', { name: /^Model: / })).toBeVisible();
});

test('a stored model is shown with its size, and opened with prompts of one’s own', async () => {
  const storage = memoryStorage();
  const mounted = await openDialog({ models: { models: [STORED] }, storage });
  await expect.element(dialog()).toHaveTextContent('llama, 13.0 M parameters, 52.0 MB · complete');
  await expect.element(dialog()).toHaveTextContent('52.0 MB of 10.0 GB that this browser grants are used.');
  await button('Open someone/tiny-poet').click();
  await expect.element(page.getByRole('heading', { name: 'Open someone/tiny-poet' })).toBeVisible();
  await field('Prompt 1').fill('Once upon a time\n\nthere was');
  await button('Add a prompt').click();
  await expect.element(field('Prompt 2')).toHaveFocus();
  await userEvent.keyboard('The sea \\n');
  await button('Open').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(lastOpen(mounted)).toMatchObject({
    model: { kind: 'stored', id: STORED.id },
    prompts: ['Once upon a time\n\nthere was', 'The sea \\n'],
  });
  expect(mounted.hash()).toBe(`#model=stored%3A${STORED.id}&v=2`);
  expect(mounted.app.ui.getState().dialog).toBe(null);
  mounted.app.toggleDialog('model');
  await button('Open someone/tiny-poet').click();
  await expect.element(field('Prompt 1')).toHaveValue('Once upon a time\n\nthere was');
  await expect.element(field('Prompt 2')).toHaveValue('The sea \\n');

  // A reload finds model and prompts again.
  const again = await mount({ hash: mounted.hash(), storage, models: { models: [STORED] } });
  expect(lastOpen(again)).toMatchObject({
    model: { kind: 'stored', id: STORED.id },
    prompts: ['Once upon a time\n\nthere was', 'The sea \\n'],
  });
});

test('a model that comes back from elsewhere can take the prompts of the one that runs', async () => {
  const mounted = await openDialog({ models: { models: [STORED] } });
  await button('Open someone/tiny-poet').click();
  await button('Take those of blurbs-tiny').click();
  await button('Open').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(lastOpen(mounted).prompts).toEqual(PROMPTS);
});

test('a model with no prompts typed is opened with its own', async () => {
  const mounted = await openDialog({ models: { models: [STORED] } });
  await button('Open someone/tiny-poet').click();
  await button('Open').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(lastOpen(mounted).prompts).toBe(undefined);
});

test('a download shows how far, how fast and how long, pauses, and resumes where it stopped', async () => {
  const { models } = await openDialog();
  const address = page.getByRole('textbox', { name: 'Name on the hub, or web address' });
  await address.fill('what is this');
  await expect.element(page.getByText('This is neither owner/name nor a web address.')).toBeVisible();
  await expect.element(button('Download')).toBeDisabled();
  await address.fill('someone/half-poet');
  await page.getByRole('textbox', { name: 'Revision' }).fill('v2');
  await userEvent.keyboard('{Enter}');
  const source = { kind: 'hub', id: 'someone/half-poet', revision: 'v2' } as const;
  await expect.poll(() => models.callsOf('download')).toEqual([[source]]);
  const id = addressId(source);
  const shard = 'model-00001-of-00002.safetensors';
  const progress = { id, file: shard, done: 20e6, total: 52e6, bytesPerSecond: 4e6 };
  models.emit({ type: 'progress', stage: 'download', ...progress });
  const bar = page.getByRole('progressbar', { name: 'Downloading someone/half-poet at v2' });
  await expect.element(bar).toHaveAttribute('value', String(20 / 52));
  await expect
    .element(dialog())
    .toHaveTextContent(`Downloading · 20.0 MB of 52.0 MB · 4.0 MB/s · 0:08 left · ${shard}`);
  expect(await violations()).toEqual([]);

  await button('Pause someone/half-poet at v2').click();
  await expect.element(dialog()).toHaveTextContent('32.0 MB of 52.0 MB missing');
  await expect.element(button('Open someone/half-poet')).not.toBeInTheDocument();
  await button('Resume the download of someone/half-poet').click();
  await expect.poll(() => models.callsOf('download')).toEqual([[source], [source]]);
  models.finish(id, { label: 'someone/half-poet' });
  // Whole: the next step is to open it.
  await expect.element(page.getByRole('heading', { name: 'Open someone/half-poet' })).toBeVisible();
});

test('what the worker refuses is told in its words', async () => {
  const message = 'config.json says model_type "mamba". Supported are: GPT-2, Llama, Qwen2, Qwen3.';
  await openDialog({ models: { errors: { download: message } } });
  await page.getByRole('textbox', { name: 'Name on the hub, or web address' }).fill('someone/mamba');
  await button('Download').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(message);
  await expect.element(page.getByRole('progressbar', { name: /mamba/ })).not.toBeInTheDocument();
});

test('a folder is stored or opened where it lies', async () => {
  const mounted = await openDialog();
  const { models } = mounted;
  const files = [new File(['{}'], 'config.json'), new File(['abcd'], 'model.safetensors')];
  const input = page
    .getByLabelText('Choose files…')
    .elements()
    .find((e) => e instanceof HTMLInputElement);
  await userEvent.upload(input!, files);
  await expect.element(dialog()).toHaveTextContent('model: 2 files, 6 B');
  await button('Keep in this browser').click();
  await expect.poll(() => models.callsOf('importFiles').length).toBe(1);
  const [sent, label] = models.callsOf('importFiles')[0] as [File[], string];
  expect(label).toBe('model');
  await expect.element(page.getByRole('progressbar', { name: 'Copying model' })).toBeVisible();
  models.finish(filesId(label, sent), { label });
  await expect.element(page.getByRole('heading', { name: 'Open model' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to all models' }).click();

  await userEvent.upload(
    page
      .getByLabelText('Choose files…')
      .elements()
      .find((e) => e instanceof HTMLInputElement)!,
    files,
  );
  await button('Open where it lies').click();
  await button('Open').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  const { model } = lastOpen(mounted);
  expect(model).toMatchObject({ kind: 'files', label: 'model' });
  // No address can name what lies on this computer.
  expect(mounted.hash()).toBe('');
});

test('a dropped folder is taken, and text that is dropped changes nothing', async () => {
  await openDialog();
  const zone = page.getByText('Or drop a model’s folder here').element().parentElement!;
  const drop = (transfer: DataTransfer) =>
    zone.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  const text = new DataTransfer();
  text.setData('text/plain', 'hello');
  drop(text);
  await expect.element(page.getByRole('alert')).toHaveTextContent('Nothing in there could be read as files.');
  const files = new DataTransfer();
  files.items.add(new File(['{}'], 'config.json'));
  drop(files);
  await expect.element(dialog()).toHaveTextContent('config.json: 1 file, 2 B');
});

test('a folder that came half-way says how to go on', async () => {
  const half = { ...PARTLY, source: { kind: 'files' }, label: 'half-folder' } as const;
  await openDialog({ models: { models: [half] } });
  await expect
    .element(dialog())
    .toHaveTextContent('32.0 MB of 52.0 MB missing; drop the same folder again to go on');
  expect(page.getByRole('button', { name: /^Resume/ }).elements()).toEqual([]);
});

test('deleting asks first', async () => {
  const { models } = await openDialog({ models: { models: [STORED, PARTLY] } });
  await button('Delete someone/tiny-poet').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('rankings and saved runs stay');
  await button('Keep it').click();
  expect(models.callsOf('remove')).toEqual([]);
  await button('Delete someone/tiny-poet').click();
  await button('Delete for good').click();
  await expect.element(button('Open someone/tiny-poet')).not.toBeInTheDocument();
  expect(models.callsOf('remove')).toEqual([[STORED.id]]);
  await expect.element(button('Delete someone/half-poet')).toBeVisible();
});

test('the browser is asked to keep the models', async () => {
  const { models } = await openDialog();
  await expect.element(dialog()).toHaveTextContent('The browser may delete it when it needs room.');
  await button('Ask the browser to keep it').click();
  await expect.element(dialog()).toHaveTextContent('The browser keeps it until you delete it.');
  expect(models.callsOf('persist')).toHaveLength(1);
});

test('a run with progress is told of before another model is opened, saved, and its rankings kept', async () => {
  const mounted = await mount({ models: { models: [STORED] } });
  mounted.trainer.iterate();
  await expect.poll(() => mounted.app.run.getState().iteration).toBe(1);
  await userEvent.keyboard('m');
  await button('Open someone/tiny-poet').click();
  await expect
    .element(dialog())
    .toHaveTextContent('Your run of blurbs-tiny stands at iteration 1. It is saved first');
  expect(mounted.trainer.callsOf('open')).toHaveLength(1);
  await button('Open').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(mounted.trainer.callsOf('pause')).toHaveLength(1);
  expect(lastOpen(mounted).preferences).toEqual(mounted.app.preferences.store.getState().events);
});

test('a model that cannot be saved in time is left as it was when the person says so', async () => {
  const mounted = await mount({ models: { models: [STORED] } });
  mounted.trainer.iterate();
  await expect.poll(() => mounted.app.run.getState().iteration).toBe(1);
  mounted.trainer.pause = () => new Promise(() => {});
  mounted.app.models.choose({ kind: 'stored', id: STORED.id });
  void mounted.app.models.openChosen();
  await expect.element(page.getByRole('progressbar', { name: 'Progress: Saving your run' })).toBeVisible();
  await button('Cancel').click();
  await expect.poll(() => mounted.app.run.getState().status).toBe('ready');
  expect(mounted.trainer.callsOf('open')).toHaveLength(1);
  expect(mounted.app.run.getState().model).toEqual({ kind: 'embedded', name: 'auto' });
});

test('an address that names a model on the network fills it in, and fetches nothing by itself', async () => {
  const { models, trainer } = await mount({ hash: '#model=someone%2Ftiny-poet%40v3' });
  await expect
    .element(page.getByRole('textbox', { name: 'Name on the hub, or web address' }))
    .toHaveValue('someone/tiny-poet@v3');
  expect(models.callsOf('download')).toEqual([]);
  expect(trainer.callsOf('open')[0][0]).toMatchObject({ model: { kind: 'embedded', name: 'auto' } });
  await button('Open without keeping').click();
  await button('Open').click();
  await expect.poll(() => trainer.callsOf('open').length).toBe(2);
  expect(trainer.callsOf('open')[1][0]).toMatchObject({
    model: { kind: 'remote', address: { kind: 'hub', id: 'someone/tiny-poet', revision: 'v3' } },
  });
});

test('after a lost device any model is opened again from its last checkpoint', async () => {
  const mounted = await mount({ hash: `#model=stored:${STORED.id}` });
  expect(lastOpen(mounted)).toMatchObject({ model: { kind: 'stored', id: STORED.id } });
  const failure = { kind: 'out-of-memory', message: 'The GPU has no room left.', iteration: 3 } as const;
  mounted.trainer.emit({ type: 'failure', failure });
  await expect.element(page.getByRole('alert')).toHaveTextContent('The GPU has no room left.');
  await button('See what fits').click();
  const memory = page.getByRole('group', { name: 'Memory' });
  await expect.element(memory).toBeVisible();
  // Without scrolling it begins below the window.
  await expect.poll(() => memory.element().getBoundingClientRect().top).toBeLessThan(450);
  mounted.app.closeDialog();
  await expect.element(button('Choose another model')).toBeVisible();
  await button('Restart from the last checkpoint').click();
  await expect.poll(() => mounted.trainer.callsOf('open').length).toBe(2);
  expect(lastOpen(mounted)).toMatchObject({ model: { kind: 'stored', id: STORED.id }, resume: true });
});

test.each(['light', 'dark'] as const)(
  'nothing for axe to complain about, %s, both languages',
  async (theme) => {
    const storage = memoryStorage({ 'nudge:theme': theme });
    const { app } = await openDialog({ models: { models: [STORED, PARTLY] }, storage });
    await expect.element(button('Open someone/tiny-poet')).toBeVisible();
    expect(await violations()).toEqual([]);
    await button('Delete someone/tiny-poet').click();
    expect(await violations()).toEqual([]);
    app.models.choose({ kind: 'stored', id: STORED.id });
    await expect.element(page.getByRole('region', { name: 'Will it fit?' })).toHaveTextContent('It fits.');
    expect(await violations()).toEqual([]);
    await app.toggleLanguage();
    await expect.element(page.getByRole('region', { name: '放得下吗？' })).toHaveTextContent('放得下。');
    expect(await violations()).toEqual([]);
  },
);

test('a long name does not make a phone scroll sideways', async () => {
  await page.viewport(360, 740);
  const modelLabel = 'somebody-with-a-long-name/a-model-with-an-even-longer-name-1234M at refs/pr/17';
  await mount({ trainer: { session: { modelLabel } } });
  await expect.element(page.getByRole('button', { name: `Model: ${modelLabel}` })).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});

test('a phone shows it without sideways scrolling', async () => {
  await page.viewport(360, 740);
  const { app } = await mount({ models: { models: [STORED, PARTLY], runBytes: 9 * 2 ** 30 } });
  app.toggleDialog('model');
  await expect.element(button('Open someone/tiny-poet')).toBeVisible();
  const width = () => {
    const element = dialog().element();
    return element.scrollWidth - element.clientWidth;
  };
  expect(width()).toBe(0);
  app.models.choose({ kind: 'stored', id: STORED.id });
  await expect.element(page.getByRole('region', { name: 'Will it fit?' })).toHaveTextContent('too much');
  expect(width()).toBe(0);
});

test('a model of one’s own writes answers to prompts, and is judged by what suits any text', async () => {
  const prompts = { train: ['Once upon a time', 'The sea'], heldOut: ['A letter'] };
  await mount({ trainer: { session: { model: STORED.id, modelLabel: STORED.label, prompts } } });
  await expect.element(page.getByText('Which answer do you like best?')).toBeVisible();
  await expect.element(page.getByRole('region', { name: 'Prompt the model was given' })).toBeVisible();
  await expect.element(page.getByText('The same prompt, the same dice, two models.')).toBeInTheDocument();
  const names = (label: string) =>
    [...page.getByRole('combobox', { name: label, exact: true }).element().querySelectorAll('option')].map(
      ({ value }) => value,
    );
  expect(names('Who ranks')).toEqual(['person', 'shorter', 'length', 'keyword', 'pattern', 'classifier']);
  expect(names('Yardstick')).toEqual(['auto', 'shorter', 'length', 'keyword', 'pattern']);
  await userEvent.keyboard(',');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await expect.element(settings).toHaveTextContent('Answers per iteration');
  expect(document.body.textContent).not.toMatch(/blurb/i);
});
