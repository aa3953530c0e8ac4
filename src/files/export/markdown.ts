/**
 * Names that people and servers give, as they may stand in Markdown that leaves the page: as text, whatever they hold.
 * Knows CommonMark's and GitHub's characters with a meaning; knows no document.
 */

/** More is no name. */
const LONGEST = 200;
const MEANING = /[\\`*_{}[\]<>()#+!|~&$^@:]/g;
/** Line breaks, and characters that change how others are shown. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;
/** Characters that mean something only at the start of a line, or of an address. */
const STARTS = /^([-=.\d])|(?<=\bwww)\./gi;

/** A name as one line of plain text. */
export function markdownText(name: string): string {
  const line = name.replace(UNSEEN, ' ').trim();
  const text = line.length > LONGEST ? `${Array.from(line).slice(0, LONGEST).join('')}…` : line;
  return text.replace(MEANING, '\\$&').replace(STARTS, (found, first: string | undefined) => {
    // Digits cannot be escaped and need not be: what follows them would make the list.
    return first !== undefined && /\d/.test(first) ? found : `\\${found}`;
  });
}

/** A string as Python reads it, which ends no block of code and no YAML value. */
export function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[`<>\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
