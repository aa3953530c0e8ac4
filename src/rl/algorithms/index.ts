/** Every method that a run can be made by, the usual one first. A new one is a folder here and a line below. */
import type { Algorithm } from '../training/algorithm.ts';
import { ppo } from './ppo/ppo.ts';

export const ALGORITHMS: readonly Algorithm[] = [ppo];

/**
 * The method of that id; the usual one where none is named.
 * @throws RangeError when there is none
 */
export function algorithmOf(id: string = ALGORITHMS[0].id): Algorithm {
  const found = ALGORITHMS.find((algorithm) => algorithm.id === id);
  if (!found) throw new RangeError(`There is no method called ${id}.`);
  return found;
}
