/**
 * The facts a blurb is written from, and their one-line prompt form.
 *
 * Knows: the eight slots, their order, and the text the embedded models were
 * trained on (`name: The Eagle, type: pub, ...\n`).
 * Must not know: how a fact is worded in prose (lexicon.ts, slotChecker.ts),
 * nor anything about models, tokenizers or the page.
 */

/** Slot names in prompt order; the models have never seen another order. */
export const SLOTS = ['name', 'type', 'food', 'price', 'rating', 'area', 'family', 'near'] as const;

/** One of the eight fact slots. */
export type Slot = (typeof SLOTS)[number];

/** A set of facts. Every slot but the name may be absent. */
export type Facts = { name: string } & Partial<Record<Exclude<Slot, 'name'>, string>>;

/** The values the training data has for each closed slot (name and near are open). */
export const SLOT_VALUES: Readonly<Record<Exclude<Slot, 'name' | 'near'>, readonly string[]>> = {
  type: ['pub', 'coffee shop', 'restaurant'],
  food: ['English', 'Japanese', 'French', 'Fast food', 'Italian', 'Indian', 'Chinese'],
  price: ['cheap', 'less than £20', '£20-25', 'moderate', 'high', 'more than £30'],
  rating: ['5 out of 5', 'high', 'average', '3 out of 5', 'low', '1 out of 5'],
  area: ['riverside', 'city centre'],
  family: ['yes', 'no'],
};

/** Why a typed prompt could not be read. */
export type PromptErrorCode =
  'empty' | 'missing-name' | 'unknown-slot' | 'duplicate-slot' | 'empty-value' | 'not-a-pair';

/** Thrown by {@link parsePrompt}; `code` is stable, `message` is for people. */
export class PromptError extends Error {
  readonly code: PromptErrorCode;
  /** The piece of the text that could not be read. */
  readonly part: string;

  constructor(code: PromptErrorCode, part: string, message: string) {
    super(message);
    this.name = 'PromptError';
    this.code = code;
    this.part = part;
  }
}

// What people type instead of our keys; E2E's own names are among them.
const SLOT_ALIASES: Readonly<Record<string, Slot>> = {
  eattype: 'type',
  kind: 'type',
  cuisine: 'food',
  pricerange: 'price',
  'price range': 'price',
  prices: 'price',
  customerrating: 'rating',
  'customer rating': 'rating',
  ratings: 'rating',
  location: 'area',
  familyfriendly: 'family',
  'family friendly': 'family',
  'family-friendly': 'family',
  nearby: 'near',
  'close to': 'near',
};

/** True when the string is one of the eight slot names. */
export function isSlot(key: string): key is Slot {
  return (SLOTS as readonly string[]).includes(key);
}

/**
 * Writes facts as the prompt the models were trained on: fixed order, present
 * slots only, and the newline that ends the prompt.
 */
export function formatPrompt(facts: Facts): string {
  const parts: string[] = [];
  for (const slot of SLOTS) {
    const value = facts[slot];
    if (value !== undefined && value !== '') parts.push(`${slot}: ${value}`);
  }
  return parts.join(', ') + '\n';
}

/**
 * Reads a prompt back, tolerant of what people type: any order, any spacing or
 * case of the keys, `;` or line breaks for commas, E2E's key names, and values
 * in another case. A piece without a key continues the value before it, so a
 * name may hold a comma.
 *
 * @throws {PromptError} when a piece cannot be read or there is no name.
 */
export function parsePrompt(text: string): Facts {
  const pieces = text
    .split(/[,;\n]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  if (pieces.length === 0) throw new PromptError('empty', '', 'There are no facts yet.');
  const found = new Map<Slot, string>();
  let last: Slot | undefined;
  for (const piece of pieces) {
    const colon = piece.indexOf(':');
    if (colon < 0) {
      if (last === undefined) {
        throw new PromptError('not-a-pair', piece, `"${piece}" is not of the form "key: value".`);
      }
      found.set(last, `${found.get(last)}, ${piece}`);
      continue;
    }
    const slot = toSlot(piece.slice(0, colon));
    if (slot === undefined) {
      throw new PromptError(
        'unknown-slot',
        piece,
        `"${piece.slice(0, colon).trim()}" is not a fact this model knows; use ${SLOTS.join(', ')}.`,
      );
    }
    if (found.has(slot)) {
      throw new PromptError('duplicate-slot', piece, `"${slot}" is given twice.`);
    }
    const value = piece
      .slice(colon + 1)
      .trim()
      .replace(/\s+/g, ' ');
    if (value === '') throw new PromptError('empty-value', piece, `"${slot}" has no value.`);
    found.set(slot, value);
    last = slot;
  }
  const name = found.get('name');
  if (name === undefined) {
    throw new PromptError('missing-name', '', 'A prompt needs a name, as in "name: The Eagle".');
  }
  const facts: Facts = { name };
  for (const slot of SLOTS) {
    const value = found.get(slot);
    if (slot !== 'name' && value !== undefined) facts[slot] = canonicalValue(slot, value);
  }
  return facts;
}

function toSlot(key: string): Slot | undefined {
  const folded = key.trim().toLowerCase().replace(/\s+/g, ' ');
  return isSlot(folded) ? folded : SLOT_ALIASES[folded];
}

// The models saw one spelling of each value, so "ITALIAN" or "£20 - 25" is
// brought back to it; an unknown value is kept as typed.
function canonicalValue(slot: Exclude<Slot, 'name'>, value: string): string {
  if (slot === 'near') return value;
  const fold = (s: string) =>
    s
      .toLowerCase()
      .replace(/[–—]/g, '-')
      .replace(/\s*-\s*£?/g, '-');
  const folded = fold(value);
  if (slot === 'family') {
    if (/^(yes|y|true)$/.test(folded)) return 'yes';
    if (/^(no|n|false)$/.test(folded)) return 'no';
  }
  if (slot === 'area' && folded === 'city center') return 'city centre';
  return SLOT_VALUES[slot].find((known) => fold(known) === folded) ?? value;
}

/** The facts of a prompt, or null when it cannot be read: a taste must not stop a run over a typing mistake. */
export function factsOf(prompt: string): Facts | null {
  try {
    return parsePrompt(prompt);
  } catch {
    return null;
  }
}
