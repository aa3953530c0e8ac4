import { describe, expect, it } from 'vitest';
import { lostChange } from '../../../src/files/export/lostChange.ts';
import { modelCard } from '../../../src/files/export/modelCard.ts';
import type { ReadElements } from '../../../src/files/safetensors/shardedWrite.ts';

const SHAPES = new Map([['weight', [4, 2]]]);
const reader = (values: readonly number[]): Map<string, ReadElements> =>
  new Map([['weight', (begin, end) => Float32Array.from(values).slice(begin, end)]]);
const lost = (trained: readonly number[], start: readonly number[], type: 'F32' | 'F16' | 'BF16') =>
  lostChange(reader(trained), reader(start), SHAPES, type);

/** Exact in BF16, whose step from 1 to 2 is 2^-7. */
const START = [1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5];
const plus = (changes: readonly number[]) => START.map((value, i) => value + changes[i]);

describe('lostChange', () => {
  it('is nothing in F32, and nothing where changes are whole steps of the type', async () => {
    const whole = plus([1, 2, 3, 0, 1, 2, 0, -1].map((steps) => steps * 2 ** -7));
    expect(await lost(plus([1e-4, 0, 0, 0, 0, 0, 0, 0]), START, 'F32')).toBe(0);
    expect(await lost(whole, START, 'BF16')).toBe(0);
  });

  it('is all of a change that is less than half a step', async () => {
    const small = plus(Array.from({ length: 8 }, () => 2 ** -9));
    expect(await lost(small, START, 'BF16')).toBe(1);
    expect(await lost(small, START, 'F16')).toBe(0);
  });

  it('is the norm of the error over the norm of the change', async () => {
    // One of a quarter step is lost, one of three quarters becomes a whole one.
    const changes = [0.25, 0.75, 0, 0, 0, 0, 0, 0].map((steps) => steps * 2 ** -7);
    expect(await lost(plus(changes), START, 'BF16')).toBeCloseTo(Math.sqrt(0.125 / 0.625), 6);
  });

  it('is unknown where nothing changed, and never more than the whole', async () => {
    expect(await lost(START, START, 'BF16')).toBeNull();
    const start = START.map((value) => value + 2 ** -9);
    expect(
      await lost(
        start.map((value, i) => value + (i % 2) * 2 ** -9),
        start,
        'BF16',
      ),
    ).toBe(1);
  });

  it('ends when it is stopped', async () => {
    const stopped = AbortSignal.abort();
    await expect(
      lostChange(reader(START), reader(START), SHAPES, 'BF16', { signal: stopped }),
    ).rejects.toThrow();
  });

  it('tells how far it is, up to the end', async () => {
    const told: (readonly [number, number])[] = [];
    const two = new Map([
      ['weight', [4, 2]],
      ['bias', [2]],
    ]);
    const model = new Map([...reader(START), ['bias', reader([1, 2]).get('weight')!] as const]);
    await lostChange(model, model, two, 'F16', { onProgress: (...progress) => told.push(progress) });
    expect(told).toEqual([
      [8, 10],
      [10, 10],
    ]);
  });
});

describe('the model card', () => {
  const facts = {
    title: 'Policy',
    config: {
      family: 'gpt2',
      vocab: 8,
      positions: 8,
      dim: 4,
      layers: 1,
      heads: 1,
      epsilon: 1e-5,
      tied: true,
      eos: 0,
      pad: 0,
    },
    task: 'causal',
    parameters: 10,
    type: 'BF16',
    offset: 0,
    padded: true,
  } as const;

  it('says what rounding lost, and what keeps it', () => {
    expect(modelCard({ ...facts, lost: 0.404 })).toContain(
      'Rounding to BF16 lost 40 % of what training changed (norm of the error ÷ norm of the change); F32 keeps all of it.',
    );
    expect(modelCard({ ...facts, lost: 0.0123, adapters: true })).toMatch(
      /lost 1\.2 % .*or the adapter alone/,
    );
    expect(modelCard(facts)).not.toContain('Rounding');
  });
});
