import { describe, expect, it } from 'vitest';
import sumCode from '../../../../src/gpu/shaders/sums/fixedSum.wgsl?raw';
import type { Kernel } from '../../../../src/gpu/pipelines.ts';
import { Recorder } from '../../../../src/gpu/plan.ts';
import { run } from '../../../../src/gpu/queue.ts';
import { randomArray, testGpu } from '../../harness.ts';

/** Everything that fixedSum.wgsl offers, of one pair of numbers and one term an invocation. */
const PROBE: Kernel = {
  name: 'fixedSum/probe',
  code: `${sumCode}
@group(0) @binding(0) var<storage, read> pairs: array<vec4u>;
@group(0) @binding(1) var<storage, read> terms: array<f32>;
@group(0) @binding(2) var<storage, read_write> words: array<vec4u>;
@group(0) @binding(3) var<storage, read_write> floats: array<vec2f>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&pairs)) { return; }
  let a = pairs[id.x].xy;
  let b = pairs[id.x].zw;
  words[3u * id.x] = vec4u(plus(a, b), minus(a, b));
  words[3u * id.x + 1u] = vec4u(part_of(a, b), from_halves(halves_of(terms[id.x])));
  words[3u * id.x + 2u] = vec4u(u32(reaches(a, b)), u32(reaches(b, a)), u32(reaches(a, a)), 0u);
  floats[id.x] = vec2f(float(a), ln(a));
}`,
  bindings: ['read', 'read', 'readWrite', 'readWrite'],
};

const UNIT = 2 ** 40;
const WORD = 1n << 64n;
const edges = [0n, 1n, 0xffffffffn, 1n << 32n, (1n << 40n) - 1n, 1n << 40n, (1n << 41n) - 1n, WORD - 1n];

async function probe(pairs: readonly (readonly [bigint, bigint])[], terms: Float32Array) {
  const gpu = await testGpu();
  const halves = (x: bigint) => [Number(x & 0xffffffffn), Number(x >> 32n)];
  const rec = new Recorder(gpu, 'probe');
  const words = gpu.createTensor('words', [pairs.length, 12], 'u32');
  const floats = gpu.createTensor('floats', [pairs.length, 2]);
  rec.dispatch(PROBE, {
    constants: {},
    bindings: [
      gpu.upload('pairs', Uint32Array.from(pairs.flatMap(([a, b]) => [...halves(a), ...halves(b)]))),
      gpu.upload('terms', terms),
      words,
      floats,
    ],
    grid: [Math.ceil(pairs.length / 64)],
  });
  const [found, values] = await run(gpu, [await rec.finish()], [words, floats]);
  const wide = (at: number) => BigInt(found[at]) + (BigInt(found[at + 1]) << 32n);
  return pairs.map((_, i) => ({
    plus: wide(12 * i),
    minus: wide(12 * i + 2),
    part: wide(12 * i + 4),
    term: wide(12 * i + 6),
    reaches: [...found.subarray(12 * i + 8, 12 * i + 11)],
    float: values[2 * i],
    ln: values[2 * i + 1],
  }));
}

describe('fixed-point sums', () => {
  it('add, subtract, compare and share out all 64 bits', async () => {
    const noise = [...randomArray(64, 8, 2 ** 31)].map((x) => BigInt(Math.round(x + 2 ** 31)) & 0xffffffffn);
    const random = noise.map((low, i) => low + (noise[(i * 7 + 3) % 64] << 32n));
    const pairs = [...edges, ...random].flatMap((a) =>
      [...edges, ...random.slice(0, 5)].map((b) => [a, b] as const),
    );
    const found = await probe(pairs, new Float32Array(pairs.length));
    pairs.forEach(([a, b], i) => {
      expect(found[i].plus).toBe((a + b) % WORD);
      expect(found[i].minus).toBe((a - b + WORD) % WORD);
      expect(found[i].part).toBe((a * b) / WORD);
      expect(found[i].reaches).toEqual([Number(a >= b), Number(b >= a), 1]);
    });
  });

  it('take terms exactly down to 2^-40 and cut off what is below', async () => {
    const terms = Float32Array.of(
      0,
      1,
      0.5,
      5.5e-8,
      2 ** -40,
      2 ** -41,
      1 - 2 ** -24,
      1 + 2 ** -23,
      1e-30,
      0.997,
    );
    const found = await probe(
      [...terms].map(() => [0n, 0n] as const),
      terms,
    );
    terms.forEach((x, i) => expect(found[i].term).toBe(BigInt(Math.floor(x * UNIT))));
  });

  it('become numbers and logarithms to a unit in the last place, however near to 1', async () => {
    const values = [
      1,
      1 + 1e-9,
      1.000001,
      1.00276,
      1.1,
      1.5,
      1.9999,
      2,
      2.5,
      7,
      1000.25,
      50_257,
      2 ** 20 - 1,
    ];
    const found = await probe(
      values.map((x) => [BigInt(Math.floor(x * UNIT)), 0n] as const),
      new Float32Array(values.length),
    );
    values.forEach((x, i) => {
      expect(Math.abs(found[i].float / x - 1)).toBeLessThan(1.3e-7);
      const exact = Math.log(Math.floor(x * UNIT) / UNIT);
      expect(Math.abs(found[i].ln - exact), `ln ${x}`).toBeLessThanOrEqual(4e-7 * Math.abs(exact));
    });
  });
});
