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
const asZip = () =>
  new File(
    [
      zipSync(
        Object.fromEntries(
          Object.entries(FILES).map(([name, text]) => [name, new TextEncoder().encode(text)]),
        ),
      ),
    ],
    'taste.zip',
  );

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

async function openDialog(): Promise<void> {
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', bubbles: true }));
  await expect.element(dialog()).toBeVisible();
}
