/** Builds safetensors files for tests from any header, the broken ones too. */

/** A file from a header (text as it stands, or an object) and data; the claimed header length may be a lie. */
export function fileFromHeader(header: string | object, data: Uint8Array, claimed?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + data.length);
  new DataView(file.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true);
  file.set(json, 8);
  file.set(data, 8 + json.length);
  return file;
}

export interface RawTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A well-formed file of tensors of any type. */
export function fileOfTensors(tensors: readonly RawTensor[]): Uint8Array {
  let offset = 0;
  const entries = tensors.map(({ name, dtype, shape, bytes }) => {
    const begin = offset;
    offset += bytes.length;
    return [name, { dtype, shape, data_offsets: [begin, offset] }] as const;
  });
  const data = new Uint8Array(offset);
  offset = 0;
  for (const { bytes } of tensors) {
    data.set(bytes, offset);
    offset += bytes.length;
  }
  return fileFromHeader(Object.fromEntries(entries), data);
}

/** Reads one element as the format's description says, bit by bit; the twin of the reader under test. */
export function elementOf(file: Uint8Array, dtype: string, begin: number, index: number): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (dtype === 'F32') return view.getFloat32(begin + 4 * index, true);
  const word = view.getUint16(begin + 2 * index, true);
  if (dtype === 'BF16') {
    const wide = new DataView(new ArrayBuffer(4));
    wide.setUint32(0, word * 2 ** 16);
    return wide.getFloat32(0);
  }
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 31;
  const fraction = (word & 1023) / 1024;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}
