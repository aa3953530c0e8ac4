/**
 * The files in a zip, without reading it: what is stored as it is becomes a slice of it, as weights of any size are in
 * the zips that the page writes. Knows the archive (PKWARE's APPNOTE, with the 64-bit extension); knows nothing of what
 * is in it.
 */
import { CheckpointError } from '../errors.ts';

/** A file in a zip. */
export interface ZipEntry {
  /** With folders, `/` between them. */
  readonly path: string;
  /** Its content; deflated ones are read for it. */
  open(): Promise<Blob>;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** A comment of 64 KiB may stand behind the end. */
const TAIL = 22 + 65_535;
/** Most bytes of a list of files, and of one that is deflated: what is larger are weights, which are stored. */
const LARGEST_LIST = 64 << 20;
const LARGEST_DEFLATED = 512 << 20;
const [STORED, DEFLATED] = [0, 8];
const UNKNOWN_32 = 0xffff_ffff;

/**
 * The files of a zip in its own order, folders left out.
 * @throws CheckpointError when it is none, or was cut off
 */
export async function zipEntries(zip: Blob): Promise<readonly ZipEntry[]> {
  const { count, size, offset } = await findList(zip);
  if (size > LARGEST_LIST || offset + size > zip.size) throw broken('its list of files is not within it');
  const list = new DataView(await zip.slice(offset, offset + size).arrayBuffer());
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > list.byteLength || list.getUint32(at, true) !== CENTRAL)
      throw broken('its list of files ends early');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) =>
      list.getUint16(at + place, true),
    );
    const next = at + 46 + nameLength + extraLength + commentLength;
    if (next > list.byteLength) throw broken('its list of files ends early');
    const path = new TextDecoder().decode(new Uint8Array(list.buffer, at + 46, nameLength));
    const method = list.getUint16(at + 10, true);
    const encrypted = (list.getUint16(at + 8, true) & 1) === 1;
    const fields = [
      list.getUint32(at + 24, true),
      list.getUint32(at + 20, true),
      list.getUint32(at + 42, true),
    ];
    const [whole, packed, local] = wide(fields, list, at + 46 + nameLength, extraLength);
    if (!path.endsWith('/')) {
      entries.push({ path, open: () => content(zip, path, { method, encrypted, whole, packed, local }) });
    }
    at = next;
  }
  return entries;
}

interface Place {
  readonly method: number;
  readonly encrypted: boolean;
  readonly whole: number;
  readonly packed: number;
  readonly local: number;
}

async function content(zip: Blob, path: string, place: Place): Promise<Blob> {
  const { method, encrypted, whole, packed, local } = place;
  if (encrypted) throw broken(`${path} in it is encrypted`);
  const head = new DataView(await zip.slice(local, local + 30).arrayBuffer());
  if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL)
    throw broken(`${path} is not where its list says`);
  const start = local + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  if (start + packed > zip.size) throw broken(`${path} in it is cut off`);
  const slice = zip.slice(start, start + packed);
  if (method === STORED) return slice;
  if (method !== DEFLATED) throw broken(`${path} in it is packed in a way that is not read here`);
  if (whole > LARGEST_DEFLATED) throw broken(`${path} in it unpacks to ${whole} bytes`);
  return inflated(slice, whole, path);
}

/** Unpacked, and no more of it than was announced. */
async function inflated(slice: Blob, whole: number, path: string): Promise<Blob> {
  const reader = slice.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.byteLength;
      if (length > whole) break;
      parts.push(next.value);
    }
  } catch (cause) {
    throw broken(`${path} in it is damaged`, cause);
  }
  if (length === whole) return new Blob(parts);
  await reader.cancel().catch(() => undefined);
  throw broken(`${path} in it has another size than its list says`);
}

async function findList(zip: Blob): Promise<{ count: number; size: number; offset: number }> {
  const from = Math.max(0, zip.size - TAIL);
  const tail = new DataView(await zip.slice(from).arrayBuffer());
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw broken('its end is missing');
  const found = {
    count: tail.getUint16(end + 10, true),
    size: tail.getUint32(end + 12, true),
    offset: tail.getUint32(end + 16, true),
  };
  if (end < 20 || tail.getUint32(end - 20, true) !== LOCATOR_64) return found;
  const at = Number(tail.getBigUint64(end - 20 + 8, true));
  const wideEnd = new DataView(await zip.slice(at, at + 56).arrayBuffer());
  if (wideEnd.byteLength < 56 || wideEnd.getUint32(0, true) !== END_64) throw broken('its end is damaged');
  const [count, size, offset] = [32, 40, 48].map((place) => Number(wideEnd.getBigUint64(place, true)));
  return { count, size, offset };
}

/** Sizes and offset, those that do not fit 32 bits from the extension. */
function wide(fields: readonly number[], list: DataView, from: number, length: number): number[] {
  let at = from;
  while (at + 4 <= from + length) {
    const [id, size] = [list.getUint16(at, true), list.getUint16(at + 2, true)];
    if (id === 1) {
      let place = at + 4;
      return fields.map((field) => {
        if (field !== UNKNOWN_32 || place + 8 > at + 4 + size) return field;
        place += 8;
        return Number(list.getBigUint64(place - 8, true));
      });
    }
    at += 4 + size;
  }
  return [...fields];
}

function broken(why: string, cause?: unknown): CheckpointError {
  return new CheckpointError({
    kind: 'format',
    happened: `The zip cannot be read: ${why}.`,
    kept: 'Nothing was taken from it.',
    todo: 'Fetch it again, or unpack it and drop the folder.',
    cause,
  });
}
