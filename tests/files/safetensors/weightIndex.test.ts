import { beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError } from '../../../src/files/errors.ts';
import { openFolder } from '../openFolder.ts';
import {
  parseSafetensors,
  writeSafetensors,
  type Safetensors,
} from '../../../src/files/safetensors/safetensors.ts';
import { parseWeightIndex } from '../../../src/files/safetensors/weightIndex.ts';
import { readFixture } from '../../fixtures/load.ts';
import { randomStream } from '../random.ts';

const INDEX = 'model.safetensors.index.json';
const FIRST = 'model-00001-of-00003.safetensors';
const SECOND = 'model-00002-of-00003.safetensors';
const THIRD = 'model-00003-of-00003.safetensors';

type Files = Record<string, Uint8Array>;
type Index = { metadata?: Record<string, unknown>; weight_map: Record<string, unknown> };

let single: Files;
let whole: Safetensors;
let names: string[];

const utf8 = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

beforeAll(async () => {
  single = {
    'config.json': await readFixture('gpt2-odd/config.json'),
    'model.safetensors': await readFixture('gpt2-odd/model.safetensors'),
    'tokenizer.json': await readFixture('tokenizer/tokenizer.json'),
    'tokenizer_config.json': await readFixture('tokenizer/tokenizer_config.json'),
  };
  whole = parseSafetensors(single['model.safetensors']);
  names = [...whole.tensors.keys()];
});

const shard = (list: readonly string[], extra: Record<string, number[]> = {}): Uint8Array =>
  writeSafetensors([
    ...list.map((name) => ({ name, shape: whole.tensors.get(name)?.shape ?? [], data: whole.readF32(name) })),
    ...Object.entries(extra).map(([name, data]) => ({
      name,
      shape: [data.length],
      data: Float32Array.from(data),
    })),
  ]);

/** The fixture in three shards, tensor after tensor in turn. */
function sharded(): { files: Files; index: Index; parts: Record<string, string[]> } {
  const order = [FIRST, SECOND, THIRD];
  const parts: Record<string, string[]> = { [FIRST]: [], [SECOND]: [], [THIRD]: [] };
  const weight_map = Object.fromEntries(names.map((name, i) => [name, order[i % 3]]));
  names.forEach((name, i) => parts[order[i % 3]].push(name));
  let total_size = 0;
  for (const { begin, end } of whole.tensors.values()) total_size += end - begin;
  const files: Files = { ...single };
  delete files['model.safetensors'];
  for (const file of order) files[file] = shard(parts[file]);
  return { files, index: { metadata: { total_size, total_parameters: 3 }, weight_map }, parts };
}

const load = (files: Files, index: unknown) => {
  const all: Files = { ...files, [INDEX]: utf8(index) };
  const opened: string[] = [];
  const folder = openFolder((file) => {
    opened.push(file);
    return Promise.resolve(all[file] ?? null);
  });
  return { folder, opened };
};

describe('a folder with shards', () => {
  it('gives the same tensors as the single file', async () => {
    const { files, index } = sharded();
    const { folder } = load(files, index);
    const expected = await openFolder((file) => Promise.resolve(single[file] ?? null));
    const { tensors } = await folder;
    expect([...tensors.keys()].sort()).toEqual([...expected.tensors.keys()].sort());
    for (const [name, values] of expected.tensors) {
      const { buffer, byteOffset, byteLength } = tensors.get(name) as Float32Array;
      expect(
        Buffer.compare(Buffer.from(buffer, byteOffset, byteLength), Buffer.from(values.slice().buffer)),
        name,
      ).toBe(0);
    }
  });

  it('reads each shard once, and the single file alone where both are there', async () => {
    const { files, index } = sharded();
    const { folder, opened } = load(files, index);
    await folder;
    expect(opened.filter((file) => file.startsWith('model-'))).toEqual([FIRST, SECOND, THIRD]);
    const both = load({ ...files, 'model.safetensors': single['model.safetensors'] }, 'not even JSON');
    await both.folder;
    expect(both.opened.filter((file) => file.startsWith('model-'))).toEqual([]);
  });

  it('does without a total_size', async () => {
    const { files, index } = sharded();
    for (const metadata of [undefined, {}]) {
      expect((await load(files, { ...index, metadata }).folder).tensors.size).toBe(names.length);
    }
  });
});

describe('a folder whose shards and index disagree', () => {
  it.each<[string, RegExp, (set: ReturnType<typeof sharded>) => void]>([
    [
      'a shard that is not there',
      /has no model-00002-of-00003/,
      ({ files }) => {
        delete files[SECOND];
      },
    ],
    [
      'a tensor missing from its shard',
      /model-00002.* has no tensor "transformer\..*index\.json places there/,
      ({ files, parts }) => {
        files[SECOND] = shard(parts[SECOND].slice(1));
      },
    ],
    [
      'a tensor the index does not name',
      /model-00001.* has the tensor "extra", which .*index\.json does not name/,
      ({ files, parts }) => {
        files[FIRST] = shard(parts[FIRST], { extra: [1] });
      },
    ],
    [
      'a tensor in another shard than the index says',
      /model-00001.* has the tensor .* places in model-00002/,
      ({ index, parts }) => {
        index.weight_map[parts[FIRST][0]] = SECOND;
      },
    ],
    [
      'a tensor in two shards',
      /model-00001-of-00003.safetensors and model-00002-of-00003.safetensors both have the tensor/,
      ({ files, parts }) => {
        files[SECOND] = shard([...parts[SECOND], parts[FIRST][0]]);
      },
    ],
    [
      'a tensor under two names',
      /has "wte.weight" twice/,
      ({ files, index, parts }) => {
        files[SECOND] = writeSafetensors([
          ...parts[SECOND].map((name) => ({
            name,
            shape: whole.tensors.get(name)?.shape ?? [],
            data: whole.readF32(name),
          })),
          { name: 'wte.weight', shape: [1003, 20], data: new Float32Array(20_060) },
        ]);
        index.weight_map['wte.weight'] = SECOND;
      },
    ],
    [
      'a shard cut off',
      /model-00003.* is cut off/,
      ({ files }) => {
        files[THIRD] = files[THIRD].subarray(0, -40);
      },
    ],
    [
      'two shards exchanged',
      /has the tensor .* places in/,
      ({ files }) => {
        [files[FIRST], files[SECOND]] = [files[SECOND], files[FIRST]];
      },
    ],
  ])('%s', async (_, message, change) => {
    const set = sharded();
    change(set);
    const { folder } = load(set.files, set.index);
    await expect(folder).rejects.toThrow(CheckpointError);
    await expect(folder).rejects.toThrow(message);
  });

  it('is told before a shard is read when the index lacks a tensor or names an unknown one', async () => {
    const lacking = sharded();
    delete lacking.index.weight_map[names[3]];
    const unknown = sharded();
    unknown.index.weight_map['h.9.attn.weight'] = FIRST;
    for (const [set, message] of [
      [lacking, /index\.json has no tensor/],
      [unknown, /index\.json names the tensor "h\.9\.attn\.weight", which this model has no place for/],
    ] as const) {
      const { folder, opened } = load(set.files, set.index);
      await expect(folder).rejects.toThrow(message);
      expect(opened).not.toContain(FIRST);
    }
  });
});

/** Loaders do not look at it, and some tools write something else there. */
it.each([0, 12, 10_160, 73_408, null, undefined])(
  'loads whatever total_size says: %s',
  async (total_size) => {
    const set = sharded();
    set.index.metadata = { total_size } as never;
    const { folder } = load(set.files, set.index);
    expect((await folder).tensors.size).toBeGreaterThan(3);
  },
);

it('loads where metadata is null, or holds what only Python writes', async () => {
  const set = sharded();
  set.index.metadata = null as never;
  await expect(load(set.files, set.index).folder).resolves.toBeDefined();
  const text = '{"metadata":{"total_size":NaN,"note":"NaN"},"weight_map":{"a":"a.safetensors"}}';
  expect(parseWeightIndex(utf8(text))).toMatchObject({ totalSize: null, shards: ['a.safetensors'] });
});

const POINTER = 'version https://git-lfs.github.com/spec/v1\n';

describe('an index', () => {
  it.each<[string, unknown, RegExp]>([
    ['that is not JSON', '{', /is not JSON/],
    ['that is an array', [], /has no weight_map|total_size/],
    ['without a map', { metadata: {} }, /has no weight_map/],
    ['with an empty map', { weight_map: {} }, /empty weight_map/],
    ['with a number for a shard', { weight_map: { a: 1 } }, /places "a" in 1/],
    ['with a path upwards', { weight_map: { a: '../x.safetensors' } }, /places "a" in "\.\.\/x/],
    ['with an address', { weight_map: { a: 'https://x.org/y.safetensors' } }, /not the name of a/],
    ['with pickled shards', { weight_map: { a: 'pytorch_model-00001.bin' } }, /not the name of a/],
    ['naming a tensor twice', '{"weight_map":{"a":"x.safetensors","a":"y.safetensors"}}', /names "a" twice/],
    ['with a total in words', { metadata: { total_size: '12' }, weight_map: { a: 'a' } }, /total_size/],
    ['with a fractional total', { metadata: { total_size: 0.5 }, weight_map: { a: 'a' } }, /total_size/],
    ['with a negative total', { metadata: { total_size: -1 }, weight_map: { a: 'a' } }, /total_size/],
    [
      'that is a pointer',
      `${POINTER}oid sha256:00\nsize 41752\n`,
      /Git LFS pointer to a file of 41752 bytes/,
    ],
  ])('%s is refused', (_, json, message) => {
    expect(() => parseWeightIndex(utf8(json))).toThrow(message);
    expect(() => parseWeightIndex(utf8(json))).toThrow(CheckpointError);
  });

  it('keeps names that every object inherits', () => {
    const index = parseWeightIndex(
      utf8('{"weight_map":{"constructor":"a.safetensors","__proto__":"b.safetensors"}}'),
    );
    expect([...index.shardOf]).toEqual([
      ['constructor', 'a.safetensors'],
      ['__proto__', 'b.safetensors'],
    ]);
  });

  it('mutated 2,000 times is read or refused, never another error', () => {
    const { index } = sharded();
    const text = JSON.stringify(index);
    const random = randomStream(5);
    let refused = 0;
    for (let round = 0; round < 2_000; round++) {
      const bytes = utf8(text);
      for (let i = random.below(3); i >= 0; i--) bytes[random.below(bytes.length)] = random.below(256);
      try {
        if (parseWeightIndex(bytes).shardOf.size === 0) expect.fail('an empty index');
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(200);
    expect(refused).toBeLessThan(2_000);
  });
});
