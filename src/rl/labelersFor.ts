/**
 * Every simulated labeler as the settings have it, and the prompts that each can be asked about. Knows the settings
 * that say what a taste looks for; knows no model.
 */
import type { Taste } from './taste.ts';
import { LABELERS } from '../tastes/index.ts';
import { keywordLabeler } from '../tastes/keyword.ts';
import { LABELER_IDS, type FixedLabelerId, type Labeler, type LabelerId } from '../tastes/labeler.ts';
import { lengthLabeler } from '../tastes/length.ts';
import { patternLabeler } from '../tastes/pattern.ts';

/** The rater has nothing to look for yet. */
export class TasteError extends Error {
  override readonly name = 'TasteError';
}

/**
 * The labeler of that name.
 * @throws TasteError where the settings leave it nothing to look for; PatternError for a pattern that cannot be used
 */
export function labelerFor(id: LabelerId, { targetWords, keyword, pattern }: Taste): Labeler {
  switch (id) {
    case 'length':
      return lengthLabeler(targetWords);
    case 'keyword':
      if (keyword.trim() === '') throw nothingToFind('words are', 'Words to say', 'keyword');
      return keywordLabeler(keyword);
    case 'pattern':
      if (pattern === '') throw nothingToFind('pattern is', 'Pattern to match', 'pattern');
      return patternLabeler(pattern);
    default:
      return LABELERS[id];
  }
}

/** Every labeler that has something to look for. */
export function labelersFor(taste: Taste): Labeler[] {
  const labelers: Labeler[] = [];
  for (const id of LABELER_IDS) {
    try {
      labelers.push(labelerFor(id, taste));
    } catch {
      // Told to whoever asks for that one.
    }
  }
  return labelers;
}

/** The prompts that a labeler can tell good from bad answers to. */
export function judgedPrompts(id: LabelerId, prompts: readonly string[]): string[] {
  const labeler: Labeler | null = Object.hasOwn(LABELERS, id) ? LABELERS[id as FixedLabelerId] : null;
  return prompts.filter((prompt) => labeler?.judges?.(prompt) ?? true);
}

function nothingToFind(what: string, field: string, setting: string): TasteError {
  return new TasteError(
    `The rater has nothing to look for: no ${what} set. Every ranking is kept and nothing was ranked now. Set "${field}" in the settings (${setting}), or choose another rater.`,
  );
}
