/** Reward models that are dropped: taken as the run's and put away again, or refused with which model to open. */
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { RewardRequest } from '../../../src/workers/protocol.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

beforeEach(() => page.viewport(1440, 900));
afterEach(unmount);

const dialog = () => page.getByRole('dialog', { name: 'Model' });
const CONFIG = JSON.stringify(
  { architectures: ['LlamaForSequenceClassification'], model_type: 'llama' },
  null,
  2,
);
const FILES = { 'config.json': CONFIG, 'tokenizer.json': '{}', 'model.safetensors': 'numbers' };
const asFiles = () => Object.entries(FILES).map(([name, text]) => new File([text], name));
const zipped = (name: string, files: Readonly<Record<string, string>>) =>
  new File(
    [
      zipSync(
        Object.fromEntries(
          Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]),
        ),
      ),
    ],
    name,
  );
const asZip = () => zipped('taste.zip', FILES);

/** A bundle for a cluster, as far as the page looks at it. */
const bundle = () => {
  const policy = JSON.stringify({ architectures: ['LlamaForCausalLM'], model_type: 'llama' });
  return zipped('bundle.zip', {
    'README.md': '# a run',
    'policy/config.json': policy,
    'policy/tokenizer.json': '{}',
    'policy/model.safetensors': 'numbers',
    'reference/config.json': policy,
    ...Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`reward/${name}`, text])),
  });
};

/** Opens the bundle's policy where it lies. */
async function openBundle(): Promise<void> {
  await drop(bundle());
  await page.getByRole('button', { name: 'Open where it lies' }).click();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}

async function drop(...files: readonly File[]): Promise<void> {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  await expect.element(page.getByRole('main')).toBeInTheDocument();
  page
    .getByRole('main')
    .element()
    .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

test('a zip of one becomes the reward model of the run, which says so, and is put away again', async () => {
  const { trainer } = await mount();
  await drop(asZip());
  await expect
    .element(page.getByText('taste is the reward model now: its scores count as they are.'))
    .toBeVisible();
  await expect.element(dialog()).not.toBeInTheDocument();
  const [[request]] = trainer.callsOf('useReward') as [[RewardRequest]];
  expect(request.label).toBe('taste');
  expect(request.files.map(({ name }) => name).sort()).toEqual(Object.keys(FILES).sort());
  await openDialog();
  await expect.element(dialog()).toHaveTextContent(/taste is this run’s reward model/);
  expect(await violations()).toEqual([]);
  await page.getByRole('button', { name: 'Put it away: rankings alone', exact: true }).click();
  await expect.poll(() => trainer.callsOf('useReward').at(-1)).toEqual([null]);
  await expect.element(page.getByText('Rankings alone teach the reward model again.')).toBeVisible();
  await openDialog();
  await expect.element(dialog()).not.toHaveTextContent(/reward model/);
});

test('a folder of one for another model is refused with which to open, and nothing changes', async () => {
  const refusedReward =
    'The reward model "taste" does not fit. Open "poet", and drop the reward model there.';
  const { trainer } = await mount({ trainer: { refusedReward } });
  await drop(...asFiles());
  await expect.element(page.getByRole('alert').filter({ hasText: 'Open "poet"' })).toBeVisible();
  expect(trainer.callsOf('useReward')).toHaveLength(1);
  await expect.element(dialog()).not.toHaveTextContent(/this run’s reward model/);
});

test('the reward model of a bundle is taken by the run of its policy, once that is open', async () => {
  const { trainer } = await mount();
  await openBundle();
  await expect.poll(() => trainer.callsOf('open').length).toBe(2);
  expect(trainer.callsOf('open')[1][0]).toMatchObject({ model: { kind: 'files', label: 'policy' } });
  await expect.poll(() => trainer.callsOf('useReward').length).toBe(1);
  const [[request]] = trainer.callsOf('useReward') as [[RewardRequest]];
  expect(request.label).toBe('reward');
  expect(request.files.map(({ name }) => name).sort()).toEqual(Object.keys(FILES).sort());
  await expect
    .element(page.getByText('reward is the reward model now: its scores count as they are.'))
    .toBeVisible();
});

test('one of a bundle that does not fit is told, and the policy is open all the same', async () => {
  const { app, trainer } = await mount({ trainer: { refusedReward: 'The reward model does not fit.' } });
  await openBundle();
  await expect.element(page.getByRole('alert').filter({ hasText: 'does not fit' })).toBeVisible();
  expect(trainer.callsOf('useReward')).toHaveLength(1);
  expect(app.run.getState()).toMatchObject({ status: 'ready', model: { kind: 'files', label: 'policy' } });
});

async function openDialog(): Promise<void> {
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', bubbles: true }));
  await expect.element(dialog()).toBeVisible();
}
