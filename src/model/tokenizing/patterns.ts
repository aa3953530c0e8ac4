/**
 * The patterns that tokenizer.json can name, as what finds their matches: those that are known to go over a text once
 * by JavaScript's own engine, all others by one that cannot hang. Knows how the file writes them and how Oniguruma's
 * become JavaScript's; knows no step of a tokenizer.
 */
import { SplitPreTokenizer } from '@huggingface/tokenizers';
import { CheckpointError, shown } from '../../files/errors.ts';
import { boundedPattern, TooManySteps, UnfollowedPattern, type FindMatches } from './boundedPattern.ts';

export type { FindMatches } from './boundedPattern.ts';

export type PatternJson = ConstructorParameters<typeof SplitPreTokenizer>[0]['pattern'];

/** Those of Llama 3 and Qwen, which go over a text once. */
const KNOWN: readonly string[] = ['\\p{N}{1,3}', '\\p{N}'].map(
  (digits) =>
    `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
);

/**
 * @param json a field `pattern`: `{ String }`, which means itself, or `{ Regex }`.
 * @returns null for a field that is neither
 * @throws SyntaxError for a pattern that is none; Error, in words that end a sentence, for one that cannot be followed
 */
export function patternFinder(json: PatternJson): FindMatches | null {
  // The library's port knows how to write Oniguruma's expressions in JavaScript.
  const { pattern } = new SplitPreTokenizer({
    type: 'Split',
    pattern: json,
    behavior: 'Isolated',
    invert: true,
  });
  if (!pattern) return null;
  const { Regex: own } = json as { readonly Regex?: string };
  if (own === undefined || KNOWN.includes(own)) return nativeFinder(pattern);
  try {
    return stopped(boundedPattern(pattern), own);
  } catch (error) {
    if (!(error instanceof UnfollowedPattern)) throw error;
    throw new Error(`its pattern ${shown(own)} could take for ever: ${lowerFirst(error.message)}`, {
      cause: error,
    });
  }
}

/** By JavaScript's own engine: for patterns that it cannot hang on. */
export function nativeFinder(pattern: RegExp): FindMatches {
  return function* (text) {
    for (const { 0: found, index } of text.matchAll(pattern))
      yield { start: index, end: index + found.length };
  };
}

/** `text` with its matches replaced by `content`, which means itself. */
export function replaceMatches(find: FindMatches, text: string, content: string): string {
  let at = 0;
  let changed = '';
  for (const { start, end } of find(text)) {
    changed += text.slice(at, start) + content;
    at = end;
  }
  return changed + text.slice(at);
}

/** The same, where what takes too long is told with the text's name. @throws (when finding) CheckpointError */
function stopped(find: FindMatches, own: string): FindMatches {
  return function* (text) {
    try {
      yield* find(text);
    } catch (cause) {
      if (!(cause instanceof TooManySteps)) throw cause;
      throw new CheckpointError({
        kind: 'model',
        happened: `The model's tokenizer takes too long for ${shown(text)}: it was stopped. Its pattern ${shown(own)} tries too many ways to part the text.`,
        kept: 'Nothing was written to it.',
        todo: 'Use a shorter text, or the tokenizer.json of the model that this one was made from.',
        cause,
      });
    }
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
