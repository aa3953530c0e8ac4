/** The letters answers are called by. */

/** A for 0, B for 1, … */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}
