/**
 * The taste for certain words. Utility: of the words or phrases asked for, the share that the text says, as whole words,
 * whatever their case: 0 to 1, and -1 for a text without words. Knows nothing of their meaning.
 */
import { wordCount } from './textMetrics.ts';
import type { Labeler } from './labeler.ts';

/** @param keywords one or more, separated by commas */
export function keywordLabeler(keywords: string): Labeler {
  const wanted = [...new Set(keywords.split(/[,，、]/).map(plain))].filter((word) => word !== '');
  return {
    id: 'keyword',
    utility(_prompt, response) {
      if (wordCount(response) === 0) return -1;
      const text = plain(response);
      return wanted.filter((word) => says(text, word)).length / Math.max(1, wanted.length);
    },
  };
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

// Scripts without spaces have no whole words to find.
const SPACED = /^[\p{L}\p{N}]$/u;
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u;

function says(text: string, word: string): boolean {
  const joins = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && [a, b].every((char) => SPACED.test(char) && !UNSPACED.test(char));
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = Array.from(text.slice(0, at)).at(-1);
    const [after] = text.slice(at + word.length);
    const [first, last] = [Array.from(word)[0], Array.from(word).at(-1)];
    if (!joins(before, first) && !joins(last, after)) return true;
  }
  return false;
}
