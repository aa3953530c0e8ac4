/**
 * The refusal of what opens on another model only: an adapter, a reward model. Told apart by its name, which is all of an error
 * that comes out of a worker. Knows no file.
 */
import { CheckpointError } from '../errors.ts';

const NAME = 'NotAloneError';

export class NotAloneError extends CheckpointError {
  override readonly name = NAME;
}

/** Also of one that came out of a worker. */
export function isNotAlone(error: unknown): boolean {
  return error instanceof Error && error.name === NAME;
}
