/** What a person types for a model to write to. Knows lines. */

/** One prompt a line; empty lines are none. */
export function promptLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}
