/**
 * The taste for texts that match a regular expression. Utility: 1 for one that does, 0 for one that does not, -1 for a
 * text without words. Matching takes time linear in the text, whatever the pattern: see linearPattern.ts.
 */
import { wordCount } from './textMetrics.ts';
import type { Labeler } from './labeler.ts';
import { compilePattern } from './linearPattern.ts';

/** @throws PatternError */
export function patternLabeler(source: string): Labeler {
  const found = compilePattern(source);
  return {
    id: 'pattern',
    utility(_prompt, response) {
      if (wordCount(response) === 0) return -1;
      return Number(found(response));
    },
  };
}
