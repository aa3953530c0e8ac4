import { describe, expect, it } from 'vitest';
import { Turns } from '../../../src/rl/training/turns.ts';

/** Work that ends when told to. */
function work(log: string[], name: string) {
  let settled: { resolve: (value: string) => void; reject: (error: Error) => void };
  const promise = new Promise<string>((resolve, reject) => (settled = { resolve, reject }));
  const start = () => {
    log.push(name);
    return promise;
  };
  return { start, end: () => settled.resolve(name), fail: () => settled.reject(new Error(name)) };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

describe('Turns', () => {
  it('runs one at a time and lets what a person waits for go first', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const names = ['train 1', 'train 2', 'answer 1', 'train 3', 'answer 2'];
    const works = new Map(names.map((name) => [name, work(log, name)]));
    const results = names.map((name) =>
      turns.take(name.startsWith('answer') ? 'interactive' : 'training', works.get(name)!.start),
    );
    const order = ['train 1', 'answer 1', 'answer 2', 'train 2', 'train 3'];
    for (const [index, name] of order.entries()) {
      await settle();
      expect(log).toEqual(order.slice(0, index + 1));
      works.get(name)!.end();
    }
    expect(await Promise.all(results)).toEqual(names);
  });

  it('passes an error on and goes on with the next', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const [bad, good] = [work(log, 'bad'), work(log, 'good')];
    const failing = turns.take('training', bad.start);
    const waiting = turns.take('training', good.start);
    bad.fail();
    await expect(failing).rejects.toThrow('bad');
    good.end();
    await expect(waiting).resolves.toBe('good');
    await expect(turns.take('interactive', () => Promise.resolve(1))).resolves.toBe(1);
  });

  it('ends the turn of work that throws before its first await', async () => {
    const turns = new Turns();
    const thrown = turns.take('training', () => {
      throw new Error('at once');
    });
    await expect(thrown).rejects.toThrow('at once');
    await expect(turns.take('training', () => Promise.resolve('next'))).resolves.toBe('next');
  });
});
