import { describe, expect, it } from 'vitest';
import { ownTask, readHeldOut } from '../../../../src/lab/ape/experiment/heldOut.ts';
import { summarise, verdict } from '../../../../src/lab/ape/experiment/summary.ts';
import { ARM_IDS, runTask } from '../../../../src/lab/ape/experiment/task.ts';
import { fakeModel } from '../fakeModel.ts';

const word = (i: number) => `${'abcdefghijklmnopqrstuvwxyz'[i % 26]}${'xyzuvw'[i % 6]}${'klmnop'[i % 5]}`;
const pairs = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => [word(from + i), word(from + i)[0]]);
const FILE = JSON.stringify({
  tasks: [
    {
      name: 'first',
      pairs: pairs(0, 60),
      fresh: pairs(60, 90),
      wordings: ['Give the initial letter.'],
      right: '(?:Write|Give) the (?:first|initial) letter\\.',
    },
  ],
});
const FOLLOW = {
  'Write the first letter.': (input: string) => input[0],
  'Give the initial letter.': (input: string) => input[0],
  'Take what stands in front.': (input: string) => input[0],
  'Write a letter.': (input: string) => (input.charCodeAt(0) % 2 ? input[0] : input[1]),
};
const PROPOSED = ['Write the first letter.', 'Wrong a.'];
const WRONG = Array.from({ length: 6 }, (_, i) => `Wrong ${'abcdefghijkl'[i]}.`);

describe('the experiment on a task', () => {
  const [task] = readHeldOut(FILE);
  const run = (proposals: readonly string[], seed = 1) =>
    runTask(task, { model: fakeModel(proposals, FOLLOW), seed, quick: false });

  it('finds the right instruction within the calls that it may spend', async () => {
    const result = await run(['Write the first letter.', 'Write a letter.', ...WRONG]);
    expect(result).toMatchObject({ candidates: 8, exhaustiveCalls: 128, reference: 1, proposed: true });
    expect(result.arms.map(({ arm }) => arm)).toEqual([...ARM_IDS]);
    for (const { arm, share, rightByDoing, rightBySaying, fresh } of result.arms) {
      expect(share, arm).toBeLessThanOrEqual(arm === 'exhaustive' ? 1 : 0.25);
      if (arm === 'ucb' || arm === 'uniform') continue;
      expect([arm, rightByDoing, rightBySaying, fresh]).toEqual([arm, true, true, 1]);
    }
  });

  it('tells what does the right thing from what says it, and a vague one from both', async () => {
    const other = await run(['Take what stands in front.', ...WRONG]);
    expect(other.arms[0]).toMatchObject({ rightByDoing: true, rightBySaying: false });
    const vague = await run(['Write a letter.', ...WRONG]);
    expect(vague.arms[0]).toMatchObject({ rightByDoing: false, rightBySaying: false });
    expect(vague.proposed).toBe(false);
  });

  it("judges a person's own pairs, few or many, by what is done on those that were kept", async () => {
    for (const size of [5, 60]) {
      const given = pairs(0, size).map(([input, output]) => ({ input, outputs: [output] }));
      const model = fakeModel(PROPOSED, FOLLOW);
      const own = ownTask('mine', given);
      expect([...own.pairs, ...own.fresh]).toEqual(given);
      const result = await runTask(own, { model, seed: 1, quick: false });
      expect(result).toMatchObject({ reference: null, proposed: null });
      expect(result.proposals?.toSorted()).toEqual(PROPOSED);
      const whole = result.arms.find(({ arm }) => arm === 'exhaustive');
      expect(whole).toMatchObject({ rightByDoing: true, rightBySaying: null, fresh: 1 });
      const [summary] = summarise([{ seed: 1, model: 'm', tasks: [result] }]);
      expect(summary.bySaying).toBeNull();
      expect(verdict([{ seed: 1, model: 'm', tasks: [result] }]).figures).not.toContain('by saying');
    }
  });

  it('has the model write all answers at once, whatever one strategy asks for at a time', async () => {
    const model = fakeModel(['Write the first letter.', 'Write a letter.', ...WRONG], FOLLOW);
    const asked: number[] = [];
    const write = model.generate.bind(model);
    model.generate = (prompts, options) => {
      if (prompts[0].startsWith('Instruction: ')) asked.push(prompts.length);
      return write(prompts, options);
    };
    const { exhaustiveCalls } = await runTask(task, { model, seed: 1, quick: false });
    expect(asked[0]).toBe(exhaustiveCalls);
    // Behind it: the right wordings, what was found, and at most what each round of resampling brings.
    expect(asked.length).toBeLessThanOrEqual(5);
  });

  it('gets through a model that proposes nothing', async () => {
    const result = await run(['...']);
    expect(result.candidates).toBe(0);
    for (const arm of result.arms)
      expect(arm).toMatchObject({ instruction: '', calls: 0, rightByDoing: false });
  });

  it('is the same for the same seed', async () => {
    const proposals = ['Write the first letter.', 'Write a letter.', ...WRONG];
    expect(await run(proposals, 4)).toEqual(await run(proposals, 4));
  });
});

describe('the verdict', () => {
  const result = (right: boolean, share: number) => ({
    seed: 1,
    model: 'fake',
    tasks: [
      {
        task: 'first',
        candidates: 10,
        exhaustiveCalls: 160,
        reference: 1,
        proposed: true,
        arms: ARM_IDS.map((arm) => ({
          arm,
          instruction: 'x',
          calls: 40,
          share,
          fresh: arm === 'resampling' ? 0.9 : 0.8,
          rightByDoing: right,
          rightBySaying: true,
        })),
      },
    ],
  });

  it('asks for kind and calls both, and tells what resampling adds', () => {
    expect(verdict([result(true, 0.25)]).met).toBe(true);
    expect(verdict([result(true, 0.26)]).met).toBe(false);
    expect(verdict([result(true, 0.2), result(false, 0.2)]).met).toBe(false);
    expect(verdict([result(true, 0.25)]).figures).toContain('resampling adds 10.0 points');
  });

  it('has the spread over seeds', () => {
    const [first] = summarise([result(true, 0.2), result(false, 0.2)]);
    expect(first).toMatchObject({ arm: 'filter', byDoing: { mean: 0.5, least: 0, most: 1 } });
  });
});
