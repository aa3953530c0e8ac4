/**
 * Which key was pressed, by the names that shortcuts use, on whatever keyboard. What a key writes counts; where that
 * is none of ours (digits of a French row without Shift, Russian letters), its position on the board does. Pure.
 */

/** What is needed of a KeyboardEvent. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly isComposing?: boolean;
  readonly keyCode?: number;
  getModifierState?(name: string): boolean;
}

/** Characters that some shortcut is called by, digits and letters beside. */
const SIGNS = new Set([',', '?', '=']);
/** Signs by position, for layouts that write something of another script there. */
const BY_POSITION: Readonly<Record<string, string>> = { Comma: ',', Equal: '=' };
/** keyCode of a press that an input method has taken. */
const INPUT_METHOD = 229;

/** `a` to `z`, `0` to `9`, `,`, `?`, `=` or a name such as `Enter`; null for what is meant for something else. */
export function keyOf(event: KeyPress): string | null {
  const { code } = event;
  if (event.isComposing || event.keyCode === INPUT_METHOD || event.key === 'Dead' || event.key === 'Process')
    return null;
  const key = halfWidth(event.key);
  if (/^[A-Z]\w/.test(key)) return key;
  if (!/^.$/su.test(key)) return null;
  // A decimal key writes a comma in many countries and means no shortcut.
  if (SIGNS.has(key)) return code.startsWith('Numpad') && key === ',' ? null : key;
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const digit = digitOf(key);
  if (digit !== null) return String(digit);
  // The third level of a key is a character of its own, not the key.
  if (event.getModifierState?.('AltGraph')) return null;
  const [, row] = /^Digit(\d)$/.exec(code) ?? [];
  if (row !== undefined) return event.shiftKey ? null : row;
  if ((key.codePointAt(0) ?? 0) < 0x80) return null;
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  return letter?.toLowerCase() ?? BY_POSITION[code] ?? null;
}

/** Full-width forms, as Chinese and Japanese keyboards send them, as the ASCII they stand for. */
function halfWidth(key: string): string {
  const code = key.codePointAt(0) ?? 0;
  return key.length === 1 && code >= 0xff01 && code <= 0xff5e ? String.fromCodePoint(code - 0xfee0) : key;
}

/** The value of a decimal digit of any script, or null. Each script has its ten in a row. */
function digitOf(key: string): number | null {
  if (!/^\p{Nd}$/u.test(key)) return null;
  const code = key.codePointAt(0) ?? 0;
  let before = 0;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(code - before - 1))) before++;
  return before % 10;
}
