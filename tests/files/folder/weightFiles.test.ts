import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/files/bytes/byteSource.ts';
import { CheckpointError } from '../../../src/files/errors.ts';
import { hubAddress, openRemoteFile, remoteFileInfo } from '../../../src/files/hub/hub.ts';
import { parseModelConfig, type ModelConfig } from '../../../src/files/config/modelConfig.ts';
import { modelTensors } from '../openFolder.ts';
import {
  parseSafetensors,
  writeSafetensors,
  type Safetensors,
} from '../../../src/files/safetensors/safetensors.ts';
import type { SourceOpener } from '../../../src/files/folder/modelFiles.ts';
import {
  readWeightHeaders,
  streamWeights,
  type WeightStreamOptions,
} from '../../../src/files/folder/weightFiles.ts';
import { readFixture } from '../../fixtures/load.ts';
import { startHubServer, type HubServer } from '../hub/hubServer.ts';

const SHARDS = 9;
const INDEX = 'model.safetensors.index.json';
const HEAD = 'lm_head.weight';
const retry = { attempts: 3, firstDelay: 1, longestDelay: 100, stall: 20_000 };

type Files = Record<string, Uint8Array>;
type Tensor = { name: string; shape: readonly number[]; data: Float32Array };

let config: ModelConfig;
let whole: Safetensors;
let tensors: Tensor[];
let shards: Files;
let hub: HubServer;

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const shardName = (i: number): string => `model-0000${i + 1}-of-0000${SHARDS}.safetensors`;

/** The tensors in nine shards, in turn. */
function split(list: readonly Tensor[], dtype: 'F32' | 'F16' = 'F32'): Files {
  const files: Files = {
    [INDEX]: json({
      weight_map: Object.fromEntries(list.map(({ name }, i) => [name, shardName(i % SHARDS)])),
    }),
  };
  for (let part = 0; part < SHARDS; part++) {
    files[shardName(part)] = writeSafetensors(
      list.filter((_, i) => i % SHARDS === part),
      { dtype },
    );
  }
  return files;
}

beforeAll(async () => {
  config = parseModelConfig(JSON.parse(new TextDecoder().decode(await readFixture('gpt2-odd/config.json'))));
  whole = parseSafetensors(await readFixture('gpt2-odd/model.safetensors'));
  tensors = [...whole.tensors.values()].map(({ name, shape }) => ({
    name,
    shape,
    data: whole.readF32(name).slice(),
  }));
  shards = split(tensors);
  hub = await startHubServer(shards);
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.requests.length = 0;
  hub.mischief = [];
});

const opener =
  (files: Files): SourceOpener =>
  (file) =>
    Promise.resolve(files[file] ? bytesSource(files[file], file) : null);

const remote: SourceOpener = (file, signal) =>
  openRemoteFile(hubAddress('lab/model', 'main', hub.url), file, { retry, signal });

/** Puts the chunks of a stream together again. */
async function collect(open: SourceOpener, options: WeightStreamOptions = { chunkBytes: 1_000 }) {
  const found = new Map<string, Float32Array>();
  const files = await readWeightHeaders(open, config);
  for await (const { name, shape, start, values } of streamWeights(open, files, config, options)) {
    const all = found.get(name) ?? new Float32Array(shape.reduce((product, extent) => product * extent, 1));
    all.set(values, start);
    found.set(name, all);
  }
  return found;
}

/** Every parameter's bytes, to compare by `toEqual` without a walk over each number. */
const bytesOf = (parameters: ReadonlyMap<string, Float32Array>) =>
  Object.fromEntries(
    [...parameters].map(([name, values]) => [name, Buffer.from(values.slice().buffer).toString('base64')]),
  );

describe('streamed weights', () => {
  it('are the parameters of the single file', async () => {
    const single = { 'model.safetensors': await readFixture('gpt2-odd/model.safetensors') };
    expect(bytesOf(await collect(opener(single)))).toEqual(bytesOf(modelTensors(whole, config)));
  });

  it('are those of shards, in half precision too', async () => {
    expect(bytesOf(await collect(opener(shards)))).toEqual(bytesOf(modelTensors(whole, config)));
    const halves = parseSafetensors(writeSafetensors(tensors, { dtype: 'F16' }));
    expect(bytesOf(await collect(opener(split(tensors, 'F16'))))).toEqual(
      bytesOf(modelTensors(halves, config)),
    );
  });

  it('come from a hub by ranges, over broken connections, and are checked by the hashes the hub tells', async () => {
    const address = hubAddress('lab/model', 'main', hub.url);
    const sha256 = new Map<string, string>();
    for (const file of Object.keys(shards).filter((name) => name !== INDEX)) {
      const info = await remoteFileInfo(address.fileUrl(file), file, { retry });
      if (info?.sha256) sha256.set(file, info.sha256);
    }
    expect(sha256.size).toBe(SHARDS);
    // The index and nine headers first, one answer each; then the first shard with its weights.
    hub.mischief = [...Array<null>(1 + SHARDS).fill(null), { dropAfter: 1_500 }];
    expect(bytesOf(await collect(remote, { sha256 }))).toEqual(bytesOf(modelTensors(whole, config)));
    expect(hub.requests.filter((line) => line.startsWith('GET /cdn/'))).toHaveLength(2 * SHARDS + 1);
    expect(hub.requests).toContain(`GET /cdn/${shardName(0)} bytes=1500-`);
  });

  it('leave out a tied head that is the same as its embedding', async () => {
    const wte = tensors.find(({ name }) => name.endsWith('wte.weight')) as Tensor;
    expect(bytesOf(await collect(opener(split([...tensors, { ...wte, name: HEAD }]))))).toEqual(
      bytesOf(modelTensors(whole, config)),
    );
    const other = {
      ...wte,
      name: HEAD,
      data: wte.data.map((value, i) => (i === 20_059 ? value + 1 : value)),
    };
    await expect(collect(opener(split([...tensors, other])))).rejects.toThrow(
      /"lm_head.weight" differs from "wte/,
    );
  });
});

describe('refused', () => {
  it('a model that does not fit its config, before a weight is read', async () => {
    const wrong = tensors.map((tensor, i) =>
      i === 5 ? { ...tensor, shape: [tensor.data.length, 1] } : tensor,
    );
    for (const [list, message] of [
      [wrong, /config\.json makes it/],
      [tensors.slice(1), /has no tensor/],
      [[...tensors, { name: 'h.7.x', shape: [1], data: Float32Array.of(1) }], /no place for/],
    ] as const) {
      const reading = readWeightHeaders(opener(split(list)), config);
      await expect(reading).rejects.toThrow(CheckpointError);
      await expect(reading).rejects.toThrow(message);
    }
  });

  it('a folder without weights, and one without a shard', async () => {
    await expect(readWeightHeaders(opener({}), config)).rejects.toThrow(/no model\.safetensors and no model/);
    const { [shardName(4)]: _, ...rest } = shards;
    await expect(readWeightHeaders(opener(rest), config)).rejects.toThrow(`has no ${shardName(4)}`);
  });

  it('a shard that changed after its header was read', async () => {
    const files = await readWeightHeaders(opener(shards), config);
    const longer = { ...shards, [shardName(2)]: new Uint8Array(shards[shardName(2)].length + 1) };
    const stream = async () => {
      for await (const chunk of streamWeights(opener(longer), files, config)) expect(chunk.name).not.toBe('');
    };
    await expect(stream()).rejects.toThrow(/00003-of.* changed since its header was read/);
  });

  it('a shard with another hash', async () => {
    const sha256 = new Map([[shardName(3), createHash('sha256').update('other').digest('hex')]]);
    await expect(collect(opener(shards), { sha256 })).rejects.toThrow(/00004-of.* has the SHA-256/);
  });

  it('a NaN in a shard', async () => {
    const broken = tensors.map((tensor, i) =>
      i === 3 ? { ...tensor, data: tensor.data.map(() => NaN) } : tensor,
    );
    await expect(collect(opener(split(broken)))).rejects.toThrow(/holds NaN at element 0/);
  });
});

it('closes every file it opens, also when the reader stops half-way', async () => {
  let open = 0;
  const counting: SourceOpener = async (file) => {
    const source = await opener(shards)(file);
    if (!source) return null;
    open++;
    return { ...source, close: () => Promise.resolve(void open--) };
  };
  const files = await readWeightHeaders(counting, config);
  expect(open).toBe(0);
  for await (const { name } of streamWeights(counting, files, config, { chunkBytes: 64 })) {
    expect(open).toBe(1);
    if (name !== '') break;
  }
  expect(open).toBe(0);
});
