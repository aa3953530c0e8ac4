/** Made-up models for searches of surfaces: each proposes what a test says, and remembers what it was told. */
import type { SequenceModel, SequenceModelOptions } from '../../../../src/lab/sequences/sequenceModel.ts';

/** @param next the token that it writes after a prompt */
export function tuner(
  options: Pick<SequenceModelOptions, 'positions'>,
  next: (prompt: readonly number[]) => number,
  heard: (readonly number[])[] = [],
): SequenceModel {
  let update = 0;
  return {
    facts: { parameters: 7, positions: options.positions, adapter: 'made up', software: true },
    train: (sequences, { batch }) =>
      Promise.resolve(
        Array.from({ length: Math.ceil(sequences.length / batch) }, () => ({
          update: ++update,
          loss: 2 ** -update,
          learnt: 1,
          tokens: 10,
          sure: 0.5,
          gradNorm: 1,
        })),
      ),
    write: (prompts) =>
      Promise.resolve(
        prompts.map((prompt) => {
          heard.push(prompt);
          return { tokens: [next(prompt)], logp: [0], finished: false };
        }),
      ),
    read: () => Promise.resolve([]),
    weights: () => Promise.resolve(new Map()),
    load: () => Promise.resolve(),
    free: () => Promise.resolve(),
  };
}
