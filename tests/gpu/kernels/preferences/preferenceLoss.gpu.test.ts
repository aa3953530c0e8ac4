import { describe, expect, it } from 'vitest';
import {
  dpoTwin,
  ipoTwin,
  ktoTwin,
  orpoTwin,
  plackettLuceTwin,
  preferenceTwin,
  simpoTwin,
  type RankedTokens,
  type TwinLoss,
} from '../../../../src/gpu/kernels/preferences/preferenceLoss.twin.ts';
import dpo from '../../../../src/gpu/shaders/preferences/dpo.wgsl?raw';
import ipo from '../../../../src/gpu/shaders/preferences/ipo.wgsl?raw';
import kto from '../../../../src/gpu/shaders/preferences/kto.wgsl?raw';
import orpo from '../../../../src/gpu/shaders/preferences/orpo.wgsl?raw';
import plackettLuce from '../../../../src/gpu/shaders/preferences/plackettLuce.wgsl?raw';
import simpo from '../../../../src/gpu/shaders/preferences/simpo.wgsl?raw';
import { expectClose } from '../../harness.ts';
import { lossOf, rankedBatch, type Loss } from './rankedBatch.ts';

const PAIR = [[0, 1]];
/** Whole, with ties, all tied, and partial ones filled up. */
const RANKED = [
  [0, 1, 2, 3],
  [1, 0, 1, 2],
  [2, 2, 2, 2],
  [0, 1, -1, -1],
  [0, 0, 1, -1],
];
const KTO_SCALARS = { beta: 0.5, z0: 0.3, desirable: 1.5, undesirable: 0.75 };

interface Case extends Loss {
  readonly twin: TwinLoss;
  readonly tiers: readonly (readonly number[])[];
  readonly referenceFree?: true;
}

const CASES: readonly Case[] = [
  { name: 'dpo', code: dpo, scalars: { beta: 0.3 }, twin: dpoTwin({ beta: 0.3 }), tiers: PAIR },
  {
    name: 'plackettLuce',
    code: plackettLuce,
    scalars: { beta: 0.7 },
    twin: plackettLuceTwin({ beta: 0.7 }),
    tiers: RANKED,
  },
  ...[0, 1].map((perToken) => ({
    name: 'ipo',
    code: ipo,
    scalars: { beta: 0.4, perToken },
    twin: ipoTwin({ beta: 0.4, perToken }),
    tiers: PAIR,
  })),
  { name: 'kto', code: kto, scalars: KTO_SCALARS, twin: ktoTwin(KTO_SCALARS), tiers: [[0], [1], [1]] },
  {
    name: 'orpo',
    code: orpo,
    scalars: { lambda: 0.5 },
    twin: orpoTwin({ lambda: 0.5 }),
    tiers: PAIR,
    referenceFree: true,
  },
  {
    name: 'simpo',
    code: simpo,
    scalars: { beta: 2, gamma: 0.5 },
    twin: simpoTwin({ beta: 2, gamma: 0.5 }),
    tiers: PAIR,
    referenceFree: true,
  },
];

const batchOf = ({ tiers, referenceFree }: Case, groups: number, seed?: number): RankedTokens => {
  const batch = rankedBatch(tiers, groups, seed);
  return referenceFree ? { ...batch, reference: null } : batch;
};

/** Central differences of the twin, by each token's log π. */
function differences(batch: RankedTokens, twin: TwinLoss, h = 1e-5): number[] {
  return batch.logp.flatMap((tokens, row) =>
    tokens.map((_, t) => {
      const at = (by: number) => {
        const logp = batch.logp.map((of, i) =>
          of.map((value, j) => (i === row && j === t ? value + by : value)),
        );
        return preferenceTwin({ ...batch, logp }, twin);
      };
      return (at(h) - at(-h)) / (2 * h);
    }),
  );
}

describe.each(CASES)('$name $scalars', (loss) => {
  // More groups than a workgroup has lanes, and one.
  it.each([1, 5, 67])(
    'has loss and gradient of its twin in %i groups, and none for filler',
    async (groups) => {
      const batch = batchOf(loss, groups);
      const { metrics, dLogp, filler } = await lossOf(loss, batch);
      const expected = preferenceTwin(batch, loss.twin);
      expect(Math.abs(metrics.loss - expected)).toBeLessThan(2e-6 * Math.max(1, expected));
      expectClose(dLogp.flat(), differences(batch, loss.twin), 1e-5);
      expect(filler).toEqual(filler.map(() => 0));
    },
  );

  it('is the sum of its parts, metrics too', async () => {
    const batch = batchOf(loss, 5, 3);
    const part = (from: number, to: number): RankedTokens => ({
      ...batch,
      logp: batch.logp.slice(from, to),
      reference: batch.reference && batch.reference.slice(from, to),
      tiers: batch.tiers.slice(from, to),
      weights: batch.weights.slice(from, to),
    });
    const all = batch.logp.length;
    const cut = 2 * batch.together;
    const whole = await lossOf(loss, batch);
    const parts = [await lossOf(loss, part(0, cut), all), await lossOf(loss, part(cut, all), all)];
    expect(parts.flatMap(({ dLogp }) => dLogp)).toEqual(whole.dLogp);
    const sum = (of: (written: typeof whole) => readonly number[]) =>
      of(parts[0]).map((value, i) => value + of(parts[1])[i]);
    expectClose(
      sum((of) => Object.values(of.metrics)),
      Object.values(whole.metrics),
      1e-6,
    );
    expectClose(
      sum(({ own }) => own),
      whole.own,
      1e-6,
    );
  });

  it('stays finite where answers are 90 apart either way, and where they are certain', async () => {
    for (const [first, second] of [
      [0, -180],
      [-180, 0],
      [0, 0],
    ]) {
      const logp = Array.from({ length: 4 * loss.tiers[0].length }, (_, row) => [
        row % 2 ? second : first,
        0,
      ]);
      const tiers = logp.map((_, row) => loss.tiers[0][row % loss.tiers[0].length]);
      const batch = { logp, reference: logp.map(() => [0, 0]), tiers, weights: logp.map(() => 1) };
      const scalars = { ...loss.scalars, ...('beta' in loss.scalars && { beta: 1 }) };
      const written = await lossOf({ ...loss, scalars }, { ...batch, together: loss.tiers[0].length });
      const numbers = [...Object.values(written.metrics), ...written.own, ...written.dLogp.flat()];
      expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([]);
    }
  });
});

it('two answers are DPO, whether as a pair or as a whole ranking', async () => {
  const batch = rankedBatch(PAIR, 6);
  const [pairs, rankings] = [
    await lossOf(CASES[0], batch),
    await lossOf({ ...CASES[1], scalars: CASES[0].scalars }, batch),
  ];
  expectClose(rankings.dLogp.flat(), pairs.dLogp.flat(), 1e-6);
  expectClose(Object.values(rankings.metrics), Object.values(pairs.metrics), 1e-6);
});

it('of a whole ranking the best tier is chosen, the worst rejected, and pairs of tied answers do not count', async () => {
  const batch: RankedTokens = {
    logp: [[-1], [-2], [-3], [-4]],
    reference: [[-2], [-2], [-2], [-2]],
    tiers: [0, 0, 1, -1],
    weights: [1, 1, 1, 1],
    together: 4,
  };
  const { metrics } = await lossOf({ ...CASES[1], scalars: { beta: 2 } }, batch);
  expect(metrics).toMatchObject({
    rewardsChosen: 1,
    rewardsRejected: -2,
    margins: 3,
    logpsChosen: -1.5,
    logpsRejected: -3,
    accuracies: 1,
  });
});
