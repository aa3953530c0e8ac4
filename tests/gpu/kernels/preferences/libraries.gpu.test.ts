/** The preference losses beside TRL's and OpenRLHF's own: loss, gradient and metrics of the same tokens. */
import { describe, expect, it } from 'vitest';
import type { RankedTokens } from '../../../../src/gpu/kernels/preferences/preferenceLoss.twin.ts';
import dpo from '../../../../src/gpu/shaders/preferences/dpo.wgsl?raw';
import ipo from '../../../../src/gpu/shaders/preferences/ipo.wgsl?raw';
import kto from '../../../../src/gpu/shaders/preferences/kto.wgsl?raw';
import orpo from '../../../../src/gpu/shaders/preferences/orpo.wgsl?raw';
import simpo from '../../../../src/gpu/shaders/preferences/simpo.wgsl?raw';
import trlKto from '../../../fixtures/libraries/kto-trl.json';
import openrlhf from '../../../fixtures/libraries/preferences-openrlhf.json';
import trl from '../../../fixtures/libraries/preferences-trl.json';
import { caseOf, cut, type LibraryCase } from '../../../fixtures/libraryCases.ts';
import { expectClose } from '../../harness.ts';
import { lossOf, type Written } from './rankedBatch.ts';

interface Columns {
  readonly lengths: readonly number[];
  readonly logp: readonly number[];
  readonly refLogp: readonly number[];
}

interface Expected {
  readonly loss: number;
  readonly dLogp: readonly number[];
  readonly metrics: Readonly<Record<string, number | undefined>>;
}
type Case = LibraryCase<Expected>;

/** What nothing here computes: smoothed labels, other divergences, losses added up, the rest of DPO's family. */
const NOT_HERE = {
  trl: [
    'DPO by the average token',
    'hinge',
    'robust, a tenth of the labels wrong',
    'APO zero',
    'APO down',
    'DPO plus a quarter of SFT',
    'DPO of the forward KL',
    'DPO of Jensen and Shannon',
    // Its first term is of the prompt too.
    'ORPO, the prompt counts',
    'SimPO, γ 1.25, a tenth smoothed',
    'CPO and SimPO',
    'CPO',
    "CPO's IPO",
  ],
  kto: ['APO zero, unpaired'],
  openrlhf: ['cDPO, a tenth smoothed'],
} as const;

/** As the kernel has them: the better of each pair, then the worse. */
function pairsOf({ lengths, logp, refLogp }: Columns, pairs: readonly (readonly number[])[]): RankedTokens {
  const [tokens, references] = [cut(lengths, logp), cut(lengths, refLogp)];
  return {
    logp: pairs.flatMap((pair) => pair.map((row) => tokens[row])),
    reference: pairs.flatMap((pair) => pair.map((row) => references[row])),
    tiers: pairs.flatMap(() => [0, 1]),
    weights: pairs.flatMap(() => [1, 1]),
    together: 2,
  };
}

/** TRL's names of what every loss tells. */
const NAMES = {
  'rewards/chosen': 'rewardsChosen',
  'rewards/rejected': 'rewardsRejected',
  'rewards/accuracies': 'accuracies',
  'rewards/margins': 'margins',
  'logps/chosen': 'logpsChosen',
  'logps/rejected': 'logpsRejected',
} as const;

function expectLike(
  { metrics, dLogp }: Written,
  { expected }: Case,
  rows: readonly number[],
  lengths: readonly number[],
) {
  expect(Math.abs(metrics.loss - expected.loss)).toBeLessThan(1e-6 * Math.max(1, expected.loss));
  const theirs = cut(lengths, expected.dLogp);
  expectClose(
    dLogp.flat(),
    rows.flatMap((row) => theirs[row]),
    1e-5,
  );
  expectMetrics(metrics, expected.metrics);
}

/** TRL counts in float32 here and there. */
function expectMetrics(ours: Written['metrics'], theirs: Case['expected']['metrics']) {
  for (const [name, mine] of Object.entries(NAMES))
    if (theirs[name] !== undefined) expect(Math.abs(ours[mine] - theirs[name]), name).toBeLessThan(2e-6);
}

const { pairs } = trl.batches.pairs;
const { lengths } = trl.batches.pairs;

describe.each([
  ['TRL', trl, 'DPO, β 0.1', dpo, { beta: 0.1 }, true],
  ['TRL', trl, 'DPO, β 0.5', dpo, { beta: 0.5 }, true],
  ['TRL', trl, 'IPO, β 0.1', ipo, { beta: 0.1, perToken: 1 }, true],
  ['TRL', trl, 'IPO, β 0.5', ipo, { beta: 0.5, perToken: 1 }, true],
  ['TRL', trl, 'SimPO', simpo, { beta: 2, gamma: 0.5 }, false],
  ['OpenRLHF', openrlhf, 'DPO, β 0.1', dpo, { beta: 0.1 }, true],
  ['OpenRLHF', openrlhf, 'DPO, β 0.5', dpo, { beta: 0.5 }, true],
  ['OpenRLHF', openrlhf, 'IPO, β 0.1', ipo, { beta: 0.1, perToken: 0 }, true],
  ['OpenRLHF', openrlhf, 'IPO, β 0.5', ipo, { beta: 0.5, perToken: 0 }, true],
] as const)('%s', (_, file, name, code, scalars, reference) => {
  it(`${name}: the same loss, gradient and metrics`, async () => {
    const batch = pairsOf(file.batches.pairs, file.batches.pairs.pairs);
    const written = await lossOf(
      { name: name.split(',')[0], code, scalars },
      reference ? batch : { ...batch, reference: null },
    );
    expectLike(
      written,
      caseOf<Expected>(file, name),
      file.batches.pairs.pairs.flat(),
      file.batches.pairs.lengths,
    );
  });
});

it("TRL's online DPO: the same of pairs ordered by their rewards; of equal ones it takes the first to be better", async () => {
  const { rewards, pairs: asked } = trl.batches.online;
  const ordered = asked.map(([first, second]) =>
    rewards[first] >= rewards[second] ? [first, second] : [second, first],
  );
  for (const [name, code, scalars] of [
    ['online DPO, sigmoid', dpo, { beta: 0.1 }],
    ['online DPO, ipo', ipo, { beta: 0.1, perToken: 0 }],
  ] as const) {
    const written = await lossOf(
      { name: name.slice(12), code, scalars },
      pairsOf(trl.batches.online, ordered),
    );
    expectLike(written, caseOf<Expected>(trl, name), ordered.flat(), trl.batches.online.lengths);
  }
});

it.each([0.1, 0.5])("TRL's ORPO, λ %f: the same but for how the first term is averaged", async (lambda) => {
  const batch = { ...pairsOf(trl.batches.pairs, pairs), reference: null };
  const { metrics, own, dLogp } = await lossOf({ name: 'orpo', code: orpo, scalars: { lambda } }, batch);
  const { expected } = caseOf<Expected>(trl, `ORPO, β ${lambda}`);
  expectMetrics(metrics, expected.metrics);
  const [nll, logOddsRatio, logOddsChosen] = own;
  expect(logOddsRatio).toBeCloseTo(expected.metrics.log_odds_ratio!, 6);
  expect(logOddsChosen).toBeCloseTo(expected.metrics.log_odds_chosen!, 6);
  // Here a mean over pairs of each answer's mean; there a mean over the tokens of all of them.
  expect(metrics.loss - nll + expected.metrics.nll_loss!).toBeCloseTo(expected.loss, 6);
  const chosen = pairs.map(([better]) => better);
  const tokens = chosen.reduce((sum, row) => sum + lengths[row], 0);
  const theirs = cut(lengths, expected.dLogp);
  const expectedRows = pairs.flat().map((row) => {
    const ours = chosen.includes(row) ? 1 / pairs.length / lengths[row] - 1 / tokens : 0;
    return theirs[row].map((value) => value - ours);
  });
  expectClose(dLogp.flat(), expectedRows.flat(), 1e-5);
});

it.each(['KTO', 'KTO, unequal weights', 'KTO, a baseline below zero'])("TRL's %s: the same", async (name) => {
  const found = caseOf<Expected>(trlKto, name);
  const { settings, batch: which } = found as Case & {
    readonly batch: keyof typeof trlKto.batches;
    readonly settings: Readonly<Record<'beta' | 'desirable_weight' | 'undesirable_weight', number>>;
  };
  const { label, mismatched, ...columns } = trlKto.batches[which];
  const drift = mismatched.logp.reduce((sum, value, i) => sum + value - mismatched.refLogp[i], 0);
  const z0 = Math.max(0, drift / mismatched.lengths.length);
  const scalars = {
    beta: settings.beta,
    z0,
    desirable: settings.desirable_weight,
    undesirable: settings.undesirable_weight,
  };
  const batch: RankedTokens = {
    logp: cut(columns.lengths, columns.logp),
    reference: cut(columns.lengths, columns.refLogp),
    tiers: label.map((good) => (good ? 0 : 1)),
    weights: label.map(() => 1),
    together: 1,
  };
  const written = await lossOf({ name: 'kto', code: kto, scalars }, batch);
  // Told as sums.
  const { rewardsChosen, rewardsRejected, logpsChosen, logpsRejected } = written.metrics;
  const [good, bad] = written.own;
  const metrics = {
    ...written.metrics,
    rewardsChosen: rewardsChosen / good,
    rewardsRejected: rewardsRejected / bad,
    margins: rewardsChosen / good - rewardsRejected / bad,
    logpsChosen: logpsChosen / good,
    logpsRejected: logpsRejected / bad,
  };
  const rows = label.map((_, row) => row);
  expectLike({ ...written, metrics }, found, rows, columns.lengths);
  expect(z0).toBeCloseTo(found.expected.metrics.kl!, 12);
});

it('compares every case but those that are named', () => {
  const here = (file: { readonly cases: readonly { readonly name: string }[] }, left: readonly string[]) =>
    file.cases.map(({ name }) => name).filter((name) => !left.includes(name));
  const pairs = ['DPO, β 0.1', 'DPO, β 0.5', 'IPO, β 0.1', 'IPO, β 0.5'];
  const others = ['ORPO, β 0.1', 'ORPO, β 0.5', 'SimPO', 'online DPO, sigmoid', 'online DPO, ipo'];
  expect(here(trl, NOT_HERE.trl)).toEqual([...pairs, ...others]);
  expect(here(trlKto, NOT_HERE.kto)).toEqual(['KTO', 'KTO, unequal weights', 'KTO, a baseline below zero']);
  expect(here(openrlhf, NOT_HERE.openrlhf)).toEqual(pairs);
});
