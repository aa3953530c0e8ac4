/**
 * Every method that a run can be made by. The usual one is always there; the others' code comes when the first run by one
 * is opened, so that a first visit does not wait for it. A new one is a folder here, a line below and one in others.ts.
 */
import type { Algorithm } from '../training/algorithm.ts';
import type { AlgorithmId } from './declarations.ts';
import { ppo } from './ppo/ppo.ts';

const ENGINES: Readonly<Record<AlgorithmId, () => Promise<Algorithm>>> = {
  ppo: () => Promise.resolve(ppo),
  reinforce: async () => (await import('./reinforce/reinforce.ts')).reinforce,
  rloo: async () => (await import('./rloo/rloo.ts')).rloo,
  grpo: async () => (await import('./grpo/grpo.ts')).grpo,
  dpo: async () => (await import('./dpo/dpo.ts')).dpo,
  dpoListwise: async () => (await import('./dpoListwise/dpoListwise.ts')).dpoListwise,
  ipo: async () => (await import('./ipo/ipo.ts')).ipo,
  kto: async () => (await import('./kto/kto.ts')).kto,
  orpo: async () => (await import('./orpo/orpo.ts')).orpo,
  simpo: async () => (await import('./simpo/simpo.ts')).simpo,
  onlineDpo: async () => (await import('./onlineDpo/onlineDpo.ts')).onlineDpo,
  bestOfN: async () => (await import('./bestOfN/bestOfN.ts')).bestOfN,
};

const loaded = new Map<string, Algorithm>([[ppo.id, ppo]]);

/**
 * Brings a method's code, the usual one's where settings name none: whoever opens a run calls this before the run is made.
 * @throws RangeError when there is none of that id
 */
export async function loadAlgorithm(id: string = ppo.id): Promise<Algorithm> {
  const known = loaded.get(id);
  if (known) return known;
  if (!Object.hasOwn(ENGINES, id)) throw new RangeError(`There is no method called ${id}.`);
  const [algorithm] = await Promise.all([ENGINES[id as AlgorithmId](), import('./all.ts')]);
  loaded.set(id, algorithm);
  return algorithm;
}

/**
 * The method of that id; the usual one where none is named.
 * @throws RangeError for one that {@link loadAlgorithm} has not brought
 */
export function algorithmOf(id: string = ppo.id): Algorithm {
  const found = loaded.get(id);
  if (!found) throw new RangeError(`The method ${id} is not loaded, or there is none of that name.`);
  return found;
}

/** The ids of all. */
export const ALGORITHM_IDS = Object.keys(ENGINES) as readonly AlgorithmId[];
