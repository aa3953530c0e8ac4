/**
 * How a model that sees both ways writes: all masked places at once say what they would be, those of which it is surest are filled
 * in, and the rest is asked again (Ghazvininejad et al. 2019, mask-predict; Chang et al. 2022). Knows a model by its type.
 */
import { masked, type SequenceHooks, type SequenceModel } from './sequenceModel.ts';

/**
 * Sequences with every `mask` filled in, in at most `rounds` passes over them.
 * @throws what {@link SequenceModel.read} throws
 */
export async function fillIn(
  model: Pick<SequenceModel, 'read'>,
  sequences: readonly (readonly number[])[],
  mask: number,
  rounds: number,
  { signal, onProgress }: SequenceHooks = {},
): Promise<number[][]> {
  const filled = sequences.map((sequence) => [...sequence]);
  const shares = filled.map((sequence) => Math.ceil(placesOf(sequence, mask).length / rounds));
  for (let round = 0; round < rounds; round++) {
    const left = filled.flatMap((sequence, index) => (sequence.includes(mask) ? [index] : []));
    if (left.length === 0) break;
    const asked = left.map((index) => masked(filled[index], (at) => filled[index][at] === mask, mask));
    const said = await model.read(asked, { signal });
    left.forEach((index, row) => {
      const places = placesOf(filled[index], mask);
      const { best, bestLogp } = said[row];
      const surest = places
        .map((_, at) => at)
        .sort((a, b) => bestLogp[b] - bestLogp[a])
        .slice(0, shares[index]);
      for (const at of surest) filled[index][places[at]] = best[at];
    });
    onProgress?.(round + 1, rounds);
  }
  return filled;
}

function placesOf(sequence: readonly number[], mask: number): number[] {
  return sequence.flatMap((token, at) => (token === mask ? [at] : []));
}
