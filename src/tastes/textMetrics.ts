/**
 * Numbers about text that show a policy going wrong: its length, its repetition, its diversity.
 *
 * Knows: sequences of words or token ids. Must not know: what the text is about.
 */

/**
 * The words of a text: runs of letters and digits, with inner apostrophes, hyphens and a leading £. Where a script puts
 * no spaces between words (Chinese, Japanese, Thai), each character counts as one.
 */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`;
const LETTER = String.raw`(?:(?!${UNSPACED})[\p{L}\p{N}])`;
const WORD = new RegExp(`${UNSPACED}|£?${LETTER}+(?:['’-]${LETTER}+)*`, 'gu');

/** Response length in words. */
export function wordCount(text: string): number {
  return wordsOf(text).length;
}

/**
 * Distinct-n (Li et al. 2016): distinct n-grams over all n-grams of all sequences together.
 * Falls towards 0 when a policy says the same thing whatever the prompt; 1 when no n-gram occurs twice.
 * NaN when no sequence is n long.
 */
export function distinctN(sequences: readonly (readonly (string | number)[])[], n: number): number {
  const seen = new Set<string>();
  let total = 0;
  for (const sequence of sequences) {
    for (let start = 0; start + n <= sequence.length; start++) {
      seen.add(sequence.slice(start, start + n).join('\u0000'));
      total++;
    }
  }
  return total === 0 ? Number.NaN : seen.size / total;
}

/**
 * Share of a text's n-grams that already occurred in it, ignoring case: 0 for none, near 1 for a loop.
 * 0 when the text is shorter than n words.
 */
export function repetition(text: string, n = 3): number {
  const distinct = distinctN([wordsOf(text.toLowerCase())], n);
  return Number.isNaN(distinct) ? 0 : 1 - distinct;
}
