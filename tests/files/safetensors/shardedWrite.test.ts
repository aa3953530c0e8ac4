import { describe, expect, it } from 'vitest';
import { readOutput, type OutputFile } from '../../../src/files/bytes/outputFile.ts';
import { parseSafetensors, writeSafetensors } from '../../../src/files/safetensors/safetensors.ts';
import { shardedSafetensors, type TensorSource } from '../../../src/files/safetensors/shardedWrite.ts';
import { readFixture } from '../../fixtures/load.ts';

const ramp = (name: string, ...shape: number[]): TensorSource & { data: Float32Array } => {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return { name, shape, data: Float32Array.from({ length }, (_, i) => (i - length / 2) / 7) };
};

const names = (files: readonly OutputFile[]) => files.map(({ name }) => name);
const text = async (file: OutputFile) => new TextDecoder().decode(await readOutput(file));

describe('a model that fits in one file', () => {
  it('is the file that the plain writer makes, without an index', async () => {
    const tensors = [ramp('a', 3, 5), ramp('b', 7)];
    const files = shardedSafetensors(tensors, { maxShardBytes: 88 });
    expect(names(files)).toEqual(['model.safetensors']);
    expect(await readOutput(files[0])).toEqual(writeSafetensors(tensors, { metadata: { format: 'pt' } }));
  });

  it('may have no tensors, empty tensors, scalars and awkward names', async () => {
    const [none] = shardedSafetensors([]);
    expect(parseSafetensors(await readOutput(none)).tensors.size).toBe(0);
    const odd = [ramp('__proto__', 2), ramp('10', 0, 3), ramp('1'), ramp('é"\n', 1)];
    const file = parseSafetensors(await readOutput(shardedSafetensors(odd, { type: 'F16' })[0]));
    expect(new Set(file.tensors.keys())).toEqual(new Set(odd.map(({ name }) => name)));
    expect(file.tensors.get('10')?.shape).toEqual([0, 3]);
    expect(file.tensors.get('1')?.shape).toEqual([]);
  });
});

describe('a model over several files', () => {
  // 60, 28, 400 and 20 bytes: the third is larger than a shard, the last fits with the first.
  const tensors = [ramp('z', 3, 5), ramp('b', 7), ramp('big', 100), ramp('a', 5), ramp('c', 20)];

  it('is split as transformers splits it, in files of its names', async () => {
    const files = shardedSafetensors(tensors, { maxShardBytes: 110 });
    expect(names(files)).toEqual([
      'model-00001-of-00003.safetensors',
      'model-00002-of-00003.safetensors',
      'model-00003-of-00003.safetensors',
      'model.safetensors.index.json',
    ]);
    const shards = await Promise.all(
      files.slice(0, 3).map(async (file) => parseSafetensors(await readOutput(file))),
    );
    expect(shards.map(({ tensors: held }) => [...held.keys()])).toEqual([['big'], ['z', 'b', 'a'], ['c']]);
    for (const { name, data } of tensors) {
      const shard = shards.find(({ tensors: held }) => held.has(name))!;
      expect(shard.readF32(name)).toEqual(data);
    }
  });

  it('has an index of sorted names with the totals', async () => {
    const files = shardedSafetensors(tensors, { maxShardBytes: 55, type: 'F16', stem: 'run' });
    expect(await text(files.at(-1)!)).toBe(`{
  "metadata": {
    "total_parameters": 147,
    "total_size": 294
  },
  "weight_map": {
    "a": "run-00002-of-00003.safetensors",
    "b": "run-00002-of-00003.safetensors",
    "big": "run-00001-of-00003.safetensors",
    "c": "run-00003-of-00003.safetensors",
    "z": "run-00002-of-00003.safetensors"
  }
}
`);
  });

  it('says the size of every file before it is made', async () => {
    for (const file of shardedSafetensors(tensors, { maxShardBytes: 50 })) {
      let bytes = 0;
      for await (const chunk of file.chunks()) bytes += chunk.byteLength;
      expect(bytes).toBe(file.size);
    }
  });
});

describe('tensors from a function', () => {
  it('are asked for in order, in pieces, only when their file is read', async () => {
    const asked: string[] = [];
    const elements = 2 ** 20 + 3;
    const lazy = (name: string, length: number): TensorSource => ({
      name,
      shape: [length],
      data: async (begin, end) => {
        asked.push(`${name} ${begin} ${end}`);
        return Float32Array.from({ length: end - begin }, (_, i) => begin + i);
      },
    });
    const files = shardedSafetensors([lazy('a', elements), lazy('b', 4)], { maxShardBytes: 100 });
    expect(asked).toEqual([]);
    const file = parseSafetensors(await readOutput(files[0]));
    expect(asked).toEqual([`a 0 ${2 ** 20}`, `a ${2 ** 20} ${elements}`]);
    expect(file.readF32('a').at(-1)).toBe(elements - 1);
    await readOutput(files[1]);
    expect(asked.at(-1)).toBe('b 0 4');
  });

  it('are refused when they give too few values', async () => {
    const short: TensorSource = { name: 'a', shape: [4], data: () => new Float32Array(3) };
    await expect(readOutput(shardedSafetensors([short])[0])).rejects.toThrow('"a" gave 3 values where 4');
  });
});

describe('stored types', () => {
  it('rounds to BF16 as PyTorch does', async () => {
    const reference = parseSafetensors(await readFixture('safetensors/mixed.safetensors'));
    const data = Float32Array.from({ length: 200 }, (_, i) => Math.fround((i - 100) / 7));
    const [file] = shardedSafetensors([{ name: 'bf16', shape: [200], data }], { type: 'BF16' });
    const written = parseSafetensors(await readOutput(file));
    expect(written.tensors.get('bf16')?.dtype).toBe('BF16');
    expect(written.readF32('bf16')).toEqual(reference.readF32('bf16'));
  });

  it('rounds ties of BF16 to even and keeps infinities, zeros and NaN', async () => {
    const bits = Uint32Array.of(0x3f808000, 0x3f818000, 0x3f808001, 0x7f800000, 0x80000000, 0xffffffff, 1);
    const data = new Float32Array(bits.buffer);
    const [file] = shardedSafetensors([{ name: 'x', shape: [7], data }], { type: 'BF16' });
    const back = parseSafetensors(await readOutput(file)).readF32('x');
    expect([...new Uint32Array(back.slice().buffer)]).toEqual([
      0x3f800000, 0x3f820000, 0x3f810000, 0x7f800000, 0x80000000, 0xffff0000, 0,
    ]);
  });

  it('puts wider types of one file first', async () => {
    const tensors = [ramp('half', 3), { ...ramp('full', 2), type: 'F32' as const }];
    const file = parseSafetensors(await readOutput(shardedSafetensors(tensors, { type: 'F16' })[0]));
    expect([...file.tensors.values()].map(({ name, dtype }) => [name, dtype])).toEqual([
      ['full', 'F32'],
      ['half', 'F16'],
    ]);
  });

  it.each([
    ['F16', 70_000],
    ['BF16', 3.4e38],
  ] as const)('refuses what %s cannot hold', async (type, value) => {
    const tensor = { name: 'w', shape: [2], data: Float32Array.of(1, value) };
    await expect(readOutput(shardedSafetensors([tensor], { type })[0])).rejects.toThrow(
      `which ${type} cannot store`,
    );
    const infinite = { ...tensor, data: Float32Array.of(1, Infinity) };
    const file = parseSafetensors(await readOutput(shardedSafetensors([infinite], { type })[0]));
    expect(file.readF32('w')[1]).toBe(Infinity);
  });
});

it('refuses mistakes of the caller', () => {
  expect(() => shardedSafetensors([ramp('a', 1), ramp('a', 1)])).toThrow('"a" is taken');
  expect(() => shardedSafetensors([ramp('__metadata__', 1)])).toThrow('is taken');
  expect(() => shardedSafetensors([ramp('', 1)])).toThrow('no name');
  expect(() => shardedSafetensors([{ ...ramp('a', 2), shape: [3] }])).toThrow('2 values for the shape [3]');
  expect(() => shardedSafetensors([{ ...ramp('a', 2), shape: [1.5] }])).toThrow('the shape [1.5]');
  expect(() => shardedSafetensors([], { maxShardBytes: 0 })).toThrow('cannot hold 0 bytes');
});
