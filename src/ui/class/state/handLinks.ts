/**
 * What is handed in as a link, in several where a QR code has no room for all of it, and put together again. Pure; must not know
 * the window.
 */
import { packText, unpackText } from '../../runs/state/link.ts';

/** Characters of what a QR code can hold and a phone still reads off a screen. */
export const QR_ROOM = 1100;
/** Most codes of one person: more is what files are for. */
export const MOST_CODES = 6;

/** A part of a packed text. */
export interface LinkPart {
  /** From 1 on. */
  readonly part: number;
  readonly of: number;
  /** The same for all parts of a text. */
  readonly key: string;
  readonly packed: string;
}

/**
 * The `#…` part of a link with all of a text.
 * @throws LinkTooLongError
 */
export function handLink(text: string): string {
  return `#handin=${packText(text)}`;
}

/**
 * `#…` parts of links that each fit into a QR code with `base` before them; null where they would be too many.
 * @throws LinkTooLongError
 */
export function codeLinks(text: string, base: string): readonly string[] | null {
  const packed = packText(text);
  if (base.length + '#handin='.length + packed.length <= QR_ROOM) return [`#handin=${packed}`];
  const key = keyOf(packed);
  const room = QR_ROOM - base.length - `#handin=9.9.${key}.`.length;
  const count = Math.ceil(packed.length / Math.max(1, room));
  if (room < 100 || count > MOST_CODES) return null;
  return Array.from(
    { length: count },
    (_, at) => `#handin=${at + 1}.${count}.${key}.${packed.slice(at * room, (at + 1) * room)}`,
  );
}

/** What stands behind `handin=`, or null for what is damaged. */
export function partOf(value: string): LinkPart | null {
  const found = /^(\d)\.(\d)\.([\w-]{1,12})\.([\w-]+)$/.exec(value);
  if (!found) return unpackText(value) === null ? null : { part: 1, of: 1, key: keyOf(value), packed: value };
  const [, part, of, key, packed] = found;
  return Number(part) < 1 || Number(part) > Number(of)
    ? null
    : { part: Number(part), of: Number(of), key, packed };
}

/** Whole texts, and what still waits for other parts. */
export function joined(parts: readonly LinkPart[]): {
  readonly texts: readonly string[];
  readonly waiting: readonly { readonly have: number; readonly of: number }[];
} {
  const texts: string[] = [];
  const waiting: { have: number; of: number }[] = [];
  for (const key of new Set(parts.map((one) => one.key))) {
    const own = new Map(parts.filter((one) => one.key === key).map((one) => [one.part, one]));
    const [{ of }] = own.values();
    const packed = Array.from({ length: of }, (_, at) => own.get(at + 1)?.packed ?? '').join('');
    const text = own.size < of ? null : unpackText(packed);
    if (text === null) waiting.push({ have: own.size, of });
    else texts.push(text);
  }
  return { texts, waiting };
}

/** By which parts of one text are known. */
function keyOf(packed: string): string {
  let hash = 0;
  for (let at = 0; at < packed.length; at++) hash = (Math.imul(hash, 31) + packed.charCodeAt(at)) >>> 0;
  return hash.toString(36);
}
