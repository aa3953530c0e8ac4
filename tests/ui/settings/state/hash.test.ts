import { expect, test } from 'vitest';
import { rangeOf, type SettingValues } from '../../../../src/rl/fields.ts';
import {
  allFields,
  DEFAULT_SETTINGS,
  defaultSettings,
  settingProblem,
} from '../../../../src/rl/algorithms/settings.ts';
import { AUTOMATIC } from '../../../../src/ui/library/choice/choice.ts';
import { parseNumber, readHash, writeHash } from '../../../../src/ui/settings/state/hash.ts';

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
    '#model=blurbs-small&seed=7&rater=warmer&lr=0.00002&adaptive=false&method=lora&rank=4&recompute=true&v=2',
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
  const fields = Object.entries(allFields());
  for (const [name, field] of fields) {
    for (const settings of [DEFAULT_SETTINGS, defaultSettings(true)] as readonly SettingValues[]) {
      if (field.kind === 'number')
        expect(parseNumber(field, String(settings[name])), name).toBe(settings[name]);
      if (field.kind === 'choice') expect(field.values).toContain(settings[name]);
    }
  }
  const keys = fields.map(([, field]) => field.key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('what the page offers, the command line takes too', () => {
  for (const [name, field] of Object.entries(allFields())) {
    if (field.kind !== 'number') continue;
    for (const end of rangeOf(field)) expect(settingProblem(name, end), name).toBeNull();
  }
});

test('greedy, filters, long answers and what raters look for come back as they were', () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    temperature: 0,
    topK: 40,
    topP: 0.9,
    maxNewTokens: 512,
    rater: 'pattern',
    targetWords: 12,
    keyword: 'sea & sky, 100 %',
    pattern: '^(?:a|b)+#=$',
    missingEosPenalty: 0.5,
  } as const;
  const hash = writeHash({ settings, model: AUTOMATIC });
  expect(hash).toContain('t=0&topk=40&topp=0.9&tokens=512&');
  expect(hash).toContain('words=12&');
  expect(readHash(hash)).toEqual({ settings, model: AUTOMATIC });
  expect(readHash('#t=-1&topk=2.5&topp=0&tokens=513').settings).toEqual(DEFAULT_SETTINGS);
  expect(readHash(`#keyword=${'x'.repeat(201)}`).settings.keyword).toBe('');
});

test('the penalty for a missing end has its own default with a model of one’s own', () => {
  const model = { kind: 'stored', id: 'my-model' } as const;
  const own = readHash(writeHash({ settings: defaultSettings(true), model }));
  expect(own.model).toEqual(model);
  expect(own.settings.missingEosPenalty).toBe(0);
  expect(writeHash({ settings: defaultSettings(true), model })).not.toContain('noend');
  const kept = { ...defaultSettings(true), missingEosPenalty: 1 };
  expect(readHash(writeHash({ settings: kept, model })).settings.missingEosPenalty).toBe(1);
});

test('a link says its version; of one to come what is known is read', () => {
  const settings = { ...DEFAULT_SETTINGS, seed: 7 };
  expect(writeHash({ settings, model: AUTOMATIC })).toBe('#seed=7&v=2');
  for (const hash of ['#seed=7', '#seed=7&v=2', '#seed=7&future=x&v=2'])
    expect(readHash(hash), hash).toEqual({ settings, model: AUTOMATIC });
});

test('what a link of the first version does not say is what was usual then', () => {
  expect(readHash('#seed=7&v=1').settings).toEqual({ ...DEFAULT_SETTINGS, seed: 7, rewardBag: false });
  expect(readHash('#rmbag=true&v=1').settings.rewardBag).toBe(true);
  expect(readHash('#rmbag=false&v=2').settings.rewardBag).toBe(false);
});
