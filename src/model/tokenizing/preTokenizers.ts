/**
 * The pre-tokenizers that tokenizer.json can name: how a text is cut before a model sees the pieces, after the rules of
 * the reference library, where those of its JavaScript port differ (words beyond ASCII, punctuation, merged matches,
 * lengths in characters). Knows the rules; knows no vocabulary.
 */
import { shown } from '../../files/errors.ts';
import { byteCharacters } from './byteLevel.ts';
import { nativeFinder, patternFinder, type FindMatches, type PatternJson } from './patterns.ts';

/**
 * Cuts one piece of text.
 * @param first whether it is where the whole text begins.
 */
export type PreTokenizer = (text: string, first: boolean) => readonly string[];

/** A pre-tokenizer that cannot be followed, in words that end a sentence. */
export class UnknownPreTokenizer extends Error {}

interface PreTokenizerJson {
  readonly type?: unknown;
  readonly [field: string]: unknown;
}

type Behavior = 'Removed' | 'Isolated' | 'Contiguous' | 'MergedWithPrevious' | 'MergedWithNext';

const BEHAVIORS: readonly string[] = [
  'Removed',
  'Isolated',
  'Contiguous',
  'MergedWithPrevious',
  'MergedWithNext',
] satisfies Behavior[];

// As Rust's regular expressions have them.
const WORD = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;
const WORDS = nativeFinder(new RegExp(String.raw`[${WORD}]+|[^${WORD}\p{White_Space}]+`, 'gu'));
const SPACES = nativeFinder(/\p{White_Space}/gu);
const PUNCTUATION = nativeFinder(/[\p{P}!-/:-@[-`{-~]/gu);
const NUMERIC = nativeFinder(/\p{N}/gu);
/** GPT-2's. */
const BYTE_LEVEL = nativeFinder(
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
);

/**
 * @param json tokenizer.json's field; without one a text is one piece.
 * @throws UnknownPreTokenizer for those that cannot be followed; SyntaxError for a pattern that is none.
 */
export function preTokenizer(json: unknown): PreTokenizer {
  if (json === null || json === undefined) return (text) => [text];
  const own = json as PreTokenizerJson;
  switch (own.type) {
    case 'Sequence': {
      if (!Array.isArray(own.pretokenizers)) {
        throw new UnknownPreTokenizer('its Sequence of pre-tokenizers is no list');
      }
      const steps = own.pretokenizers.map(preTokenizer);
      return (text, first) =>
        steps.reduce<readonly string[]>(
          (pieces, step) => pieces.flatMap((piece, index) => step(piece, first && index === 0)),
          [text],
        );
    }
    case 'Whitespace':
      return (text) => cut(text, WORDS, 'Removed', true);
    case 'WhitespaceSplit':
      return (text) => cut(text, SPACES, 'Removed');
    case 'BertPreTokenizer':
      return (text) => cut(text, SPACES, 'Removed').flatMap((word) => cut(word, PUNCTUATION, 'Isolated'));
    case 'Punctuation': {
      const behavior = behaviorOf(own.behavior ?? 'Isolated');
      return (text) => cut(text, PUNCTUATION, behavior);
    }
    case 'Digits': {
      const behavior = own.individual_digits === true ? 'Isolated' : 'Contiguous';
      return (text) => cut(text, NUMERIC, behavior);
    }
    case 'CharDelimiterSplit': {
      const pattern = patternOf({ String: String(own.delimiter) });
      return (text) => cut(text, pattern, 'Removed');
    }
    case 'Split': {
      const pattern = patternOf(own.pattern as PatternJson);
      const behavior = behaviorOf(own.behavior);
      return (text) => cut(text, pattern, behavior, own.invert === true);
    }
    case 'FixedLength':
      return fixedLength(own.length);
    case 'Metaspace':
      return metaspace(own);
    case 'ByteLevel':
      return byteLevel(own);
    default:
      throw new UnknownPreTokenizer(`its pre-tokenizer is of the type ${shown(own.type)}`);
  }
}

function behaviorOf(json: unknown): Behavior {
  const found = BEHAVIORS.find(
    (name) => name.toLowerCase() === String(json).toLowerCase().replaceAll('_', ''),
  );
  if (found === undefined) throw new UnknownPreTokenizer(`its pre-tokenizer splits by ${shown(json)}`);
  return found as Behavior;
}

function patternOf(json: PatternJson): FindMatches {
  const find = patternFinder(json);
  if (!find) throw new UnknownPreTokenizer('its pre-tokenizer Split has no pattern');
  return find;
}

/** Cuts where a pattern matches. @param invert whether what lies between the matches counts as the match. */
function cut(text: string, find: FindMatches, behavior: Behavior, invert = false): readonly string[] {
  const parts: { readonly text: string; readonly match: boolean }[] = [];
  let at = 0;
  const add = (end: number, match: boolean): void => {
    if (end > at) parts.push({ text: text.slice(at, end), match: match !== invert });
    at = end;
  };
  for (const { start, end } of find(text)) {
    add(start, false);
    add(end, true);
  }
  add(text.length, false);
  if (behavior === 'Isolated') return parts.map((part) => part.text);
  if (behavior === 'Removed') return parts.flatMap((part) => (part.match ? [] : [part.text]));
  return merged(parts, behavior);
}

function merged(
  parts: readonly { readonly text: string; readonly match: boolean }[],
  behavior: 'Contiguous' | 'MergedWithPrevious' | 'MergedWithNext',
): readonly string[] {
  const pieces: string[] = [];
  let before: boolean | null = null;
  for (const { text, match } of parts) {
    const joins =
      before !== null &&
      {
        Contiguous: match === before,
        MergedWithPrevious: match && !before,
        MergedWithNext: before && !match,
      }[behavior];
    if (joins) pieces[pieces.length - 1] += text;
    else pieces.push(text);
    before = match;
  }
  return pieces;
}

function fixedLength(length: unknown): PreTokenizer {
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 1) {
    throw new UnknownPreTokenizer(`its pre-tokenizer FixedLength has the length ${shown(length)}`);
  }
  return (text) => {
    const characters = Array.from(text);
    return Array.from({ length: Math.ceil(characters.length / length) }, (_, index) =>
      characters.slice(index * length, (index + 1) * length).join(''),
    );
  };
}

function metaspace(json: PreTokenizerJson): PreTokenizer {
  const replacement = typeof json.replacement === 'string' ? json.replacement : '▁';
  // Files of older versions say whether, newer ones where.
  const scheme = json.add_prefix_space === false ? 'never' : (json.prepend_scheme ?? 'always');
  const pattern = patternOf({ String: replacement });
  return (text, first) => {
    const replaced = text.replaceAll(' ', replacement);
    const prepends = scheme === 'always' || (scheme === 'first' && first);
    const whole = prepends && !replaced.startsWith(replacement) ? replacement + replaced : replaced;
    return json.split === false ? [whole] : cut(whole, pattern, 'MergedWithNext');
  };
}

function byteLevel(json: PreTokenizerJson): PreTokenizer {
  return (text) => {
    const spaced = json.add_prefix_space !== false && !text.startsWith(' ') ? ` ${text}` : text;
    const pieces = json.use_regex === false ? [spaced] : cut(spaced, BYTE_LEVEL, 'Isolated');
    return pieces.map(byteCharacters);
  };
}
