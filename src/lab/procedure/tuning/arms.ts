/**
 * Two ways to learn from surfaces: whole searches of the expert, trial by trial, or some trials at random and then the best place at
 * once. And what a model that learnt that way, chance and the expert make of a surface that none has seen: the environment tells what
 * each trial gives. A trial is one token, a place with the level that it gave; what is written after trials is a place. Tokens are
 * places, then trials, then the end. Knows a model by its type; knows no device.
 */
import type { Stream } from '../../../rl/random.ts';
import type {
  LearntSequence,
  SequenceHooks,
  SequenceModel,
  SequenceModelOptions,
} from '../../sequences/sequenceModel.ts';
import { expertSearch } from './expert.ts';
import { bestOf, foundBy, LEVELS, type Surface } from './surface.ts';

/** The ways that are learnt. */
export const LEARNT = ['search', 'oneShot'] as const;
export type LearntArm = (typeof LEARNT)[number];
/** All that are compared. */
export const TUNERS = [...LEARNT, 'random', 'expert'] as const;
export type Tuner = (typeof TUNERS)[number];

export interface TuningShape {
  /** Places of a side. */
  readonly side: number;
  /** Trials of a search. */
  readonly trials: number;
  readonly dim: number;
  readonly layers: number;
  readonly heads: number;
}

/** A search of a surface: the places that were tried, in order. */
export interface Searched {
  readonly surface: Surface;
  readonly trials: readonly number[];
  /** How far it came after each trial; 1 is the best there is. */
  readonly found: readonly number[];
}

type Writer = Pick<SequenceModel, 'write'>;

/** The model of either arm: the same shape, and the same weights at the start. */
export function tunerOf(
  { side, trials, dim, layers, heads }: TuningShape,
  seed: number,
): SequenceModelOptions {
  const vocab = side * side * (1 + LEVELS) + 1;
  return { family: 'llama', vocab, positions: trials, end: vocab - 1, dim, layers, heads, seed };
}

/** Where every search begins: the middle of the map. */
export function startOf(side: number): number {
  return Math.floor(side / 2) * (side + 1);
}

/** The middle, and then places at random. */
export function randomTrials({ side }: Pick<Surface, 'side'>, trials: number, random: Stream): number[] {
  const start = startOf(side);
  const others = random.permutation(side * side).filter((cell) => cell !== start);
  return [start, ...others.slice(0, trials - 1)];
}

/** What an arm learns of a surface: the expert's next place after each trial, or after each at random the best. */
export function lessonOf(arm: LearntArm, surface: Surface, trials: number, random: Stream): LearntSequence {
  const tried =
    arm === 'search'
      ? expertSearch(surface, startOf(surface.side), trials)
      : randomTrials(surface, trials, random);
  const tokens = told(surface, tried.slice(0, -1));
  const best = bestOf(surface);
  return { tokens, targets: arm === 'search' ? tried.slice(1) : tokens.map(() => best) };
}

/** Has a model search surfaces trial by trial. */
export async function searchWith(
  model: Writer,
  surfaces: readonly Surface[],
  trials: number,
  hooks: SequenceHooks = {},
): Promise<Searched[]> {
  const tried = surfaces.map(({ side }) => [startOf(side)]);
  for (let trial = 1; trial < trials; trial++) {
    const next = await proposed(model, surfaces, tried, hooks);
    next.forEach((cell, index) => tried[index].push(cell));
  }
  return surfaces.map((surface, index) => searchedBy(surface, tried[index]));
}

/**
 * Has a one-shot map propose the best place after each number of random trials: after t trials stands the best of t − 1 at random
 * and one proposal. The trials that are told are those of the longest.
 */
export async function proposeWith(
  model: Writer,
  surfaces: readonly Surface[],
  orders: readonly (readonly number[])[],
  trials: number,
  hooks: SequenceHooks = {},
): Promise<Searched[]> {
  const found = surfaces.map((surface, index) => foundBy(surface, orders[index].slice(0, 1)));
  let last = orders.map((order) => order.slice(0, 1));
  for (let trial = 1; trial < trials; trial++) {
    const before = orders.map((order) => order.slice(0, trial));
    const next = await proposed(model, surfaces, before, hooks);
    last = before.map((order, index) => [...order, next[index]]);
    last.forEach((cells, index) => found[index].push(foundBy(surfaces[index], cells)[trial]));
  }
  return surfaces.map((surface, index) => ({ surface, trials: last[index], found: found[index] }));
}

/** What trials came to. */
export function searchedBy(surface: Surface, trials: readonly number[]): Searched {
  return { surface, trials, found: foundBy(surface, trials) };
}

/** A model's next places. A token that is no place tries the last place again: the trial is lost. */
async function proposed(
  model: Writer,
  surfaces: readonly Surface[],
  tried: readonly (readonly number[])[],
  hooks: SequenceHooks,
): Promise<number[]> {
  const prompts = tried.map((cells, index) => told(surfaces[index], cells));
  const written = await model.write(prompts, { maxTokens: 1 }, hooks);
  return written.map(({ tokens: [token] }, index) =>
    token !== undefined && token < surfaces[index].values.length ? token : tried[index].at(-1)!,
  );
}

/** Trials as tokens. */
function told({ seen, values }: Surface, cells: readonly number[]): number[] {
  return cells.map((cell) => values.length + cell * LEVELS + seen[cell]);
}
