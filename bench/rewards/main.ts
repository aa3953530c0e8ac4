/**
 * Is a reward model better than a bag of words? Fits rankers to the same noisy rankings and measures them on others that they never
 * saw. Options in, a table out. Entry of bench/rewards.mjs.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openGpu } from '../../src/gpu/device.ts';
import { openDawn } from '../../src/headless/adapter.ts';
import { chooseKernels } from '../../src/headless/kernels.ts';
import { stream } from '../../src/rl/random.ts';
import { fitRidge } from '../../src/rl/rewards/bag/ridge.ts';
import type { Models } from '../../src/rl/training/models.ts';
import { beside, rowsOf, stateAndTokens, stateSpace, wordSpace, type Space } from './features.ts';
import { Fits } from './fitted.ts';
import { openEmbedded, poolOf, TEXTS } from './pool.ts';
import { agreementOf, placesOf, rank, ratersOf, type Rater, type Tiers } from './raters.ts';
import { readTexts, type ReadText } from './texts.ts';
import { interval, tally, type Interval, type Tally } from './verdict.ts';

/** Rankers in closed form, the bag of words first: what each sees. */
const SPACES = {
  words: (a: readonly ReadText[], b: readonly ReadText[]) =>
    beside(
      [
        wordSpace(
          a.map(({ text }) => text),
          b.map(({ text }) => text),
        ),
      ],
      TEXTS,
    ),
  head: (a: readonly ReadText[], b: readonly ReadText[]) => beside([stateSpace(a, b)], TEXTS),
  'head+tokens': (a: readonly ReadText[], b: readonly ReadText[]) => stateAndTokens(a, b, TEXTS),
};

const AGREEMENT = 0.6;

interface Task {
  readonly rater: Rater;
  readonly seeds: readonly { readonly train: readonly Tiers[]; readonly heldOut: readonly Tiers[] }[];
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      texts: { type: 'string', default: 'blurbs-tiny' },
      reader: { type: 'string', default: 'blurbs-tiny' },
      mixtures: { type: 'string', default: '7' },
      seeds: { type: 'string', default: '2' },
      sizes: { type: 'string', default: '24,96,384' },
      'held-out': { type: 'string', default: '352' },
      passes: { type: 'string', default: '0' },
      out: { type: 'string' },
    },
  });
  const sizes = values.sizes.split(',').map(Number);
  const [mixtures, seeds, heldOut, passes] = [
    values.mixtures,
    values.seeds,
    values['held-out'],
    values.passes,
  ].map(Number);
  const gpu = await openGpu(openDawn());
  try {
    console.log(await chooseKernels(gpu, null));
    const { models } = await openEmbedded(gpu, values.reader);
    const pool = await poolOf(gpu, values.texts, { train: Math.max(...sizes), heldOut });
    const train = await readTexts(models, pool.train);
    const measured = await readTexts(models, pool.heldOut);
    const tasks = ratersOf(pool, mixtures, AGREEMENT, 1).map((rater) => ranked(rater, seeds));
    console.log(agreementLine(tasks));
    const rows: object[] = [];
    for (const size of sizes) {
      const tallies = closedForm(train.slice(0, size * TEXTS), measured, tasks, size);
      if (passes > 0)
        Object.assign(tallies, await byPasses(models, train, measured, tasks.slice(0, passes), size));
      rows.push(...told(size, tallies));
      if (values.out) await writeFile(values.out, `${JSON.stringify(rows, null, 2)}\n`);
    }
    return 0;
  } finally {
    gpu.destroy();
  }
}

/** What a rater says, once a seed. */
function ranked(rater: Rater, seeds: number): Task {
  const of = (seed: number, part: 'train' | 'heldOut') => {
    const draws = stream(seed, `${part}/${rater.name}`);
    return rater[part].map((utility) => rank(utility, rater.sharpness, draws));
  };
  return {
    rater,
    seeds: Array.from({ length: seeds }, (_, seed) => ({
      train: of(seed + 1, 'train'),
      heldOut: of(seed + 1, 'heldOut'),
    })),
  };
}

/** Tallies by ranker, rater and seed; `truth` is the taste itself, which no ranker can beat by more than chance. */
function closedForm(
  train: readonly ReadText[],
  measured: readonly ReadText[],
  tasks: readonly Task[],
  size: number,
): Record<string, Tally[][]> {
  const rankings = (all: readonly Tiers[]) =>
    all.slice(0, size).map((tiers, set) => ({ first: set * TEXTS, tiers: placesOf(tiers) }));
  const scored = (space: Space) => {
    const [learned, scoring] = [rowsOf(space.learned, space.dim), rowsOf(space.scored, space.dim)];
    return tasks.map(({ seeds }) =>
      seeds.map((seed) => {
        const { weights } = fitRidge(learned, rankings(seed.train));
        return tally([...scoring.times(weights)], seed.heldOut);
      }),
    );
  };
  const truth = tasks.map(({ rater, seeds }) =>
    seeds.map((seed) => tally(rater.heldOut.flat(), seed.heldOut)),
  );
  const rankers = Object.entries(SPACES).map(([name, space]) => [name, scored(space(train, measured))]);
  return { ...Object.fromEntries(rankers), truth } as Record<string, Tally[][]>;
}

/** Our reward model as it is usually fitted, with each rater's first seed: the bag of words beside it on the same. */
async function byPasses(
  models: Models,
  train: readonly ReadText[],
  measured: readonly ReadText[],
  tasks: readonly Task[],
  size: number,
): Promise<Record<string, Tally[][]>> {
  const tallies: Record<string, Tally[][]> = { passes: [], bag: [], 'passes+bag': [] };
  const fits = new Fits(models);
  for (const { rater, seeds } of tasks) {
    const rankings = seeds[0].train.slice(0, size).map((tiers, set) => ({
      answers: train.slice(set * TEXTS, (set + 1) * TEXTS),
      tiers,
    }));
    const scores = await fits.withBag(rankings, measured, 1);
    const own = Object.entries(scores).map(
      ([name, of]) => [name, [tally(of, seeds[0].heldOut)]] as [string, Tally[]],
    );
    for (const [name, each] of own) tallies[name].push(each);
    const said = own.map(([name, each]) => `${name} ${interval([each]).mean.toFixed(3)}`);
    console.log(`${size} ${rater.name}: ${said.join(', ')}`);
  }
  return tallies;
}

function told(size: number, tallies: Record<string, Tally[][]>): object[] {
  return Object.entries(tallies).map(([name, own]) => {
    const base = own.map((seeds, rater) => tallies.words[rater].slice(0, seeds.length));
    const [accuracy, gain] = [interval(own), interval(own, base)];
    console.log(
      `${String(size).padStart(4)} ${name.padEnd(12)} ${shown(accuracy)}  over words ${shown(gain)}  ${own.length} raters`,
    );
    return { size, name, raters: own.length, accuracy, gain };
  });
}

function shown({ mean, low, high }: Interval): string {
  return `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function agreementLine(tasks: readonly Task[]): string {
  const shares = tasks.flatMap(({ seeds }) =>
    seeds.length < 2 ? [] : seeds[0].heldOut.map((tiers, set) => agreementOf(tiers, seeds[1].heldOut[set])),
  );
  if (shares.length === 0) return `${tasks.length} raters, one seed`;
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return `${tasks.length} raters; two of one taste agree on ${mean.toFixed(3)} of pairs`;
}
