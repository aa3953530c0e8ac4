/**
 * Texts as they fit into an address: deflated, in letters that no chat and no mail program changes. Knows bytes and
 * letters; must not know what is packed.
 */
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';

/** Letters, digits, `-` and `_`. */
export function pack(text: string): string {
  let binary = '';
  for (const byte of deflateSync(strToU8(text), { level: 9 })) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * The text that was packed; null for what is none, was cut off or changed, or would unpack to more than `mostBytes`:
 * an address is written by anybody, and a few letters can stand for gigabytes.
 */
export function unpack(packed: string, mostBytes: number): string | null {
  if (!/^[\w-]+$/.test(packed)) return null;
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const parts: Uint8Array[] = [];
    let size = 0;
    let ended = false;
    const inflate = new Inflate((part, last) => {
      size += part.length;
      if (size > mostBytes) throw new RangeError('It unpacks to more than it may.');
      parts.push(part);
      ended = last;
    });
    inflate.push(
      Uint8Array.from(binary, (letter) => letter.charCodeAt(0)),
      true,
    );
    return ended ? strFromU8(joined(parts, size)) : null;
  } catch {
    return null;
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
