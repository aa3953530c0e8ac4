/** Who ranks, and what they look for: from the list of raters to the fields of the settings. */
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { SessionInfo } from '../../../src/workers/protocol.ts';
import { mount } from '../mount.tsx';

beforeEach(() => page.viewport(1440, 900));

const rater = () => page.getByRole('combobox', { name: 'Who ranks' });
const settings = () => page.getByRole('dialog', { name: 'Settings' });

test('a rater that has nothing to look for yet opens the settings, which take words and refuse what is no pattern', async () => {
  const { app } = await mount();
  await rater().selectOptions('Says certain words');
  await settings().getByLabelText('Words to say', { exact: true }).fill('cosy, river');
  expect(app.run.getState().settings).toMatchObject({ rater: 'keyword', keyword: 'cosy, river' });

  const pattern = settings().getByLabelText('Pattern to match', { exact: true });
  await pattern.fill('^the (eagle|mill)');
  expect(app.run.getState().settings.pattern).toBe('^the (eagle|mill)');
  await pattern.fill('^the (eagle');
  await expect.element(settings()).toHaveTextContent('This is no regular expression');
  await expect.element(pattern).toHaveAttribute('aria-invalid', 'true');
  expect(app.run.getState().settings.pattern).toBe('^the (eagle|mill)');
  await settings().getByRole('button', { name: 'Reset Pattern to match' }).click();
  expect(app.run.getState().settings.pattern).toBe('');

  await userEvent.keyboard('{Escape}');
  await rater().selectOptions('Near a length');
  await expect.element(settings()).not.toBeInTheDocument();
  expect(app.run.getState().settings.rater).toBe('length');
});

test('greedy answers, filters and long answers are in the panel, with what they affect', async () => {
  const { app } = await mount();
  // The page hears keys once it has been painted.
  await expect.element(page.getByRole('group', { name: 'Answer D', exact: true })).toBeVisible();
  await userEvent.keyboard(',');
  for (const [label, value] of [
    ['Temperature', '0'],
    ['Top-k', '40'],
    ['Top-p', '0.9'],
    ['Longest answer', '512'],
  ] as const)
    await settings().getByLabelText(label, { exact: true }).fill(value);
  expect(app.run.getState().settings).toMatchObject({
    temperature: 0,
    topK: 40,
    topP: 0.9,
    maxNewTokens: 512,
  });
  await expect.element(settings()).toHaveTextContent('one of the answers is greedy');
  await expect.element(settings()).toHaveTextContent('Training always draws from all');
});

test('restaurant raters are offered for prompts about restaurants, whoever’s model it is, and for no others', async () => {
  const own = (restaurants: boolean): Partial<SessionInfo> => ({
    model: 'mine',
    modelLabel: 'mine',
    reading: { chats: new Map(), tokens: new Map(), context: 96, template: null, restaurants },
  });
  const offered = () => [...(rater().element() as HTMLSelectElement).options].map(({ value }) => value);
  await mount({ trainer: { session: own(true) } });
  await expect.poll(offered).toContain('facts');
  expect(offered()).toEqual(expect.arrayContaining(['warmer', 'question', 'family']));
  await mount({ trainer: { session: own(false) } });
  await expect.poll(offered).not.toContain('facts');
  expect(offered()).toEqual(['person', 'shorter', 'length', 'keyword', 'pattern', 'classifier']);
});
