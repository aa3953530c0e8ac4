/** Numbers that are not finite, told in words: what happened, what was kept, what to do. Knows no GPU. */

/** Training met a non-finite gradient or loss; the policy is back at its last good state. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
}

export function nonFinite(what: string): NonFiniteError {
  return new NonFiniteError(
    `${what} Training has stopped; the policy is as it was after the last good iteration, and every ranking is kept. Lower the learning rate or reset, then press Play.`,
  );
}
