import { describe, expect, it } from 'vitest';
import type { LabPlace } from '../../../src/lab/experiment.ts';
import { ofSize, PROCEDURE } from '../../../src/lab/procedure/experiment.ts';
import { summarise, verdict, type ProcedureResult } from '../../../src/lab/procedure/summary.ts';
import type { SequenceModelOptions } from '../../../src/lab/sequences/sequenceModel.ts';
import { perfect } from './fakeSequences.ts';

const logged: string[] = [];
const place = {
  log: (line: string) => logged.push(line),
  openSequences: (options: SequenceModelOptions) => Promise.resolve(perfect(options, 3)),
} as unknown as LabPlace;

const result = (size: number, procedure: number, answer: number, tests = 128): ProcedureResult => ({
  seed: 1,
  sizes: [
    {
      size,
      parameters: 1,
      updates: 1,
      batch: 1,
      tests,
      shown: [],
      arms: [
        { arm: 'procedure', solved: procedure, exact: 0, tokens: 0, seconds: 0, losses: [], shares: [] },
        { arm: 'answer', solved: answer, exact: 0, tokens: 0, seconds: 0, losses: [], shares: [] },
      ],
    },
  ],
});

describe('the experiment', () => {
  it('trains each arm, tests it on the way and at the end, and writes down some mazes', async () => {
    const found = await ofSize(place, {
      size: 3,
      dim: 8,
      layers: 1,
      heads: 2,
      updates: 60,
      batch: 2,
      learningRate: 0.01,
      seed: 1,
      tests: 6,
    });
    expect(found.arms.map(({ arm, solved, exact }) => [arm, solved, exact])).toEqual([
      ['procedure', 1, 1],
      ['answer', 1, 1],
      ['masked', 1, 1],
    ]);
    expect(found.arms[0].shares.map(([update]) => update)).toEqual([10, 20, 30, 40, 50, 60]);
    expect(found.arms[0].losses.at(-1)![0]).toBe(60);
    expect(found.arms[0].tokens).toBe(600);
    expect(found.shown).toHaveLength(4);
    expect(PROCEDURE.line({ seed: 1, sizes: [found] })).toBe(
      '3×3 procedure 100 %, answer 100 %, masked 100 %',
    );
    expect(logged.at(-1)).toContain('3×3 masked: 100 % solved');
  });

  it('meets its goal only at the goal’s size, in every seed, on enough mazes', () => {
    expect(verdict([result(8, 0.95, 0.3), result(8, 0.9, 0.5)]).met).toBe(true);
    expect(verdict([result(8, 0.95, 0.3), result(8, 0.89, 0.3)]).met).toBe(false);
    expect(verdict([result(8, 0.95, 0.3), result(8, 0.95, 0.51)]).met).toBe(false);
    expect(verdict([result(7, 1, 0)]).met).toBe(false);
    expect(verdict([result(8, 1, 0, 99)]).met).toBe(false);
    expect(verdict([]).met).toBe(false);
    const [first] = summarise([result(8, 0.5, 0), result(8, 1, 0)]);
    expect(first).toMatchObject({ arm: 'procedure', seeds: 2, solved: 0.75, least: 0.5, most: 1 });
    expect(verdict([result(8, 0.5, 0.25)]).figures).toContain('8×8 procedure 50 % (50 % to 50 %)');
  });
});
