/** One line a check, and how many failed, as report.py prints them. Knows no model. */

export class Checks {
  failures = 0;
  readonly #began = performance.now();

  check(what: string, holds: boolean, detail = ''): void {
    if (!holds) this.failures++;
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}${detail && ` (${detail})`}`);
  }

  /** Says what goes on, with the seconds since the beginning. */
  tell(what: string): void {
    console.log(`     ${((performance.now() - this.#began) / 1000).toFixed(0)} s ${what}`);
  }
}

/** Largest difference of two rows of numbers; infinite where their lengths differ. */
export function furthest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let most = 0;
  for (let i = 0; i < found.length; i++) most = Math.max(most, Math.abs(found[i] - expected[i]));
  return most;
}

/** Largest of them, without its sign. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}
