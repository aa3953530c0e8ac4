import { describe, expect, it } from 'vitest';
import {
  CheckpointError,
  parseSafetensors,
  parseSafetensorsHeader,
  writeSafetensors,
} from '../../../src/files/safetensors/safetensors.ts';

const WEIGHTS = Float32Array.of(1, -2, 3.5, 1e-30, 5, 6);
const TENSORS = [
  { name: 'wte.weight', shape: [2, 3], data: WEIGHTS },
  { name: 'scalar', shape: [], data: Float32Array.of(7) },
  { name: 'empty', shape: [0, 4], data: new Float32Array(0) },
  { name: 'bias "é"', shape: [3], data: Float32Array.of(-0, 0.1, 9) },
];

/** A file from a header text and a number of data bytes. */
function fileOf(header: string | object, dataBytes = 0, claimedLength?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(claimedLength ?? json.length), true);
  file.set(json, 8);
  return file;
}

const f32 = (shape: unknown, begin: unknown, end: unknown, dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

/** A header whose shape is an array in an array in an array … */
const deep = (levels: number): string =>
  `{"a":{"dtype":"F32","shape":${'['.repeat(levels)}${']'.repeat(levels)},"data_offsets":[0,0]}}`;

describe('round trip', () => {
  it('gives back every tensor, its shape and the metadata', () => {
    const file = writeSafetensors(TENSORS, { metadata: { format: 'pt', note: 'ünïcode' } });
    const parsed = parseSafetensors(file);
    expect([...parsed.tensors.keys()]).toEqual(TENSORS.map((tensor) => tensor.name));
    expect(parsed.metadata).toEqual({ format: 'pt', note: 'ünïcode' });
    for (const { name, shape, data } of TENSORS) {
      expect(parsed.tensors.get(name)?.shape).toEqual(shape);
      expect(parsed.readF32(name)).toEqual(data);
    }
  });

  it('is independent of where the file lies in memory', () => {
    const file = writeSafetensors(TENSORS);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(parseSafetensors(shifted.subarray(3)).readF32('wte.weight')).toEqual(WEIGHTS);
  });

  it('stores half precision rounded to nearest even', () => {
    const data = Float32Array.of(1, 1 + 2 ** -11, 1 + 3 * 2 ** -11, -65_504, 2 ** -24);
    const parsed = parseSafetensors(writeSafetensors([{ name: 'h', shape: [5], data }], { dtype: 'F16' }));
    expect(parsed.tensors.get('h')?.dtype).toBe('F16');
    expect([...parsed.readF32('h')]).toEqual([1, 1, 1 + 2 ** -9, -65_504, 2 ** -24]);
  });

  it('reads I32 and refuses to read a tensor as another type', () => {
    const file = fileOf({ ids: f32([2], 0, 8, 'I32'), w: f32([1], 8, 12) }, 12);
    new DataView(file.buffer).setInt32(file.length - 8, -5, true);
    const parsed = parseSafetensors(file);
    expect([...parsed.readI32('ids')]).toEqual([0, -5]);
    expect(() => parsed.readF32('ids')).toThrow(/stores "ids" as I32/);
    expect(() => parsed.readI32('w')).toThrow(CheckpointError);
    expect(() => parsed.readF32('nowhere')).toThrow(/no tensor "nowhere"/);
  });

  it('parses the header alone when the file length is known', () => {
    const file = writeSafetensors(TENSORS);
    const dataStart = Math.min(...[...parseSafetensors(file).tensors.values()].map((tensor) => tensor.begin));
    const header = parseSafetensorsHeader(file.subarray(0, dataStart), file.length);
    expect(header.tensors).toEqual(parseSafetensors(file).tensors);
  });
});

describe('writing', () => {
  it('refuses repeated names, reserved names and shapes that do not fit', () => {
    const one = { name: 'a', shape: [1], data: Float32Array.of(1) };
    expect(() => writeSafetensors([one, one])).toThrow(RangeError);
    expect(() => writeSafetensors([{ ...one, name: '__metadata__' }])).toThrow(RangeError);
    expect(() => writeSafetensors([{ ...one, shape: [2] }])).toThrow(/1 values for the shape \[2\]/);
  });

  it('refuses to turn a large weight into infinity', () => {
    const write = (value: number) =>
      writeSafetensors([{ name: 'big', shape: [1], data: Float32Array.of(value) }], { dtype: 'F16' });
    expect(() => write(-70_000)).toThrow(/"big" holds -70000/);
    expect(parseSafetensors(write(-Infinity)).readF32('big')[0]).toBe(-Infinity);
  });
});

it('takes metadata that is null for none', () => {
  const { metadata, tensors } = parseSafetensors(fileOf({ __metadata__: null, a: f32([1], 0, 4) }, 4));
  expect([metadata, tensors.size]).toEqual([{}, 1]);
});

describe('malformed files', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['shorter than the header length', new Uint8Array(7), /7 bytes long/],
    ['header longer than the file', fileOf('{}', 0, 3000), /only 10 bytes long/],
    ['header over the limit', fileOf('{}', 0, 100_000_001), /100000001 bytes, more than/],
    ['header length 2^53', fileOf('{}', 0, 2 ** 53), /9007199254740992 bytes, more than/],
    ['header that is not JSON', fileOf('{"a":'), /not JSON/],
    ['header that is not UTF-8', fileOf('{"a":1}').fill(0xff, 10, 11), /not JSON/],
    ['byte order mark', fileOf('\ufeff{}'), /not JSON/],
    ['header that is an array', fileOf('[]'), /not a JSON object/],
    ['metadata with a number', fileOf({ __metadata__: { a: 1 } }), /strings to strings/],
    ['entry that is no object', fileOf({ a: 3 }), /something else than an object/],
    ['unknown type', fileOf({ a: f32([1], 0, 4, 'F32X') }, 4), /unknown type "F32X"/],
    ['inherited property as a type', fileOf({ a: f32([1], 0, 4, 'toString') }, 4), /unknown type/],
    ['no shape', fileOf({ a: { dtype: 'F32', data_offsets: [0, 4] } }, 4), /not a list of sizes/],
    ['negative extent', fileOf({ a: f32([-1], 0, 4) }, 4), /not a list of sizes/],
    ['fractional extent', fileOf({ a: f32([0.5], 0, 2) }, 2), /not a list of sizes/],
    ['negative offset', fileOf({ a: f32([1], -4, 0) }, 4), /not a byte range/],
    ['offsets in reverse', fileOf({ a: f32([1], 4, 0) }, 4), /not a byte range/],
    [
      'offset beyond 2^53',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,1e300]}}', 4),
      /byte range/,
    ],
    ['three offsets', fileOf({ a: { dtype: 'U8', shape: [1], data_offsets: [0, 1, 1] } }, 1), /byte range/],
    ['bytes unlike the shape', fileOf({ a: f32([2], 0, 4) }, 4), /takes 8/],
    ['overflowing shape', fileOf({ a: f32([2 ** 40, 2 ** 40], 0, 4) }, 4), /more elements than can be/],
    ['overflow hidden by a 0', fileOf({ a: f32([2 ** 40, 2 ** 40, 0], 0, 0) }), /more elements than can be/],
    ['tensor without a name', fileOf({ '': f32([1], 0, 4) }, 4), /without a name/],
    ['shape nested deeper than the stack', fileOf(deep(100_000)), /not a list of sizes/],
    ['name of a megabyte', fileOf({ ['a'.repeat(1e6)]: 3 }), /^.{1,250}$/],
    ['overlap', fileOf({ a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12), /"b" overlap/],
    ['hole between tensors', fileOf({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), /4 unused bytes/],
    ['hole before the first', fileOf({ a: f32([1], 4, 8) }, 8), /4 unused bytes before "a"/],
    ['tensor beyond the file', fileOf({ a: f32([4], 0, 16) }, 12), /cut off/],
    ['bytes after the last tensor', fileOf({ a: f32([1], 0, 4) }, 5), /1 bytes after/],
    [
      'a name twice',
      fileOf(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8,
      ),
      /names "a" twice/,
    ],
    [
      'a field twice',
      fileOf('{"a":{"dtype":"F32","dtype":"U8","shape":[4],"data_offsets":[0,4]}}', 4),
      /"dtype" twice/,
    ],
  ])('%s', (_, file, message) => {
    expect(() => parseSafetensors(file)).toThrow(message);
    expect(() => parseSafetensors(file)).toThrow(CheckpointError);
  });

  it('allows the same field name in different entries and quoted braces in names', () => {
    const file = fileOf({ 'a{"}': f32([1], 0, 4), 'b,"c': f32([1], 4, 8) }, 8);
    expect(parseSafetensors(file).tensors.size).toBe(2);
  });

  it('says what happened, what was kept and what to do', () => {
    expect(() => parseSafetensors(new Uint8Array(3), 'model.safetensors')).toThrow(
      'model.safetensors is 3 bytes long, too short for a header. Nothing was loaded from it. Fetch or export it again.',
    );
  });
});
