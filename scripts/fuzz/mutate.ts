/**
 * Broken inputs out of sound ones, the same for the same seed: bytes turned, texts cut and spliced, values in JSON put
 * in each other's places or made extreme. Knows no format but JSON.
 */

/** Repeatable random numbers (mulberry32). */
export interface Chance {
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number;
  pick<Value>(values: readonly Value[]): Value;
}

export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
  return { below, pick: (values) => values[below(values.length)] };
}

const LONG = 'x'.repeat(10_000);
const WORDS = [
  '',
  ' ',
  '\0',
  '\u2028',
  '\ud83e',
  '🦊',
  '../../c',
  'null',
  'NaN',
  '"',
  '{',
  ']',
  '\\',
  '\n',
  LONG,
];
const NUMBERS = [-1, 0, 0.5, 1, 3, 255, 2 ** 31, 2 ** 32, 2 ** 53, 1e9, 1e300, -1e300];

/** One to four changes to bytes. */
export function mutateBytes(bytes: Uint8Array, random: Chance): Uint8Array {
  let changed = bytes.slice();
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(Math.max(1, changed.length));
    switch (random.below(5)) {
      case 0:
        changed[at] = random.below(256);
        break;
      case 1:
        changed = changed.slice(0, at);
        break;
      case 2:
        changed = joined(changed.slice(0, at), changed.slice(random.below(changed.length + 1)));
        break;
      case 3:
        changed = joined(changed.slice(0, at), new Uint8Array(1 + random.below(64)), changed.slice(at));
        break;
      default:
        // The beginning is where lengths stand.
        changed[random.below(Math.min(16, Math.max(1, changed.length)))] = random.pick([0, 1, 0x7f, 0xff]);
    }
  }
  return changed;
}

/** One to three changes to a text. */
export function mutateText(text: string, random: Chance): string {
  let changed = text;
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at = random.below(changed.length + 1);
    const to = at + random.below(1 + random.pick([3, 30, changed.length - at]));
    const inserted = random.pick([random.pick(WORDS), String(random.pick(NUMBERS)), changed.slice(at, to)]);
    changed = changed.slice(0, at) + inserted + changed.slice(random.pick([at, to]));
  }
  return changed;
}

/** A JSON text with one to three of its values changed, or its text. */
export function mutateJson(text: string, random: Chance): string {
  if (random.below(8) === 0) return mutateText(text, random);
  let value: unknown = JSON.parse(text);
  for (let left = 1 + random.below(3); left > 0; left--)
    value = changedIn(value, random, 1 + random.below(6));
  return JSON.stringify(value) ?? 'null';
}

/** The value with something changed `depth` levels down, or where it ends before. */
function changedIn(value: unknown, random: Chance, depth: number): unknown {
  if (depth === 0 || typeof value !== 'object' || value === null) return nasty(value, random);
  if (Array.isArray(value)) {
    if (value.length === 0) return [nasty(null, random)];
    const copy = [...(value as unknown[])];
    const at = random.below(copy.length);
    const change = random.below(7);
    if (change === 0) copy.splice(at, 1);
    else if (change === 1) copy.splice(at, 0, copy[random.below(copy.length)]);
    else copy[at] = changedIn(copy[at], random, depth - 1);
    return copy;
  }
  const copy: Record<string, unknown> = { ...value };
  const keys = Object.keys(copy);
  const key = keys.length === 0 ? 'new' : random.pick(keys);
  const change = random.below(8);
  if (change === 0) delete copy[key];
  else if (change === 1) copy[random.pick(WORDS)] = copy[key];
  else if (change === 2 && keys.length > 0) copy[key] = copy[random.pick(keys)];
  else copy[key] = changedIn(copy[key], random, depth - 1);
  return copy;
}

function nasty(value: unknown, random: Chance): unknown {
  const kind = random.below(9);
  if (kind < 3 && typeof value === 'number')
    return random.pick([-value, value * 1e6, value + 0.5, value + 1]);
  if (kind < 3 && typeof value === 'string') return mutateText(value, random);
  if (kind < 5) return random.pick(NUMBERS);
  if (kind < 7) return random.pick(WORDS);
  if (kind === 7) return random.pick([null, true, false, [], {}]);
  return random.pick([() => Array.from({ length: copiesOf(value) }, () => value), () => nested(500)])();
}

/** Many, but not more than a file of a megabyte has. */
function copiesOf(value: unknown): number {
  return Math.min(2000, Math.ceil(2 ** 20 / ((JSON.stringify(value) ?? '').length + 1)));
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
