/**
 * Looks for NaN and infinity in a weights file whose bytes come in pieces, so that a model that is broken is
 * refused while it is fetched, before a GPU hears of it. Knows the bits of the three float types; knows no storage.
 */
import { shown } from '../errors.ts';
import type { TensorEntry } from './safetensorsRead.ts';

/** By type: bytes of an element, and which bits of its last two bytes are all ones in what is not finite. */
const EXPONENTS: Readonly<
  Record<string, { readonly width: number; readonly low: number; readonly high: number }>
> = {
  F32: { width: 4, low: 0x80, high: 0x7f },
  BF16: { width: 2, low: 0x80, high: 0x7f },
  F16: { width: 2, low: 0, high: 0x7c },
};

export class FiniteCheck {
  readonly #tensors: readonly TensorEntry[];
  #at = 0;
  #previous = 0;

  /** @param tensors of one file; those of other types are passed over. */
  constructor(tensors: Iterable<TensorEntry>) {
    this.#tensors = [...tensors].filter(({ dtype }) => dtype in EXPONENTS).sort((a, b) => a.begin - b.begin);
  }

  /** Goes on behind bytes that were checked earlier. @param previous the last of them. */
  resume(offset: number, previous: number): void {
    this.#at = offset;
    this.#previous = previous;
  }

  /**
   * Takes the file's next bytes.
   * @returns what is wrong with them, in words, or null.
   */
  take(bytes: Uint8Array): string | null {
    const offset = this.#at;
    const end = offset + bytes.length;
    let problem: string | null = null;
    for (const tensor of this.#tensors) {
      if (problem !== null || tensor.begin >= end) break;
      if (tensor.end > offset) problem = this.#look(tensor, offset, bytes);
    }
    this.#at = end;
    this.#previous = bytes.at(-1) ?? this.#previous;
    return problem;
  }

  #look({ name, dtype, begin, end }: TensorEntry, offset: number, bytes: Uint8Array): string | null {
    const { width, low, high } = EXPONENTS[dtype];
    // The last byte of the first element that ends here; the exponent lies in it and the one before.
    const first = Math.max(1, Math.ceil((offset - begin + 1) / width));
    const last = Math.min(end, offset + bytes.length) - offset;
    for (let at = begin + first * width - 1 - offset; at < last; at += width) {
      if ((bytes[at] & high) !== high) continue;
      const before = at > 0 ? bytes[at - 1] : this.#previous;
      if ((before & low) !== low) continue;
      const element = (offset + at + 1 - begin) / width - 1;
      return `${shown(name)} holds NaN or infinity at element ${element}: the weights are broken.`;
    }
    return null;
  }
}
