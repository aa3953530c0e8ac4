/** Prompts as a person edits them: one a line, `\n` for a line break inside or at the end of one. Knows text. */

/** Empty lines are none. */
export function promptLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('\\n', '\n'));
}

/** The text that {@link promptLines} reads as these. */
export function promptText(prompts: readonly string[]): string {
  return prompts.map((prompt) => prompt.replaceAll('\n', '\\n')).join('\n');
}
