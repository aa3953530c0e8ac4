/** Named choices of a method in the settings: one is chosen, and a choice of one's own shows as such. */
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { METHODS } from '../../../src/rl/algorithms/declarations.ts';
import { GRPO } from '../../../src/rl/algorithms/grpo/declaration.ts';
import { mount, unmount } from '../mount.tsx';
import { violations } from '../violations.ts';

afterEach(unmount);

test('a name sets what its paper chose; a single choice behind it is one’s own', async () => {
  const methods = [...METHODS.filter(({ id }) => id !== 'grpo'), GRPO];
  const { app } = await mount({ methods, hash: '#algorithm=grpo' });
  app.toggleDialog('settings');
  const preset = page.getByRole('combobox', { name: 'As in' });
  await expect.element(preset).toHaveValue('grpo');
  await preset.selectOptions('DAPO');
  await expect.element(preset).toHaveValue('dapo');
  await expect.element(page.getByText('Yu et al. 2025')).toBeVisible();
  await expect.element(page.getByRole('spinbutton', { name: 'Clip above' })).toHaveValue(0.28);
  await page.getByRole('combobox', { name: 'Normaliser' }).selectOptions('by a constant');
  await expect.element(preset).toHaveValue('');
  await expect.element(preset).toHaveTextContent('your own');
  expect(await violations()).toEqual([]);
});

test('a rule in place of a reward model is one choice, and one back', async () => {
  const { app } = await mount({ methods: METHODS });
  app.toggleDialog('settings');
  const preset = page.getByRole('combobox', { name: 'As in' });
  await expect.element(preset).toHaveValue('ppo');
  await preset.selectOptions('L → 200');
  await expect.element(preset).toHaveValue('length-200');
  await expect.element(page.getByRole('spinbutton', { name: 'Length wished for' })).toHaveValue(200);
  await preset.selectOptions('PPO');
  await expect.element(preset).toHaveValue('ppo');
  await expect.element(page.getByRole('spinbutton', { name: 'Length wished for' })).not.toBeInTheDocument();
});
