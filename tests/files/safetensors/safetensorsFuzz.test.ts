/**
 * The safetensors reader against thousands of broken files. Every one is refused by a CheckpointError or read
 * as a twin reads it, and nothing larger than the file is allocated on the way.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CheckpointError, parseSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { randomStream, type RandomStream } from '../random.ts';
import { elementOf, fileFromHeader, fileOfTensors } from './safetensorsFile.ts';

const ROUNDS = 2_000;
/** Only so that a crowded machine does not end a test; it takes a second on a free one. */
const TIMEOUT = 120_000;
const FLOATS = ['F32', 'F16', 'BF16'];
const CONSTRUCTORS = ['ArrayBuffer', 'Uint8Array', 'Uint32Array', 'Int32Array', 'Float32Array'] as const;

/** Bytes of the largest array asked for by its size since the last file. */
let largest = 0;

beforeAll(() => {
  for (const name of CONSTRUCTORS) {
    const original = globalThis[name] as new (...parameters: unknown[]) => object;
    const unit = name === 'ArrayBuffer' || name === 'Uint8Array' ? 1 : 4;
    const counting = new Proxy(original, {
      construct(target, parameters: unknown[]) {
        if (typeof parameters[0] === 'number') largest = Math.max(largest, parameters[0] * unit);
        return Reflect.construct<unknown[], object>(target, parameters);
      },
    });
    vi.stubGlobal(name, counting);
  }
});

afterAll(() => void vi.unstubAllGlobals());

const valid = fileOfTensors([
  { name: 'wte.weight', dtype: 'F32', shape: [3, 2], bytes: bytesOf(24) },
  { name: 'half', dtype: 'F16', shape: [5], bytes: bytesOf(10) },
  { name: 'brain', dtype: 'BF16', shape: [2, 1, 3], bytes: bytesOf(12) },
  { name: 'mask', dtype: 'BOOL', shape: [3], bytes: bytesOf(3) },
  { name: 'scalar', dtype: 'F32', shape: [], bytes: bytesOf(4) },
  { name: 'empty', dtype: 'F32', shape: [0, 7], bytes: bytesOf(0) },
  { name: 'ids', dtype: 'I64', shape: [2], bytes: bytesOf(16) },
]);

describe.each([1, 2, 3])('seed %i', (seed) => {
  it(
    `reads or refuses ${ROUNDS} mutated files`,
    () => {
      const random = randomStream(seed);
      const outcomes = { read: 0, refused: 0 };
      for (let round = 0; round < ROUNDS; round++) {
        const file = mutate(valid, random);
        largest = 0;
        try {
          readLikeTwin(file);
          outcomes.read++;
        } catch (error) {
          if (!(error instanceof CheckpointError)) throw error;
          if (error.message.length > 600) expect.fail(`a message of ${error.message.length} characters`);
          outcomes.refused++;
        }
        // Twice, because half precision is read as float32.
        if (largest > 2 * file.length) expect.fail(`${largest} bytes for a file of ${file.length}`);
      }
      // Both ways out were taken often: the test would say nothing if every file were refused at once.
      expect(outcomes.read).toBeGreaterThan(ROUNDS / 50);
      expect(outcomes.refused).toBeGreaterThan(ROUNDS / 2);
    },
    TIMEOUT,
  );
});

it('counts what is allocated', () => {
  largest = 0;
  expect(new Float32Array(1_000)).toHaveLength(1_000);
  expect(largest).toBe(4_000);
});

/** Reads everything in `file`; fails the test where the reader and the twin differ. */
function readLikeTwin(file: Uint8Array): void {
  const parsed = parseSafetensors(file);
  let covered = 0;
  for (const { name, dtype, shape, begin, end } of parsed.tensors.values()) {
    covered += end - begin;
    if (begin < 8 || end > file.length) expect.fail(`"${name}" lies at ${begin} to ${end}`);
    if (!FLOATS.includes(dtype)) continue;
    const values = parsed.readF32(name);
    const count = shape.reduce((product, extent) => product * extent, 1);
    if (values.length !== count) expect.fail(`"${name}" has ${values.length} values, not ${count}`);
    values.forEach((value, index) => {
      if (!Object.is(value, elementOf(file, dtype, begin, index))) {
        expect.fail(`"${name}" element ${index} is ${value}`);
      }
    });
  }
  const headerLength = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
  if (covered !== file.length - 8 - headerLength) expect.fail(`the tensors cover ${covered} bytes`);
}

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) % 120);
}

type Header = Record<string, unknown>;

function mutate(file: Uint8Array, random: RandomStream): Uint8Array {
  const headerLength = new DataView(file.buffer).getUint32(0, true);
  const data = file.slice(8 + headerLength);
  const text = new TextDecoder().decode(file.subarray(8, 8 + headerLength));
  switch (random.below(8)) {
    case 0:
      return file.slice(0, random.below(file.length));
    case 1:
      return fileFromHeader(text, new Uint8Array(data.length + 1 + random.below(9)));
    case 2: {
      const lengths = [0, 1, headerLength - 1, headerLength + 1, 1e8, 1e8 + 1, 2 ** 32, 2 ** 53];
      const claimed = random.below(4) ? BigInt(random.pick(lengths)) : 2n ** 64n - 1n;
      return fileFromHeader(text, data, claimed);
    }
    case 3: {
      const flipped = file.slice();
      for (let i = random.below(4); i >= 0; i--) flipped[random.below(file.length)] = random.below(256);
      return flipped;
    }
    case 4: {
      const flipped = file.slice();
      flipped[8 + headerLength + random.below(data.length)] ^= 1 << random.below(8);
      return flipped;
    }
    case 5: {
      const at = random.below(text.length);
      const inserted = random.pick(['{', '}', '[', ']', '"', ',', ':', '0', '-', '1e9', '\\u0000', '\ud800']);
      return fileFromHeader(text.slice(0, at) + inserted + text.slice(at + random.below(3)), data);
    }
    case 6:
      // One more entry after the last, often under a name that is there already.
      return fileFromHeader(
        `${text.slice(0, -1)},${JSON.stringify(random.pick(['half', 'new', '', '__proto__', '__metadata__']))}:${JSON.stringify(entry(random, data.length))}}`,
        data,
      );
    default: {
      const header = JSON.parse(text) as Header;
      for (let i = random.below(2); i >= 0; i--) mutateEntry(header, random, data.length);
      return fileFromHeader(header, data);
    }
  }
}

const size = (random: RandomStream, bytes: number): unknown =>
  random.below(3)
    ? random.below(bytes + 2)
    : random.pick([-1, 0.5, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e300, null, '4', [], {}, true, -0]);

const entry = (random: RandomStream, bytes: number) => ({
  dtype: random.pick(['F32', 'F16', 'BF16', 'U8', 'F4', 'toString', 7]),
  shape: Array.from({ length: random.below(4) }, () => size(random, 4)),
  data_offsets: [random.pick([bytes, size(random, bytes)]), random.pick([bytes, size(random, bytes)])],
});

/** Changes one field of one tensor, removes it, swaps two, shifts its bytes or shares them. */
function mutateEntry(header: Header, random: RandomStream, bytes: number): void {
  const names = Object.keys(header);
  const name = random.pick(names);
  const tensor = header[name] as Header;
  switch (random.below(8)) {
    case 0:
      delete header[name];
      break;
    case 1:
      delete tensor[random.pick(Object.keys(tensor))];
      break;
    case 2:
      tensor[random.pick(['dtype', 'shape', 'data_offsets'])] = size(random, bytes);
      break;
    case 3: {
      const list = tensor[random.pick(['shape', 'data_offsets'])];
      if (Array.isArray(list)) list[random.below(list.length + 1)] = size(random, bytes);
      break;
    }
    case 4: {
      const other = random.pick(names);
      [header[name], header[other]] = [header[other], header[name]];
      break;
    }
    case 5:
      // Two names for the same bytes: an overlap whose every other number is right.
      header.alias = structuredClone(tensor);
      break;
    case 6: {
      const offsets = tensor.data_offsets;
      const by = random.below(9) - 4;
      if (Array.isArray(offsets)) tensor.data_offsets = offsets.map((offset) => Number(offset) + by);
      break;
    }
    default:
      tensor.dtype = random.pick(['F16', 'BF16', 'I16', 'F32', 'U32', 'F8_E4M3']);
  }
}
