/**
 * Reads safetensors: an 8-byte header length, a JSON header, then the tensors back to back. Everything
 * the header claims is checked against the file before anything is allocated for it. Knows the format;
 * knows no model and no storage.
 */
import { bytesPerElement, isDType, toFloat32, type DType } from './dtype.ts';
import { CheckpointError, shown } from '../errors.ts';
import { refusePointer } from '../bytes/gitLfs.ts';
import { findDuplicateKey } from './jsonKeys.ts';

/** The reference implementation's limit. */
export const MAX_HEADER_BYTES = 100_000_000;
/** Name under which the header keeps its free-form strings. */
export const METADATA_KEY = '__metadata__';

export interface TensorEntry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Byte range in the file. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A parsed file; its tensors are decoded when asked for. */
export interface Safetensors extends SafetensorsHeader {
  /** F32, F16 or BF16 as float32. May be a view of the file. Throws CheckpointError for other types. */
  readF32(name: string): Float32Array;
  /** I32 as it is. Throws CheckpointError for other types. */
  readI32(name: string): Int32Array;
}

/**
 * Parses a whole safetensors file held in memory.
 * @param source how to call the file in messages.
 * @throws CheckpointError for anything but a well-formed file.
 */
export function parseSafetensors(bytes: Uint8Array, source = 'The safetensors file'): Safetensors {
  const header = parseSafetensorsHeader(bytes, bytes.byteLength, source);
  const entryOf = (name: string, allowed: readonly DType[]): TensorEntry => {
    const entry = header.tensors.get(name);
    if (!entry) throw broken(source, `has no tensor ${shown(name)}`);
    if (!allowed.includes(entry.dtype)) {
      throw broken(source, `stores ${shown(name)} as ${entry.dtype}; ${allowed.join(', ')} can be read here`);
    }
    return entry;
  };
  return {
    ...header,
    readF32(name) {
      const entry = entryOf(name, ['F32', 'F16', 'BF16']);
      return toFloat32(bytes.subarray(entry.begin, entry.end), entry.dtype as 'F32' | 'F16' | 'BF16');
    },
    readI32(name) {
      const entry = entryOf(name, ['I32']);
      return new Int32Array(bytes.slice(entry.begin, entry.end).buffer);
    },
  };
}

/**
 * Parses the start of a safetensors file.
 * @param bytes at least the 8-byte length and the header; may be the whole file.
 * @param fileLength bytes of the whole file, which the tensors must fill exactly.
 * @throws CheckpointError for anything but a well-formed header.
 */
export function parseSafetensorsHeader(
  bytes: Uint8Array,
  fileLength: number,
  source = 'The safetensors file',
): SafetensorsHeader {
  if (bytes.byteLength < 8) throw broken(source, `is ${bytes.byteLength} bytes long, too short for a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (headerLength > MAX_HEADER_BYTES) {
    refusePointer(source, bytes);
    throw broken(source, `claims a header of ${headerLength} bytes, more than ${MAX_HEADER_BYTES}`);
  }
  const dataStart = 8 + headerLength;
  if (dataStart > fileLength || dataStart > bytes.byteLength) {
    throw broken(source, `claims a header of ${headerLength} bytes and is only ${fileLength} bytes long`);
  }
  const header = parseHeaderJson(bytes.subarray(8, dataStart), source);
  const metadata = readMetadata(header[METADATA_KEY], source);
  const tensors = new Map<string, TensorEntry>();
  for (const [name, value] of Object.entries(header)) {
    if (name === '') throw broken(source, 'has a tensor without a name');
    if (name !== METADATA_KEY) tensors.set(name, readEntry(name, value, dataStart, source));
  }
  checkLayout([...tensors.values()], dataStart, fileLength, source);
  return { tensors, metadata };
}

function parseHeaderJson(bytes: Uint8Array, source: string): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw broken(source, 'has a header that is not JSON', cause);
  }
  if (!isRecord(header)) throw broken(source, 'has a header that is not a JSON object');
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) throw broken(source, `names ${shown(duplicate)} twice in its header`);
  return header;
}

function readMetadata(value: unknown, source: string): Record<string, string> {
  // The reference reader takes null for nothing said, as some writers leave it.
  if (value === undefined || value === null) return {};
  if (!isRecord(value) || !Object.values(value).every((text) => typeof text === 'string')) {
    throw broken(source, `has a ${METADATA_KEY} that does not map strings to strings`);
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown, dataStart: number, source: string): TensorEntry {
  if (!isRecord(value)) throw broken(source, `describes ${shown(name)} by something else than an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDType(dtype)) throw broken(source, `stores ${shown(name)} with the unknown type ${shown(dtype)}`);
  if (!isSizeArray(shape)) {
    throw broken(source, `gives ${shown(name)} the shape ${shown(shape)}, not a list of sizes`);
  }
  if (!isSizeArray(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw broken(source, `places ${shown(name)} at ${shown(offsets)}, which is not a byte range`);
  }
  const expected = shape.reduce((product, extent) => {
    // Checked extent by extent: a later 0 would hide the overflow, and the reference reader refuses it too.
    const next = product * extent;
    if (next > Number.MAX_SAFE_INTEGER) {
      throw broken(
        source,
        `gives ${shown(name)} the shape ${shown(shape)}, more elements than can be counted`,
      );
    }
    return next;
  }, bytesPerElement(dtype));
  if (expected !== offsets[1] - offsets[0]) {
    throw broken(
      source,
      `gives ${shown(name)} ${offsets[1] - offsets[0]} bytes, but ${shown(shape)} of ${dtype} takes ${expected}`,
    );
  }
  return { name, dtype, shape, begin: dataStart + offsets[0], end: dataStart + offsets[1] };
}

/** Tensors must follow each other without gap or overlap and end where the file ends. */
function checkLayout(entries: TensorEntry[], dataStart: number, fileLength: number, source: string): void {
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = dataStart;
  for (const entry of entries) {
    if (entry.begin < position) throw broken(source, `has ${shown(entry.name)} overlap the tensor before it`);
    if (entry.begin > position) {
      throw broken(source, `has ${entry.begin - position} unused bytes before ${shown(entry.name)}`);
    }
    position = entry.end;
    if (position > fileLength) {
      throw broken(
        source,
        `is cut off: ${shown(entry.name)} ends at byte ${position} and the file at ${fileLength}`,
      );
    }
  }
  if (position < fileLength) {
    throw broken(source, `has ${fileLength - position} bytes after its last tensor`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizeArray(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function broken(source: string, fault: string, cause?: unknown): CheckpointError {
  return new CheckpointError({
    kind: 'format',
    happened: `${source} ${fault}.`,
    kept: 'Nothing was loaded from it.',
    todo: 'Fetch or export it again.',
    cause,
  });
}
