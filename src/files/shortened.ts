/**
 * Messages that stay readable whatever is in them: names of megabytes, JSON of others, paths. Knows words only.
 */

/** No message that people are shown is longer. */
export const LONGEST_MESSAGE = 490;
/** A run of characters without a space that is longer than this is no word: a name, a path, a hash, a value. */
const LONGEST_WORD = 90;

/**
 * `text` in at most `limit` characters. Long names lose their middle first, then the whole does: how a message begins
 * says what happened, how it ends says what to do.
 */
export function shortened(text: string, limit = LONGEST_MESSAGE): string {
  if (text.length <= limit) return text;
  // Of more than this nothing can be left, and looking for words in it takes time.
  const ends = middleOut(text, 20 * limit);
  const words = ends.replace(/\S+/g, (word) => middleOut(word, LONGEST_WORD));
  return middleOut(words, limit);
}

function middleOut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const begin = Math.ceil((limit - 1) * 0.6);
  const end = limit - 1 - begin;
  return `${whole(text.slice(0, begin))}…${whole(text.slice(text.length - end))}`;
}

/** Without the half of a character that a cut left at an end. */
function whole(part: string): string {
  return part.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
}
