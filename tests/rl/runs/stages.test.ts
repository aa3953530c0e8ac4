/** An iteration stage by stage: nothing runs before its stage, and a call that was stopped is made again in its place. */
import { describe, expect, it } from 'vitest';
import { Stages } from '../../../src/rl/runs/stages.ts';

const alive = () => new AbortController().signal;

/** An iteration of two stages; the second makes a call that waits for what it is told. */
function twoStages(stages: Stages, told: string[], call: (signal: AbortSignal) => Promise<number>) {
  return (async function* () {
    yield 'first';
    told.push('first');
    const local = told.length;
    yield 'second';
    told.push('second');
    const got = await stages.attempt(call);
    return { got, local };
  })();
}

describe('stages', () => {
  it('run one at a time, and the last gives the values', async () => {
    const stages = new Stages();
    const told: string[] = [];
    expect(stages.next).toBeNull();
    await stages.begin(twoStages(stages, told, () => Promise.resolve(7)));
    expect([stages.next, told]).toEqual(['first', []]);
    expect(await stages.run(alive())).toBeNull();
    expect([stages.next, told]).toEqual(['second', ['first']]);
    expect(await stages.run(alive())).toEqual({ got: 7, local: 1 });
    expect(stages.next).toBeNull();
    await expect(stages.run(alive())).rejects.toThrow('No iteration');
  });

  it('that are stopped go on in the call that was stopped: what was done before it is not done again', async () => {
    const stages = new Stages();
    const told: string[] = [];
    let calls = 0;
    const stopper = new AbortController();
    const call = (signal: AbortSignal) => {
      calls += 1;
      if (calls === 1) stopper.abort(new DOMException('stopped', 'AbortError'));
      signal.throwIfAborted();
      return Promise.resolve(calls);
    };
    await stages.begin(twoStages(stages, told, call));
    await stages.run(alive());
    await expect(stages.run(stopper.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(stages.next).toBe('second');
    expect(await stages.run(alive())).toEqual({ got: 2, local: 1 });
    expect(told).toEqual(['first', 'second']);
  });

  it('that fail give the iteration up, also when they were told to stop meanwhile', async () => {
    for (const aborted of [false, true]) {
      const stages = new Stages();
      const stopper = new AbortController();
      await stages.begin(
        (async function* () {
          yield 'only';
          if (aborted) stopper.abort();
          await Promise.reject(new Error('broken'));
          return {};
        })(),
      );
      await expect(stages.run(stopper.signal)).rejects.toThrow('broken');
      expect(stages.next).toBeNull();
    }
  });

  it('of an iteration that was dropped while it waited never come back', async () => {
    const stages = new Stages();
    const told: string[] = [];
    const stopper = new AbortController();
    stopper.abort();
    const call = (signal: AbortSignal) => {
      told.push('call');
      signal.throwIfAborted();
      return Promise.resolve(1);
    };
    await stages.begin(twoStages(stages, told, call));
    await stages.run(alive());
    await expect(stages.run(stopper.signal)).rejects.toMatchObject({ name: 'AbortError' });
    const other: string[] = [];
    await stages.begin(twoStages(stages, other, () => Promise.resolve(2)));
    await stages.run(alive());
    expect(await stages.run(alive())).toEqual({ got: 2, local: 1 });
    expect(told).toEqual(['first', 'second', 'call']);
  });
});
