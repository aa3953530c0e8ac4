/** Models out of a session: whole, of one iteration, and as transformers would read them. */
import { unzipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { openFolder } from '../files/openFolder.ts';
import { parseSafetensors } from '../../src/files/safetensors/safetensorsRead.ts';
import { EXPORTING, ROUNDING, type ExportRequest } from '../../src/workers/exportProtocol.ts';
import { toFailure } from '../../src/workers/failures.ts';
import { tinyFolder, tinyTensors } from '../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS } from '../rl/tinyRun.ts';
import { openSession, type OpenedSession } from './openSession.ts';

const RANKINGS = rankingsBy('a', 6);
const REQUEST: ExportRequest = {
  what: 'policy',
  dtype: 'F32',
  shardBytes: Infinity,
  target: { kind: 'zip' },
};

async function unzipped({ session }: OpenedSession, request: Partial<ExportRequest> = {}) {
  const result = await session.exportModel({ ...REQUEST, ...request });
  const files = unzipSync(new Uint8Array(await result.zip!.arrayBuffer()));
  return { result, files };
}

async function tempFolder(name: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(name, { recursive: true }).catch(() => undefined);
  return root.getDirectoryHandle(name, { create: true });
}

describe('a model', () => {
  it('untrained is the one that was opened, and its tokenizer is the same to the byte', async () => {
    const opened = await openSession();
    for (const what of ['policy', 'reference'] as const) {
      const { result, files } = await unzipped(opened, { what });
      expect(result).toMatchObject({ iteration: 0, name: `blurbs-tiny-${what}-iteration-0` });
      expect(result.files).toBe(Object.keys(files).length);
      expect(result.bytes).toBe(Object.values(files).reduce((sum, { length }) => sum + length, 0));
      for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
        expect(files[name]).toEqual(tinyFolder().get(name));
      }
      const folder = await openFolder(async (file) => files[file] ?? null);
      expect(folder.tensors).toEqual(tinyTensors());
    }
    await opened.told.settled();
    const progress = opened.told.of('progress').filter(({ task }) => task === EXPORTING);
    expect(progress.at(-1)).toMatchObject({ done: progress.at(-1)!.total });
  });

  it('comes in shards of the asked size and type, which load back', async () => {
    const opened = await openSession();
    const { files } = await unzipped(opened, { dtype: 'BF16', shardBytes: 2_000 });
    const shards = Object.keys(files).filter((name) => name.endsWith('.safetensors'));
    expect(shards.length).toBeGreaterThan(3);
    const [first] = parseSafetensors(files[shards[0]]).tensors.values();
    expect(first.dtype).toBe('BF16');
    const { tensors } = await openFolder(async (file) => files[file] ?? null);
    for (const [name, values] of tinyTensors()) {
      expect(Math.max(...values.map((value, i) => Math.abs(value - tensors.get(name)![i])))).toBeLessThan(
        0.01,
      );
    }
  });

  it('goes into a folder', async () => {
    const directory = await tempFolder('export-test');
    const { session } = await openSession();
    const result = await session.exportModel({ ...REQUEST, target: { kind: 'folder', directory } });
    expect(result.zip).toBeNull();
    const names: string[] = [];
    for await (const name of directory.keys()) names.push(name);
    expect(names.length).toBe(result.files);
    const folder = await openFolder(async (file) => {
      const handle = await directory.getFileHandle(file).catch(() => null);
      return handle && new Uint8Array(await (await handle.getFile()).arrayBuffer());
    });
    expect(folder.tensors).toEqual(tinyTensors());
  });

  it('exported while training plays is of one iteration, and training goes on', async () => {
    const opened = await openSession({ request: { preferences: RANKINGS } });
    const { session, told } = opened;
    await session.play();
    await told.next('metrics');
    const { result, files } = await unzipped(opened);
    await told.next('metrics', ({ row }) => row.iteration > result.iteration);
    await session.pause();

    const same = await openSession({ request: { preferences: RANKINGS } });
    for (let i = 0; i < result.iteration; i++) await same.session.step('iteration');
    const again = await unzipped(same);
    expect(again.files['model.safetensors']).toEqual(files['model.safetensors']);
    expect(again.files['model.safetensors']).not.toEqual(tinyFolder().get('model.safetensors'));
  });
});

describe('a run that trains adapters', () => {
  it('gives merged weights, its base, and the adapter alone, and one is the sum of the others', async () => {
    const settings = { ...TINY_SETTINGS, method: 'lora' as const, loraRank: 3, loraAlpha: 6 };
    const opened = await openSession({ request: { preferences: RANKINGS, settings } });
    await opened.session.step('iteration');
    const merged = parseSafetensors((await unzipped(opened)).files['model.safetensors']);
    // Half a step of BF16 is more than most of these changes: it is measured, and said.
    const rounded = await unzipped(opened, { dtype: 'BF16' });
    expect(rounded.result.lost).toBeGreaterThan(0.2);
    expect(rounded.result.lost).toBeLessThanOrEqual(1);
    const card = new TextDecoder().decode(rounded.files['README.md']);
    expect(card).toMatch(/Rounding to BF16 lost \d+ % of what training changed.*or the adapter alone/);
    const { files: exact, result: full } = await unzipped(opened);
    expect(full.lost).toBeNull();
    expect(new TextDecoder().decode(exact['README.md'])).not.toContain('Rounding');
    const reference = (await unzipped(opened, { what: 'reference' })).files;
    const base = parseSafetensors(reference['model.safetensors']);
    const { files, result } = await unzipped(opened, { what: 'adapter' });
    expect(result.name).toBe('blurbs-tiny-adapter-iteration-1');
    const config = JSON.parse(new TextDecoder().decode(files['adapter_config.json'])) as object;
    expect(config).toMatchObject({ peft_type: 'LORA', r: 3, lora_alpha: 6, fan_in_fan_out: true });
    const adapter = parseSafetensors(files['adapter_model.safetensors']);
    const layer = 'transformer.h.0.attn.c_attn';
    const [a, b] = ['A', 'B'].map((half) => adapter.readF32(`base_model.model.${layer}.lora_${half}.weight`));
    const [before, after] = [base, merged].map((file) => file.readF32(`${layer}.weight`));
    expect(Math.max(...b.map(Math.abs))).toBeGreaterThan(0);
    // [inputs, outputs], as GPT-2 has it.
    const [inputs, outputs] = [16, 48];
    before.forEach((weight, at) => {
      const [input, output] = [Math.floor(at / outputs), at % outputs];
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += b[output * 3 + k] * a[k * inputs + input];
      expect(Math.abs(after[at] - (weight + (6 / 3) * sum))).toBeLessThan(1e-6);
    });
    expect(merged.readF32('transformer.wte.weight')).toEqual(base.readF32('transformer.wte.weight'));
    const reward = parseSafetensors((await unzipped(opened, { what: 'reward' })).files['model.safetensors']);
    expect(reward.readF32(`${layer}.weight`)).not.toEqual(before);
  });
});

describe('the reward model', () => {
  it('is refused before the first fit, and scores after it', async () => {
    const opened = await openSession({ request: { preferences: RANKINGS } });
    await expect(opened.session.exportModel({ ...REQUEST, what: 'reward' })).rejects.toMatchObject({
      name: 'NoRankingError',
      message: expect.stringMatching(/no reward model to export yet.*Nothing was written/) as string,
    });
    await opened.session.step('iteration');
    const { files } = await unzipped(opened, { what: 'reward' });
    const config = JSON.parse(new TextDecoder().decode(files['config.json'])) as Record<string, unknown>;
    expect(config.architectures).toEqual(['GPT2ForSequenceClassification']);
    expect(parseSafetensors(files['model.safetensors']).tensors.get('score.weight')?.shape).toEqual([1, 16]);
  });
});

it('the way to a cluster holds the models, the data, the settings and scripts, of one iteration', async () => {
  const { session } = await openSession({ request: { preferences: RANKINGS } });
  await session.step('iteration');
  const { dtype, shardBytes, target } = REQUEST;
  const { zip, ...result } = await session.exportBundle({ dtype, shardBytes, target });
  expect(result).toMatchObject({ iteration: 1, name: 'blurbs-tiny-cluster-iteration-1' });
  const files = unzipSync(new Uint8Array(await zip!.arrayBuffer()));
  expect(Object.keys(files).length).toBe(result.files);
  const run = JSON.parse(new TextDecoder().decode(files['run.json'])) as Record<string, unknown>;
  expect(run).toMatchObject({ iteration: 1, reward: { fitted: true }, settings: { seed: 1 } });
  const policy = await session.exportModel(REQUEST);
  const single = unzipSync(new Uint8Array(await policy.zip!.arrayBuffer()));
  expect(files['policy/model.safetensors']).toEqual(single['model.safetensors']);
  const reference = parseSafetensors(files['reference/model.safetensors']);
  expect(reference.readF32('transformer.wte.weight')).toEqual(tinyTensors().get('wte.weight'));
  expect(files['reward/model.safetensors'].length).toBeGreaterThan(1_000);
});

/** Names in the folder of this origin's storage that zips are written to. */
async function zipsKept(): Promise<string[]> {
  const root = await navigator.storage.getDirectory();
  const names: string[] = [];
  for await (const name of (await root.getDirectoryHandle('exports', { create: true })).keys())
    names.push(name);
  // What is being written lies beside its name.
  return names.filter((name) => name.endsWith('.zip')).sort();
}

it('zips of earlier visits are deleted at the next, and no younger ones', async () => {
  const opened = await openSession();
  await opened.session.exportModel(REQUEST);
  const kept = await zipsKept();
  await openSession();
  expect(await zipsKept()).toEqual(kept);
  const { now } = Date;
  Date.now = () => now() + 2 * 3_600_000;
  try {
    await openSession();
    await expect.poll(zipsKept).toEqual([]);
  } finally {
    Date.now = now;
  }
});

describe('an export', () => {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back where it was
  const original = FileSystemFileHandle.prototype.createWritable;
  afterEach(() => {
    FileSystemFileHandle.prototype.createWritable = original;
  });

  /** Has every file that is written do `act` before its first bytes. */
  function beforeWriting(act: () => Promise<void>): void {
    FileSystemFileHandle.prototype.createWritable = async function (options) {
      const stream = await original.call(this, options);
      const write = stream.write.bind(stream);
      const sink: UnderlyingSink<Uint8Array<ArrayBuffer>> = {
        write: async (chunk) => {
          await act().catch(async (error: unknown) => {
            await stream.abort();
            throw error;
          });
          await write(chunk);
        },
        close: () => stream.close(),
        abort: (reason) => stream.abort(reason),
      };
      return new WritableStream(sink) as FileSystemWritableFileStream;
    };
  }

  it('ends in the middle when cancelled, leaves nothing in storage, and can be begun again', async () => {
    const opened = await openSession();
    const before = await zipsKept();
    let begun = () => {};
    const writing = new Promise<void>((resolve) => (begun = resolve));
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    beforeWriting(() => {
      begun();
      return released;
    });
    const exporting = opened.session.exportModel(REQUEST);
    const refused = exporting.catch((error: unknown) => error);
    await expect(opened.session.exportModel(REQUEST)).rejects.toThrow(/under way already/);
    await writing;
    expect(await zipsKept()).toHaveLength(before.length + 1);
    await opened.session.cancel(EXPORTING);
    release();
    expect(await refused).toHaveProperty('name', 'AbortError');
    expect(await zipsKept()).toEqual(before);
    await opened.told.settled();
    const last = opened.told.of('progress').findLast(({ task }) => task === EXPORTING);
    expect(last?.done).toBe(last?.total);

    FileSystemFileHandle.prototype.createWritable = original;
    const { files } = await unzipped(opened);
    expect(files['model.safetensors'].length).toBeGreaterThan(1_000);
  });

  it('that measures what rounding loses tells so first, and ends there when it is cancelled', async () => {
    const opened = await openSession({ request: { preferences: RANKINGS } });
    const rounded = { ...REQUEST, dtype: 'BF16' } as const;
    await opened.session.exportModel(rounded);
    await opened.told.settled();
    const tasks = opened.told.of('progress').map(({ task }) => task);
    expect(tasks.indexOf(ROUNDING)).toBeGreaterThan(-1);
    expect(tasks.indexOf(ROUNDING)).toBeLessThan(tasks.indexOf(EXPORTING));
    const last = opened.told.of('progress').findLast(({ task }) => task === ROUNDING);
    expect(last?.done).toBe(last?.total);

    const before = await zipsKept();
    const exporting = opened.session.exportModel(rounded);
    const refused = exporting.catch((error: unknown) => error);
    await opened.session.cancel(ROUNDING);
    expect(await refused).toHaveProperty('name', 'AbortError');
    expect(await zipsKept()).toEqual(before);
  });

  it('that finds the disk full says so, leaves nothing in storage, and training goes on', async () => {
    const { session, told } = await openSession({ request: { preferences: RANKINGS } });
    const before = await zipsKept();
    beforeWriting(() => Promise.reject(new DOMException('full', 'QuotaExceededError')));
    const refused = await session.exportModel(REQUEST).catch((error: unknown) => error);
    expect(toFailure(refused, 0)).toMatchObject({ kind: 'storage' });
    expect((refused as Error).message).toMatch(/no room for blurbs-tiny-policy.*as they were.*to a folder/);
    expect(await zipsKept()).toEqual(before);
    await session.step('iteration');
    await told.next('metrics');
  });

  it('of an adapter is refused where there is none', async () => {
    const { session } = await openSession();
    await expect(session.exportModel({ ...REQUEST, what: 'adapter' })).rejects.toThrow(/no adapter/);
  });
});
