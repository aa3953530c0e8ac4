/** What the version before kept of the page, and the links it made. */
import { expect, it } from 'vitest';
import type { Settings } from '../../../src/rl/algorithms/settings.ts';
import { readHash } from '../../../src/ui/settings/state/hash.ts';
import { createModelsStore } from '../../../src/ui/library/state/modelsStore.ts';
import { createUiStore } from '../../../src/ui/app/state/uiStore.ts';
import { storedJson } from '../../fixtures/stored.ts';

interface Page {
  readonly localStorage: Readonly<Record<string, string>>;
  readonly links: readonly { readonly hash: string; readonly settings: Settings; readonly model: unknown }[];
}

const page = await storedJson<Page>('page.json');
const storage = {
  getItem: (key: string) => page.localStorage[key] ?? null,
  setItem: () => undefined,
  removeItem: () => undefined,
} as unknown as Storage;

it('language, theme and keys are as they were set', () => {
  expect(createUiStore(storage, ['en']).getState()).toMatchObject({
    language: 'zh',
    theme: 'dark',
    singleKeys: false,
  });
});

it('the budget and what a model was asked are as they were', () => {
  const models = createModelsStore(storage, 8);
  expect(models.getState().budget).toBe(3 * 2 ** 30);
  expect(models.askedOf('tiny-0123456789ab')).toEqual({
    prompts: ['Write.', [{ role: 'user', content: 'Hi\nthere' }]],
    system: 'Be brief.',
    template: false,
  });
});

it.each(page.links)('a link means what it meant: $hash', ({ hash, settings, model }) => {
  const read = readHash(hash);
  expect(read.model).toEqual(model);
  expect(read.settings).toMatchObject(settings);
});
