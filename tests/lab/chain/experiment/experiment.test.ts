/** The experiment over a made-up model: the arms, what each is trained on, and what the seeds say together. */
import { expect, it } from 'vitest';
import { CHAIN, runSeed } from '../../../../src/lab/chain/experiment/experiment.ts';
import { drawJobs, practise } from '../../../../src/lab/chain/experiment/practice.ts';
import type { Domain } from '../../../../src/lab/chain/domain/domain.ts';
import { essayChain, oneShot, ROLES } from '../../../../src/lab/chain/domain/prompts.ts';
import {
  ARMS,
  GOAL_TEXT,
  lineOf,
  soundSteps,
  summarise,
  verdict,
  type Arm,
  type ChainResult,
} from '../../../../src/lab/chain/experiment/summary.ts';
import type { LabPlace } from '../../../../src/lab/experiment.ts';
import { fakeWriter, type FakeWriter } from '../fakeWriter.ts';

/** Writes true copy once it was taught. */
function place(opened: FakeWriter[]): LabPlace {
  return {
    model: null,
    log: () => undefined,
    openModel: async () => {
      const writer: FakeWriter = fakeWriter((prompt, sample) => {
        const name = /(?:Facts: |Name: |事实：|名称：)([^;\n]+)/.exec(prompt)?.[1] ?? '';
        return writer.lessons.length > 0
          ? `${name}: small prices, a quiet street.`
          : `${sample % 2 ? 'nothing' : '[1]'} ${sample}`;
      });
      opened.push(writer);
      return writer;
    },
  } as unknown as LabPlace;
}

it('rates four ways, the trained ones on models of their own', async () => {
  const opened: FakeWriter[] = [];
  const told: string[] = [];
  const result = await runSeed({ ...place(opened), log: (line) => told.push(line) }, 1, {
    copies: 3,
    practice: { rounds: 2, items: 2, lesson: { learningRate: 0.5 } },
    candidates: { chain: 4, oneShot: 5 },
    once: true,
  });
  const [untaught, chain, once] = opened;
  expect(untaught.lessons).toEqual([]);
  expect(chain.lessons).toHaveLength(2);
  expect(new Set(chain.lessons[0].map(({ prompt }) => prompt.split('\n').at(-1))).size).toBeGreaterThan(6);
  expect(chain.ways.every((way) => way?.learningRate === 0.5)).toBe(true);
  // More is written in practice than in use.
  expect(chain.samples).toEqual(expect.arrayContaining([3, 4]));
  expect(once.samples).toEqual(expect.arrayContaining([5, 10]));
  // One who stops it half way has been told of what is there.
  expect(told.filter((line) => line.startsWith('  seed 1, '))).toHaveLength(told.length);
  expect(told.join('\n')).toMatch(/oneShot: venues 0\.\d{3}[^]*trained: round 1 of 2/);
  expect(result).toMatchObject({
    seed: 1,
    model: 'chain-tiny',
    copies: 3,
    calls: { chain: 24, oneShot: 24 },
  });
  // Two rounds, two items in two languages: eight steps each by the chain, three at one go.
  expect(result.ranked).toEqual({ chain: 2 * 4 * 8, oneShot: 2 * 4 * 3 });
  expect(result.learnt.chain).toBe(opened[1].lessons.reduce((sum, { length }) => sum + length, 0));
  const { oneShot, oneShotTrained } = result.ratings.venues;
  expect(oneShot).toMatchObject({ facts: 0, fluent: 0 });
  expect(oneShotTrained!.fluent).toBe(1);
  expect(Object.keys(result.sound!.funds.trained!)).toEqual(ROLES);
  expect(result.sound!.venues.oneShot).toEqual({ copy: 0, select: 0, readers: 0 });
  expect(lineOf(result)).toContain('trained chain');
});

it('a round in which nothing is told apart teaches nothing, and the next goes on', async () => {
  const told: string[] = [];
  const writer = fakeWriter(() => 'the same');
  const practice = { rounds: 2, items: 1, chainOf: (domain: Domain) => oneShot(domain) };
  const { learnt } = await practise(writer, practice, 1, (line) => told.push(line));
  expect([learnt, writer.lessons]).toEqual([0, []]);
  expect(told).toEqual(['round 1 of 2: nothing was told apart', 'round 2 of 2: nothing was told apart']);
});

it('lessons that are many come in sizes that come again', async () => {
  const writer = fakeWriter((_, sample) => `${sample % 2 ? 'nothing' : '[1]'} ${sample}`);
  const practice = { rounds: 1, items: 7, chainOf: (domain: Domain) => essayChain(domain, 5) };
  const { learnt } = await practise(writer, practice, 1, () => undefined);
  const [{ length }] = writer.lessons;
  expect(length).toBeGreaterThan(32);
  expect(length % 32).toBe(0);
  expect(learnt).toBe(length);
});

it('draws the same items for a seed, of names that training knows or not', () => {
  expect(drawJobs(1, 'rated', 4, true)).toEqual(drawJobs(1, 'rated', 4, true));
  const names = (held: boolean) => drawJobs(2, 'rated', 60, held).map(({ item }) => item.name);
  expect(names(true).filter((name) => names(false).includes(name))).toEqual([]);
  expect(drawJobs(1, 'rated', 4, true).map(({ domain }) => domain.id)).toEqual([
    ...Array<string>(4).fill('venues'),
    ...Array<string>(4).fill('funds'),
  ]);
});

it('says so where a model cannot be trained', async () => {
  const model = { ...fakeWriter(() => 'x'), learn: undefined };
  await expect(
    practise(model, { rounds: 1, items: 1, chainOf: essayChain }, 1, () => undefined),
  ).rejects.toThrow(/cannot be trained/);
});

const rated = (total: number) => ({ facts: total, fluent: total, fit: total, total });
const seed = (totals: Record<Arm, number | null>): ChainResult => {
  const ratings = Object.fromEntries(
    ARMS.map((arm) => [arm, totals[arm] === null ? null : rated(totals[arm])]),
  );
  return {
    seed: 1,
    model: 'm',
    calls: { chain: 24, oneShot: 24 },
    copies: 1,
    ranked: { chain: 1, oneShot: 1 },
    learnt: { chain: 1, oneShot: 1 },
    ratings: { venues: ratings, funds: ratings } as ChainResult['ratings'],
  };
};

it('the goal is met where the intervals of both differences lie above nothing', () => {
  expect(CHAIN.goal).toBe(GOAL_TEXT);
  const good = [0.8, 0.82, 0.81].map((trained, place) =>
    seed({ oneShot: 0.6 + 0.01 * place, untrained: 0.5, trained, oneShotTrained: 0.9 }),
  );
  const { met, figures } = verdict(good);
  expect(met).toBe(true);
  expect(figures).toContain('untrained chain 0.500 (trained chain +0.310');
  // Trained copy at one go is no part of it.
  expect(summarise(good).find(({ arm }) => arm === 'oneShotTrained')?.behind.mean).toBeLessThan(0);
  const spread = [0.8, 0.5, 0.9].map((trained) =>
    seed({ oneShot: 0.6, untrained: 0.5, trained, oneShotTrained: null }),
  );
  expect(verdict(spread).met).toBe(false);
  expect(summarise(spread).map(({ arm }) => arm)).toEqual(['oneShot', 'untrained', 'trained']);
  // Two seeds may agree by chance.
  expect(verdict(good.slice(0, 2)).met).toBe(false);
  expect(verdict([]).met).toBe(false);
});

it('tells where copy goes wrong, of the results that have it', () => {
  const plain = seed({ oneShot: 0.6, untrained: 0.5, trained: 0.8, oneShotTrained: null });
  expect(soundSteps([plain], ['copy', 'fill'])).toEqual([]);
  const told = (fill: number): ChainResult => {
    const arms = { oneShot: { copy: 0.5 }, untrained: { fill }, trained: { fill: 1 }, oneShotTrained: null };
    return { ...plain, sound: { venues: arms, funds: arms } };
  };
  expect(soundSteps([plain, told(0.2), told(0.4)], ['copy', 'topic', 'fill'])).toEqual([
    { role: 'copy', shares: { oneShot: 0.5, untrained: null, trained: null, oneShotTrained: null } },
    {
      role: 'fill',
      shares: { oneShot: null, untrained: expect.closeTo(0.3, 9), trained: 1, oneShotTrained: null },
    },
  ]);
});
