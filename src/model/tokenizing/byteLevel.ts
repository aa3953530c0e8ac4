/**
 * How byte-level tokenizers write bytes as characters, and back while tokens come one by one. Knows the table; knows no
 * vocabulary.
 */

/** Takes the tokens of a text in order; each call gives what can be said of them by then. */
export interface DecodeStep {
  take(token: string): readonly string[];
  end(): readonly string[];
}

/** Each byte: itself where it is printable in Latin-1, otherwise the next character from U+0100 on (GPT-2's). */
const CHARACTER_OF_BYTE: readonly string[] = (() => {
  let shifted = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    return String.fromCodePoint(printable ? byte : shifted++);
  });
})();

const BYTE_OF_CHARACTER: ReadonlyMap<string, number> = new Map(
  CHARACTER_OF_BYTE.map((character, byte) => [character, byte]),
);

/** Bytes of a token; of one that is not written so, those of its text. */
export function bytesOfToken(token: string): Uint8Array {
  const bytes = Array.from(token, (character) => BYTE_OF_CHARACTER.get(character));
  return bytes.includes(undefined) ? new TextEncoder().encode(token) : Uint8Array.from(bytes as number[]);
}

/** Whether every character of a token stands for a byte. */
export function isByteLevel(token: string): boolean {
  return Array.from(token).every((character) => BYTE_OF_CHARACTER.has(character));
}

/** The characters that stand for the bytes of a text. */
export function byteCharacters(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => CHARACTER_OF_BYTE[byte]).join('');
}

/** Joins all tokens; a character is given when its last byte is there, one cut short as U+FFFD at the end. */
export function byteParts(): DecodeStep {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    take: (token) => [decoder.decode(bytesOfToken(token), { stream: true })],
    end: () => [decoder.decode()],
  };
}
