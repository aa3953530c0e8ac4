/** Groups in passes: every row once, whole groups together, and what is kept is not made again. */
import { describe, expect, it } from 'vitest';
import type { Generation } from '../../../src/model/generator.ts';
import { inPasses, PASS_ROWS } from '../../../src/rl/training/rolloutPasses.ts';

interface Call {
  readonly prompts: readonly string[];
  readonly repeat: number;
  readonly first: number;
}

async function rollOut(prompts: number, group: number, kept: Generation[] = []) {
  const calls: Call[] = [];
  const told: [number, number][] = [];
  const names = Array.from({ length: prompts }, (_, i) => `p${i}`);
  const hooks = { kept, onProgress: (done: number, total: number) => told.push([done, total]) };
  const made = await inPasses(names, group, 10, hooks, (part, repeat, first) => {
    calls.push({ prompts: part, repeat, first });
    const rows = part.length * repeat;
    return Promise.resolve(
      Array.from({ length: rows }, (_, i) => ({
        tokens: [first + i],
        logp: [],
        finished: true,
        complete: true,
      })),
    );
  });
  return { calls, told, rows: made.map(({ tokens }) => tokens[0]) };
}

describe.each([
  [5, 1],
  [40, 1],
  [10, 4],
  [11, 3],
  [3, 32],
  [2, 70],
])('%i prompts of %i answers', (prompts, group) => {
  it('have every row once, in order, in passes of whole groups', async () => {
    const { calls, told, rows } = await rollOut(prompts, group);
    expect(rows).toEqual(Array.from({ length: prompts * group }, (_, row) => row));
    const order = calls.flatMap((call) =>
      call.prompts.flatMap((prompt) => Array.from({ length: call.repeat }, () => prompt)),
    );
    expect(order).toEqual(Array.from({ length: prompts * group }, (_, row) => `p${Math.floor(row / group)}`));
    for (const call of calls) {
      expect(call.prompts.length * call.repeat).toBeLessThanOrEqual(PASS_ROWS);
      if (group <= PASS_ROWS) expect(call.repeat).toBe(group);
    }
    expect(told.at(-1)![0]).toBe(told.at(-1)![1]);
  });

  it('go on behind the passes that are kept', async () => {
    const whole = await rollOut(prompts, group);
    const [{ prompts: part, repeat }] = whole.calls;
    const kept = whole.rows
      .slice(0, part.length * repeat)
      .map((token) => ({ tokens: [token], logp: [], finished: true, complete: true }));
    const { calls, rows } = await rollOut(prompts, group, kept);
    expect(rows).toEqual(whole.rows);
    expect(calls).toEqual(whole.calls.slice(1));
  });
});
