import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/workers/protocol.ts';
import { AUTOMATIC } from '../../../src/ui/ownModels/choice.ts';
import { CHOICE_FIELDS, FLAG_FIELDS, NUMBER_FIELDS } from '../../../src/ui/settings/fields.ts';
import { parseNumber, readHash, writeHash } from '../../../src/ui/settings/hash.ts';

test('defaults write nothing and nothing reads as defaults', () => {
  expect(writeHash({ settings: DEFAULT_SETTINGS, model: AUTOMATIC })).toBe('');
  expect(readHash('')).toEqual({ settings: DEFAULT_SETTINGS, model: AUTOMATIC });
});

test('what differs comes back as it was', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    learningRate: 2e-5,
    adaptiveKl: false,
    rater: 'warmer',
    seed: 7,
    method: 'lora',
    recompute: true,
    loraRank: 4,
  } as const;
  const model = { kind: 'embedded', name: 'blurbs-small' } as const;
  const hash = writeHash({ settings, model });
  expect(hash).toBe(
    '#model=blurbs-small&rater=warmer&lr=0.00002&rank=4&seed=7&adaptive=false&recompute=true&method=lora',
  );
  expect(readHash(hash)).toEqual({ settings, model });
});

test('what cannot be read stays at its default', () => {
  expect(
    readHash('#lr=fast&k=3.5&batch=1e9&rater=nobody&model=gpt-5&adaptive=maybe&method=magic&rank=0&x=1'),
  ).toEqual({
    settings: DEFAULT_SETTINGS,
    model: AUTOMATIC,
  });
});

test('every default lies in its field’s range, and no two fields share a name in the URL', () => {
  for (const { name } of NUMBER_FIELDS) {
    expect(parseNumber(name, String(DEFAULT_SETTINGS[name])), name).toBe(DEFAULT_SETTINGS[name]);
  }
  for (const { name, values } of CHOICE_FIELDS) expect(values).toContain(DEFAULT_SETTINGS[name]);
  const keys = [...NUMBER_FIELDS, ...FLAG_FIELDS, ...CHOICE_FIELDS].map((field) => field.key);
  expect(new Set(keys).size).toBe(keys.length);
});
