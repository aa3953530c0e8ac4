import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../../../src/gpu/pipelines.ts';
import {
  KL_ESTIMATORS,
  KL_ESTIMATORS_CODE,
  klEstimatorIndex,
} from '../../../../src/gpu/kernels/kl/klEstimators.ts';
import { klSlopeTwin, klValueTwin } from '../../../../src/gpu/kernels/kl/klEstimators.twin.ts';
import { sizesBlock } from '../../../../src/gpu/uniforms.ts';
import openrlhf from '../../../fixtures/libraries/kl-openrlhf.json';
import verl from '../../../fixtures/libraries/kl-verl.json';
import traps from '../../../fixtures/libraries/traps.json';
import { caseOf } from '../../../fixtures/libraryCases.ts';
import { expectClose, randomArray, runOnce, testGpu } from '../../harness.ts';

/** Value and derivative of every estimator, of one d an invocation. */
const PROBE: Kernel = {
  name: 'klEstimators/probe',
  code: `${KL_ESTIMATORS_CODE}
@group(0) @binding(0) var<storage, read> gaps: array<f32>;
@group(0) @binding(1) var<storage, read_write> found: array<vec2f>;
struct Sizes { count: u32 }
@group(0) @binding(2) var<uniform> sizes: Sizes;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.count) { return; }
  for (var kind = 0u; kind < 3u; kind++) {
    found[id.x * 3u + kind] = vec2f(kl_value(kind, gaps[id.x]), kl_slope(kind, gaps[id.x]));
  }
}`,
  bindings: ['read', 'readWrite', 'uniform'],
};

/** [value, slope] of each d, by estimator. */
async function probe(gaps: Float32Array) {
  const gpu = await testGpu();
  const out = gpu.createTensor('found', [gaps.length, 6]);
  const bindings = [gpu.upload('gaps', gaps), out, sizesBlock(gpu, { count: gaps.length })];
  const grid = [Math.ceil(gaps.length / 64)] as const;
  const [found] = await runOnce(gpu, (rec) => rec.dispatch(PROBE, { constants: {}, bindings, grid }), [out]);
  return (name: (typeof KL_ESTIMATORS)[number], i: number) => {
    const at = 6 * i + 2 * klEstimatorIndex(name);
    return { value: found[at], slope: found[at + 1] };
  };
}

/** Tiny ones, both sides of where k3's series ends, up to the clamp, and at random. */
const edges = [1e-30, 1e-12, 1e-7, 1e-4, 0.01, 0.1, 0.2499, 0.25, 0.2501, 0.3, 1, 5, 19.5, 20];
const GAPS = Float32Array.from([...edges, ...edges.map((d) => -d), ...randomArray(67, 1, 3)]);

describe('KL estimators', () => {
  it.each(KL_ESTIMATORS)(
    '%s and its derivative match float64 to a relative 1e-5, tiny differences too',
    async (name) => {
      const found = await probe(GAPS);
      const wrong = [...GAPS].flatMap((d, i) => {
        const { value, slope } = found(name, i);
        const expected = [klValueTwin(name, d), klSlopeTwin(name, d)];
        // Below the smallest normal f32 a square is 0 on some GPUs.
        const near = (x: number, y: number) => Math.abs(x - y) <= 1e-5 * Math.abs(y) + 2 ** -126;
        return near(value, expected[0]) && near(slope, expected[1]) ? [] : [{ d, value, slope, expected }];
      });
      expect(wrong).toEqual([]);
    },
  );

  it('is 0 with a derivative of 0 for k2 and k3 where nothing differs, and k3 is never below 0', async () => {
    const found = await probe(Float32Array.of(0, ...GAPS));
    for (const name of ['k2', 'k3'] as const) expect(found(name, 0)).toEqual({ value: 0, slope: 0 });
    for (let i = 0; i <= GAPS.length; i++) expect(found('k3', i).value).toBeGreaterThanOrEqual(0);
  });

  it('is clamped at ±20, where nothing pulls any more', async () => {
    const found = await probe(Float32Array.of(500, -500));
    for (const name of KL_ESTIMATORS)
      [500, -500].forEach((d, i) => {
        expect(found(name, i).value / klValueTwin(name, d)).toBeCloseTo(1, 5);
        expect(found(name, i).slope).toBe(0);
      });
  });

  it('differentiates what it computes', () => {
    for (const name of KL_ESTIMATORS)
      for (const d of [-3, -0.2, 1e-3, 0.26, 4]) {
        const h = 1e-6;
        const slope = (klValueTwin(name, d + h) - klValueTwin(name, d - h)) / (2 * h);
        expect(klSlopeTwin(name, d)).toBeCloseTo(slope, 6);
      }
  });
});

describe("the libraries' own numbers", () => {
  type Expected = { readonly kl: number[]; readonly loss: number; readonly dLogp: number[] };
  const stopped = openrlhf.batches.policy.logp.map((logp, i) =>
    Math.exp(logp - openrlhf.batches.policy.oldLogp[i]),
  );

  // By value and by slope: some take the value of one and the slope of another.
  it.each([
    ['verl', verl, 'KL penalty k1', 'k1', 'k1', null],
    ['verl', verl, 'KL penalty k2', 'k2', 'k2', null],
    ['verl', verl, 'KL penalty k3', 'k3', 'k3', null],
    ['verl', verl, 'KL penalty k1+', 'k1', 'k2', null],
    ['verl', verl, 'KL penalty k3+', 'k3', 'k2', null],
    ['OpenRLHF', openrlhf, 'KL k1', 'k1', 'k1', null],
    ['OpenRLHF', openrlhf, 'KL k2', 'k2', 'k2', null],
    ['OpenRLHF', openrlhf, 'KL k3', 'k3', 'k3', null],
    ['OpenRLHF', openrlhf, 'KL k3, unbiased gradient', 'k3', 'k2', stopped],
  ] as const)('%s: %s', async (_, file, name, value, slope, times) => {
    const { logp, refLogp } = file.batches.policy;
    const { expected } = caseOf<Expected>(file, name);
    const found = await probe(Float32Array.from(logp, (of, i) => of - refLogp[i]));
    const kl = logp.map((__, i) => found(value, i).value);
    expectClose(kl, expected.kl, 1e-6);
    expect(Math.abs(kl.reduce((sum, of) => sum + of, 0) - expected.loss)).toBeLessThan(1e-6 * expected.loss);
    expectClose(
      logp.map((__, i) => found(slope, i).slope * (times?.[i] ?? 1)),
      expected.dLogp,
      1e-5,
    );
  });

  it('none is left but verl’s |d|, which is nobody’s setting here', () => {
    expect(verl.cases.map(({ name }) => name).filter((name) => !/k[123]/.test(name))).toEqual([
      'KL penalty abs',
    ]);
    expect([verl.cases.length, openrlhf.cases.length]).toEqual([6, 4]);
  });

  it('k3 of differences down to 1e-8 is float64’s expm1, and not what a difference of three terms leaves', async () => {
    const { logp, refLogp } = traps.batches.near;
    const { expected } = caseOf<Expected>(traps, 'k3 near zero');
    const found = await probe(Float32Array.from(logp, (of, i) => of - refLogp[i]));
    logp.forEach((__, i) => {
      const { value, slope } = found('k3', i);
      expect(Math.abs(value / expected.kl[i] - 1), `value ${i}`).toBeLessThan(2e-6);
      expect(Math.abs(slope / expected.dLogp[i] - 1), `slope ${i}`).toBeLessThan(2e-6);
    });
  });
});
