import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, defaultSettings } from '../../../../src/rl/algorithms/settings.ts';
import { ALL_METHODS } from '../../../../src/rl/algorithms/all.ts';
import { GRPO } from '../../../../src/rl/algorithms/grpo/declaration.ts';
import type { GrpoSettings } from '../../../../src/rl/algorithms/grpo/fields.ts';
import { groupAdvantages, scalarsOf } from '../../../../src/rl/algorithms/grpo/grpo.ts';
import { presetOf } from '../../../../src/rl/declaration.ts';
import { numberProblem, type Fields } from '../../../../src/rl/fields.ts';
import traps from '../../../fixtures/libraries/traps.json';
import { caseOf } from '../../../fixtures/libraryCases.ts';
import { libraryAdvantages } from '../libraryAdvantages.ts';

const USUAL = defaultSettings(false, 'grpo', ALL_METHODS) as unknown as GrpoSettings;

function expectNear(actual: readonly number[], expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 7));
}

describe('groupAdvantages', () => {
  const trl = libraryAdvantages('trl');
  const of = (change: Partial<GrpoSettings>) =>
    groupAdvantages(trl.rewards, { ...USUAL, groupSize: trl.group, ...change });

  it.each(['group', 'batch', 'none'] as const)("are TRL's with scale_rewards %s", (scaleRewards) => {
    expectNear(of({ scaleRewards }), trl.named(`GRPO, scale_rewards ${scaleRewards}`));
  });

  it("are verl's and OpenRLHF's with what they add to the spread", () => {
    const [verl, open] = [libraryAdvantages('verl'), libraryAdvantages('openrlhf')];
    const first = (tokens: readonly (readonly number[])[]) => tokens.map(([advantage]) => advantage);
    // In float32 there.
    const near = (actual: readonly number[], expected: readonly number[]) =>
      actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
    near(of({ spreadEpsilon: 1e-6 }), first(verl.tokens('GRPO')));
    near(of({ scaleRewards: 'none' }), first(verl.tokens('GRPO, spread not divided by')));
    near(of({ spreadEpsilon: 1e-9 }), first(open.tokens('group_norm')));
    near(of({ scaleRewards: 'none' }), first(open.tokens('dr_grpo')));
  });

  it('are 0 where all earn the same, whatever is added to the spread', () => {
    const rewards = [0.1, 0.1, 0.1, 2, 2, 2];
    const all = groupAdvantages(rewards, { groupSize: 3, scaleRewards: 'group', spreadEpsilon: 1e-4 });
    for (const advantage of all) expect(Math.abs(advantage)).toBeLessThan(1e-9);
    // Sevens of a number that float64 has not exactly: their mean is another number.
    const { group, rewards: sevens } = traps.batches.equal;
    const { expected } = caseOf<{ advantages: number[] }>(traps, 'equal rewards');
    for (const spreadEpsilon of [1e-4, 1e-9, 0])
      for (const scaleRewards of ['group', 'none'] as const)
        expect(groupAdvantages(sevens, { groupSize: group, scaleRewards, spreadEpsilon })).toEqual(
          expected.advantages,
        );
  });

  it('of an answer alone is 0 as in TRL, where verl keeps its reward and OpenRLHF has no number', () => {
    const { group, rewards } = traps.batches.alone;
    const alone = (library: string) =>
      caseOf<{ advantages: (number | null)[] }>(traps, `${library}, a group of one`).expected.advantages;
    expect(
      groupAdvantages(rewards, { groupSize: group, scaleRewards: 'group', spreadEpsilon: 1e-4 }),
    ).toEqual(alone('trl'));
    alone('verl').forEach((advantage, i) => expect(advantage).toBeCloseTo(rewards[i] / (1 + 1e-6), 6));
    expect(alone('openrlhf')).toEqual([null, null]);
  });
});

describe('presets', () => {
  it('are told from each other by what they set, and the usual settings are the first', () => {
    for (const preset of GRPO.presets) {
      expect(presetOf(GRPO, { ...USUAL, ...preset.settings })?.id).toBe(preset.id);
      // From any other, all that one sets is set anew.
      for (const other of GRPO.presets)
        expect(presetOf(GRPO, { ...USUAL, ...other.settings, ...preset.settings })?.id).toBe(preset.id);
    }
    expect(presetOf(GRPO, { ...USUAL })?.id).toBe('grpo');
  });

  it('are somebody’s own where a choice is another', () => {
    for (const { settings } of GRPO.presets)
      expect(presetOf(GRPO, { ...USUAL, ...settings, clipHigh: 0.25 })).toBeNull();
    expect(presetOf({ ...GRPO, presets: undefined }, { ...DEFAULT_SETTINGS })).toBeNull();
  });

  it('set what is a setting, to what it can be', () => {
    expect.hasAssertions();
    const fields: Fields = GRPO.fields;
    for (const preset of GRPO.presets)
      for (const [name, value] of Object.entries(preset.settings)) {
        const field = fields[name];
        if (field.kind === 'choice') expect(field.values).toContain(value);
        else if (field.kind === 'number') expect(numberProblem(name, field, Number(value))).toBeNull();
      }
  });
});

it('divides by the longest answer where no constant is given', () => {
  expect(scalarsOf({ ...USUAL, maxNewTokens: 60 }).most).toBe(60);
  expect(scalarsOf({ ...USUAL, maxNewTokens: 60, normaliserTokens: 1 }).most).toBe(1);
});
