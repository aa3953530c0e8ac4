import { describe, expect, it } from 'vitest';
import {
  lessonOf,
  proposeWith,
  randomTrials,
  searchWith,
  startOf,
  tunerOf,
} from '../../../../src/lab/procedure/tuning/arms.ts';
import { expertSearch } from '../../../../src/lab/procedure/tuning/expert.ts';
import { bestOf, drawSurface, foundBy, LEVELS } from '../../../../src/lab/procedure/tuning/surface.ts';
import { stream } from '../../../../src/rl/random.ts';
import { tuner } from './fakeTuner.ts';

const SIDE = 6;
const PLACES = SIDE * SIDE;
const TRIALS = 5;
const random = stream(1, 'test');
const surfaces = [drawSurface(SIDE, random), drawSurface(SIDE, random)];
const shape = { side: SIDE, trials: TRIALS, dim: 8, layers: 1, heads: 2 };

const START = startOf(SIDE);
/** A trial as a token. */
const trial = (surface: (typeof surfaces)[number], cell: number) =>
  PLACES + cell * LEVELS + surface.seen[cell];
/** The place of the last trial that was told. */
const last = (prompt: readonly number[]) => Math.floor((prompt.at(-1)! - PLACES) / LEVELS);

describe('what is learnt of a surface', () => {
  it('is the expert’s next place after each of its trials', () => {
    const [surface] = surfaces;
    const { tokens, targets } = lessonOf('search', surface, TRIALS, random);
    const search = expertSearch(surface, START, TRIALS);
    expect(tokens).toEqual(search.slice(0, -1).map((cell) => trial(surface, cell)));
    expect(targets).toEqual(search.slice(1));
  });

  it('is the best place after each number of trials at random, of the one shot', () => {
    const [surface] = surfaces;
    const { tokens, targets } = lessonOf('oneShot', surface, TRIALS, random);
    expect(tokens).toHaveLength(TRIALS - 1);
    expect(new Set(tokens).size).toBe(TRIALS - 1);
    expect(tokens[0]).toBe(trial(surface, START));
    expect(targets).toEqual(tokens.map(() => bestOf(surface)));
  });

  it('fits into the model: places, trials, an end', () => {
    const { vocab, positions, end } = tunerOf(shape, 1);
    expect([vocab, positions, end]).toEqual([PLACES * (LEVELS + 1) + 1, TRIALS, PLACES * (LEVELS + 1)]);
    for (const arm of ['search', 'oneShot'] as const) {
      const { tokens } = lessonOf(arm, surfaces[1], TRIALS, random);
      expect(tokens.length).toBeLessThan(positions);
      expect(Math.max(...tokens)).toBeLessThan(end);
    }
  });

  it('begins where every search does, and chance never tries a place twice', () => {
    const trials = randomTrials(surfaces[0], PLACES, random);
    expect(trials[0]).toBe(START);
    expect(trials.toSorted((a, b) => a - b)).toEqual(Array.from({ length: PLACES }, (_, cell) => cell));
  });
});

describe('a search by a model', () => {
  it('is told what each of its trials gives, and is judged by true values', async () => {
    const heard: (readonly number[])[] = [];
    const next = (prompt: readonly number[]) => (last(prompt) + 7) % PLACES;
    const found = await searchWith(tuner(tunerOf(shape, 1), next, heard), surfaces, TRIALS);
    const expected = Array.from({ length: TRIALS }, (_, trials) => (START + 7 * trials) % PLACES);
    expect(found.map(({ trials }) => trials)).toEqual([expected, expected]);
    found.forEach((searched, index) =>
      expect(searched.found).toEqual(foundBy(surfaces[index], searched.trials)),
    );
    expect(heard.at(-1)).toEqual(expected.slice(0, -1).map((cell) => trial(surfaces[1], cell)));
  });

  it('loses a trial by a token that is no place', async () => {
    const [{ trials }] = await searchWith(
      tuner(tunerOf(shape, 1), (prompt) => (prompt.length > 1 ? PLACES + 3 : 20)),
      surfaces.slice(0, 1),
      TRIALS,
    );
    expect(trials).toEqual([START, 20, 20, 20, 20]);
  });

  it('of one shot sees trials at random, and proposes after each number of them', async () => {
    const order = [START, 1, 30, 12, 2];
    const best = bestOf(surfaces[0]);
    const [searched] = await proposeWith(
      tuner(tunerOf(shape, 1), (prompt) => (prompt.length === 2 ? best : 0)),
      surfaces.slice(0, 1),
      [order],
      TRIALS,
    );
    expect(searched.trials).toEqual([START, 1, 30, 12, 0]);
    expect(searched.found).toHaveLength(TRIALS);
    // Right after two trials: the third is the best there is; after three it proposes another.
    expect(searched.found[2]).toBeCloseTo(1, 9);
    expect(searched.found[3]).toBe(foundBy(surfaces[0], [START, 1, 30, 0])[3]);
  });
});
