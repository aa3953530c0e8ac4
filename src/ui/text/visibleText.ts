/**
 * Makes visible what would act on the page rather than be read: control characters, and marks that turn the direction
 * of what comes after them. Everything else, joiners of emoji and of scripts included, stays as written. Pure.
 */

const ACTS = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;

/** `text` with `\r\n` as `\n`, and a sign or a code in place of each character that acts. */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(ACTS, (character) => {
    if (character === '\n' || character === '\t') return character;
    const code = character.codePointAt(0) ?? 0;
    // Unicode has pictures of the first 32 and of "delete".
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}
