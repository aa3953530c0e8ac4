/**
 * A bag of tokens as a file keeps it: in a checkpoint, and beside a reward model that leaves. Knows its shape; knows no weights.
 */
import * as v from 'valibot';
import { CheckpointError } from '../../../files/errors.ts';
import type { BagState } from './tokenBag.ts';

const finite = v.pipe(v.number(), v.finite());

/** As JSON has it. */
export const BagSchema = v.pipe(
  v.object({
    tokens: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
    weights: v.array(finite),
    length: v.object({ weight: finite, mean: finite, spread: v.pipe(finite, v.minValue(Number.MIN_VALUE)) }),
    mean: finite,
    std: v.pipe(finite, v.minValue(Number.MIN_VALUE)),
  }),
  v.check(({ tokens, weights }) => tokens.length === weights.length, 'A weight for each token.'),
);

/** @throws CheckpointError where it is none, so that a reward model is not taken for what it is without it */
export function parseBag(json: unknown, file: string): BagState {
  const parsed = v.safeParse(BagSchema, json);
  if (parsed.success) return parsed.output;
  throw new CheckpointError({
    kind: 'model',
    happened: `The reward model's ${file} is not the bag of tokens that scored beside it: ${parsed.issues[0].message}`,
    kept: 'Nothing was loaded from it; the run goes on as it was.',
    todo: `Export the reward model again, or delete ${file} to take the model alone.`,
  });
}
