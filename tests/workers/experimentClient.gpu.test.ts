/** Thirty students' files, and a reward model for each of them by the worker that the page starts; ended when it is closed. */
import { afterEach, expect, it } from 'vitest';
import type { HeadScores } from '../../src/experiments/fitEach.ts';
import { RANKINGS_TO_START } from '../../src/preferences/event.ts';
import { gather } from '../../src/preferences/class/gather.ts';
import { ratedSets } from '../../src/preferences/class/ratedSets.ts';
import { countedRankings } from '../../src/preferences/class/rater.ts';
import { connectExperiments, type ExperimentLink } from '../../src/workers/experimentClient.ts';
import { makeLog, makeSets, thirtyFiles } from '../preferences/class/students.ts';

let link: ExperimentLink | undefined;
afterEach(() => link?.close());

function connected(): ExperimentLink {
  return (link = connectExperiments());
}

it('fits a head to each of thirty people’s rankings, in the order that they gave', async () => {
  const { raters } = gather(thirtyFiles(makeSets(12)));
  const sets = ratedSets(raters);
  const logs = raters.map(countedRankings);
  const told: (HeadScores | null)[] = [];
  const read: number[] = [];
  await connected().fitEach(
    [...logs, logs[0].slice(0, RANKINGS_TO_START - 1)],
    sets,
    'blurbs-tiny',
    (at, scores) => {
      told[at] = scores;
    },
    (done) => read.push(done),
  );
  expect(told).toHaveLength(31);
  // Too few rankings teach nothing, and that is said of this log alone.
  expect(told.pop()).toBeNull();
  expect(read.length).toBeGreaterThan(1);
  const shares = told.map((scores, rater) => {
    const pairs = sets.flatMap(({ ratings }, set) => {
      const ranks = ratings.find((one) => one.rater === raters[rater])?.ranks ?? [];
      return ranks.flatMap((rank, one) =>
        ranks.flatMap((other, at) =>
          rank !== null && other !== null && rank < other ? [scores![set][one] > scores![set][at]] : [],
        ),
      );
    });
    return pairs.filter(Boolean).length / pairs.length;
  });
  expect(shares.filter((share) => share > 0.7)).toHaveLength(30);
});

it('reads by whichever model comes with the page, one after the other', { timeout: 240_000 }, async () => {
  const sets = makeSets(4);
  const log = makeLog(sets, 1, { noise: 0 });
  const told: number[][][] = [];
  for (const model of ['excuses-tiny', 'stories260k'] as const) {
    const take = (_: number, scores: HeadScores | null) => void told.push(scores!.map((set) => [...set]));
    await connected().fitEach([log], sets, model, take, () => undefined);
    link!.close();
  }
  expect(told).toHaveLength(2);
  expect(told.flat(2).every(Number.isFinite)).toBe(true);
  expect(told[0]).not.toEqual(told[1]);
});

it('is ended while it reads', async () => {
  const sets = makeSets(4);
  const going = connected().fitEach(
    [makeLog(sets, 1, { noise: 0 })],
    sets,
    'blurbs-tiny',
    () => undefined,
    () => link?.close(),
  );
  await expect(going).rejects.toMatchObject({ name: 'AbortError' });
});
