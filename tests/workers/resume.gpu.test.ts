/** A run that goes on from storage on new models: bit for bit, whatever it trains and however its files are cut. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parseSafetensors } from '../../src/files/safetensors/safetensorsRead.ts';
import { writeSafetensors } from '../../src/files/safetensors/safetensorsWrite.ts';
import { sha256 } from '../../src/files/saves/manifest.ts';
import { MemoryStorage, type CheckpointStorage } from '../../src/files/bytes/storage.ts';
import { CheckpointStore } from '../../src/files/saves/store.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import type { ModelSource } from '../../src/model/source.ts';
import { Models } from '../../src/rl/training/models.ts';
import { RlhfRun } from '../../src/rl/runs/run.ts';
import type { Settings } from '../../src/rl/algorithms/settings.ts';
import { RunCheckpoints } from '../../src/workers/runCheckpoints.ts';
import { testGpu } from '../gpu/harness.ts';
import { TINY_CONFIG, TINY_PROMPTS, tinySource } from '../model/tinyModel.ts';
import { rankingsBy, TINY_SETTINGS, weightsOf } from '../rl/tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

interface StartOptions {
  readonly settings?: Settings;
  readonly model?: string;
  readonly seed?: number;
  readonly layers?: number;
  readonly rankings?: number;
}

function start(storage: CheckpointStorage, options: StartOptions = {}) {
  const { settings = TINY_SETTINGS, model = 'tiny', rankings = 6 } = options;
  const { seed, layers = TINY_CONFIG.layers } = options;
  const models = new Models(gpu, layeredSource(seed, layers), settings);
  const run = new RlhfRun(models, TINY_PROMPTS, settings);
  run.setPreferences(rankingsBy('a', rankings));
  const checkpoints = new RunCheckpoints(storage, model, models, run, settings);
  return { models, run, checkpoints };
}

/** The tiny model, its one layer repeated. */
function layeredSource(seed: number | undefined, layers: number): ModelSource {
  const source = tinySource(seed);
  const config = { ...source.config, layers };
  const tensors = new Map(source.tensors);
  for (const { name } of new ParameterLayout(config).entries) {
    tensors.set(name, source.tensors.get(name.replace(/^h\.\d+/, 'h.0'))!);
  }
  return { ...source, config, tensors };
}

/** A checkpoint as the first releases wrote it: a flat tensor a set, the state in the header. */
async function writeFlat(storage: CheckpointStorage, run: RlhfRun, more: object = {}): Promise<void> {
  const names = ['policy', 'policy.m', 'policy.v', 'reward', 'reward.m', 'reward.v'];
  const weights = await weightsOf(run);
  const bytes = writeSafetensors(
    names.map((name, i) => ({ name, shape: [weights[i].length], data: weights[i] })),
    { metadata: { state: JSON.stringify({ ...run.state, reference: undefined, ...more }) } },
  );
  await storage.write('1.safetensors', bytes);
  const entry = { run: 'tiny', file: '1.safetensors', bytes: bytes.length, hash: await sha256(bytes) };
  const manifest = JSON.stringify({ sequence: 1, entries: [{ ...entry, iteration: 1, savedAt: 0 }] });
  const slot = { hash: await sha256(new TextEncoder().encode(manifest)), manifest };
  await storage.write('manifest-b.json', new TextEncoder().encode(JSON.stringify(slot)));
}

async function iterate(run: RlhfRun, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await run.iterate();
}

describe('a run', () => {
  it.each<[string, Partial<Settings>]>([
    ['every weight', {}],
    ['adapters', { method: 'lora', loraRank: 3, loraTargets: 'attention' }],
    ['adapters on a base in half precision', { method: 'lora', weightStorage: 'f16', recompute: true }],
    ['every weight in small batches', { microBatch: 2, recompute: true }],
    ['an ensemble by pairs', { rewardModels: 3, rewardLoss: 'bradleyTerry', rewardCaution: 0.5 }],
    ['an ensemble of adapters', { method: 'lora', loraRank: 2, rewardModels: 2 }],
  ])('that trains %s and was saved half-way ends as one that never stopped', async (_, change) => {
    const settings = { ...TINY_SETTINGS, shardMegabytes: 600 / 2 ** 20, ...change };
    const straight = start(new MemoryStorage(), { settings });
    await iterate(straight.run, 4);

    const storage = new MemoryStorage();
    const first = start(storage, { settings });
    first.checkpoints.draws = 17;
    await iterate(first.run, 2);
    await first.checkpoints.save();
    expect((await storage.list()).filter(({ name }) => name.endsWith('.safetensors')).length).toBeGreaterThan(
      9,
    );

    const second = start(storage, { settings });
    expect(await second.checkpoints.restore()).toBeNull();
    expect(second.run.iteration).toBe(2);
    expect(second.checkpoints.draws).toBe(17);
    expect(await weightsOf(second.run)).toEqual(await weightsOf(first.run));
    await iterate(second.run, 2);
    expect(await weightsOf(second.run)).toEqual(await weightsOf(straight.run));
    expect(second.run.history).toEqual(straight.run.history);
  });

  it('goes on alike when a setting changed after its reference was drawn', async () => {
    const storage = new MemoryStorage();
    const first = start(storage);
    await iterate(first.run, 1);
    const hotter = { ...TINY_SETTINGS, temperature: 1.3 };
    first.run.configure(hotter);
    await first.checkpoints.save();
    const second = start(storage, { settings: hotter });
    await second.checkpoints.restore();
    for (const { run } of [first, second]) {
      run.setPreferences(rankingsBy('a', 8));
      await iterate(run, 1);
    }
    expect(await weightsOf(second.run)).toEqual(await weightsOf(first.run));
  });

  it('says once which kernels compute otherwise than where it was saved, and goes on', async () => {
    const before = new MemoryStorage();
    const first = start(before);
    await iterate(first.run, 1);
    await first.checkpoints.save();
    // As another driver under the same adapter would have left it.
    const kept = await Promise.all((await before.list()).map(({ name }) => before.read(name)));
    const text = kept
      .map((bytes) => new TextDecoder().decode(bytes!))
      .find((t) => t.includes('"fingerprints"'))!;
    const { kernels } = JSON.parse(text) as { kernels: { fingerprints: Record<string, string> } };
    expect(Object.keys(kernels.fingerprints)).toContain('norm');
    const fingerprints = { ...kernels.fingerprints, norm: '0123456789abcdef' };
    const storage = new MemoryStorage();
    await writeFlat(storage, first.run, { kernels: { ...kernels, fingerprints } });
    const second = start(storage);
    const told: string[] = [];
    second.checkpoints.onChanged = (message) => told.push(message);
    expect(await second.checkpoints.restore()).toBeNull();
    expect(second.run.iteration).toBe(1);
    expect(told).toEqual([]);
    await iterate(second.run, 1);
    await second.checkpoints.save();
    await second.checkpoints.save();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/\(norm\): its driver or the browser has changed.*went on from exactly/);
    expect(told[0].length).toBeLessThan(500);
    // What is saved now is what is computed now.
    const third = start(storage);
    third.checkpoints.onChanged = (message) => told.push(message);
    await third.checkpoints.restore();
    await third.checkpoints.save();
    expect(told).toHaveLength(1);
  });

  it('is saved as tensors by name, any of which a reader of safetensors finds', async () => {
    const storage = new MemoryStorage();
    const { checkpoints, models } = start(storage);
    await checkpoints.save();
    const [shard] = (await storage.list()).filter(({ name }) => name.endsWith('.safetensors'));
    const file = parseSafetensors((await storage.read(shard.name))!);
    const parameters = await models.reference.read();
    for (const [name, values] of parameters) {
      if (!name.startsWith('value.')) expect(file.readF32(`policy/${name}`)).toEqual(values);
    }
    expect(file.tensors.get('policy.m/wte.weight')?.shape).toEqual([30, 16]);
    expect(file.tensors.get('reward.v/score.weight')?.shape).toEqual([16]);
  });

  it('that moves on while it is saved is not saved', async () => {
    const storage = new MemoryStorage();
    const { checkpoints, run } = start(storage);
    await iterate(run, 1);
    await checkpoints.save();
    const saving = checkpoints.save();
    run.models.optimizer.steps++;
    await expect(saving).rejects.toThrow(/moved on while it was saved.*iteration 1 is kept/);
    expect((await new CheckpointStore(storage).list()).length).toBe(1);
  });
});

describe('what another run left', () => {
  it('with another base model has its own name', async () => {
    const storage = new MemoryStorage();
    const first = start(storage);
    await first.checkpoints.save();
    const other = start(storage, { model: 'other' });
    expect(await other.checkpoints.restore()).toBeNull();
    for (let i = 0; i < 3; i++) await other.checkpoints.save();
    const names = (await new CheckpointStore(storage).list()).map(({ run }) => run);
    expect(names.sort()).toEqual(['other', 'other', 'tiny']);
  });

  it.each([
    ['weights', { seed: 2 }, /other weights of the base model, and was left where it is/],
    ['layout', { layers: 2 }, /another model layout .*left where it is/],
  ])(
    'with a model of the same name and other %s is never displaced, and told of',
    async (_, change, words) => {
      const storage = new MemoryStorage();
      const first = start(storage);
      await iterate(first.run, 1);
      await first.checkpoints.save();
      const other = start(storage, change);
      const warning = await other.checkpoints.restore();
      expect(warning).toMatch(words);
      expect(warning).not.toMatch(/Choose those settings/);
      expect(other.run.iteration).toBe(0);
      for (let i = 0; i < 3; i++) await other.checkpoints.save();
      const names = (await new CheckpointStore(storage).list()).map(
        ({ run, iteration }) => `${run} ${iteration}`,
      );
      expect(names.sort()).toEqual(['tiny 0', 'tiny 0', 'tiny, set aside 1']);
    },
  );

  it.each<[string, Partial<Settings>]>([
    ['adapters', { method: 'lora' }],
    ['adapters of another rank', { method: 'lora', loraRank: 2 }],
    ['half precision', { weightStorage: 'f16' }],
  ])('with %s is not taken by a run without, and told of', async (_, change) => {
    const storage = new MemoryStorage();
    const first = start(storage);
    await iterate(first.run, 1);
    await first.checkpoints.save();
    const other = start(storage, { settings: { ...TINY_SETTINGS, ...change } });
    expect(await other.checkpoints.restore()).toMatch(
      /left where they are: tiny, every weight trained\. Choose those settings/,
    );
    expect(other.run.iteration).toBe(0);
    for (let i = 0; i < 3; i++) await other.checkpoints.save();
    const again = start(storage);
    expect(await again.checkpoints.restore()).toBeNull();
    expect(again.run.iteration).toBe(1);
  });

  it('after more judgements than this browser still has is told', async () => {
    const storage = new MemoryStorage();
    const first = start(storage, { rankings: 8 });
    await iterate(first.run, 1);
    await first.checkpoints.save();
    const second = start(storage, { rankings: 6 });
    expect(await second.checkpoints.restore()).toMatch(/2 more judgements than this browser holds/);
    expect(second.run.iteration).toBe(1);
  });

  it('in the first releases loads, and goes on alike', async () => {
    const first = start(new MemoryStorage());
    await iterate(first.run, 1);
    const storage = new MemoryStorage();
    await writeFlat(storage, first.run);

    const second = start(storage);
    expect(await second.checkpoints.restore()).toBeNull();
    expect(await weightsOf(second.run)).toEqual(await weightsOf(first.run));
    for (const { run } of [first, second]) await iterate(run, 1);
    expect(await weightsOf(second.run)).toEqual(await weightsOf(first.run));
  });

  it('and breaks off while it is read leaves the base model', async () => {
    /** Storage whose second reading of a shard fails: the first is the check. */
    class Failing extends MemoryStorage {
      override async open(name: string) {
        const source = await super.open(name);
        if (!source || !name.endsWith('.safetensors')) return source;
        let bytes = 0;
        return {
          ...source,
          readInto: async (offset: number, target: Uint8Array) => {
            bytes += target.byteLength;
            if (bytes > 1.7 * source.size) throw new Error('the disk was pulled out.');
            await source.readInto(offset, target);
          },
        };
      }
    }
    const storage = new Failing();
    const first = start(storage);
    await iterate(first.run, 1);
    await first.checkpoints.save();
    const second = start(storage);
    expect(await second.checkpoints.restore()).toMatch(/disk was pulled out.*starts anew/);
    expect(second.run.iteration).toBe(0);
    const [policy, m, v] = await weightsOf(second.run);
    const [base] = await weightsOf(start(new MemoryStorage()).run);
    expect(policy).toEqual(base);
    expect([...m, ...v].every((value) => value === 0)).toBe(true);
  });
});

describe('a run that begins anew where another was saved', () => {
  it('is saved in its place, again and again, and is the one that goes on', async () => {
    const storage = new MemoryStorage();
    const before = start(storage);
    await iterate(before.run, 2);
    await before.checkpoints.save();

    const anew = start(storage);
    await iterate(anew.run, 1);
    await anew.checkpoints.save();
    await iterate(anew.run, 2);
    await anew.checkpoints.save();
    expect(await anew.checkpoints.kept()).toBe(3);

    const later = start(storage);
    expect(await later.checkpoints.restore()).toBeNull();
    expect(later.run.iteration).toBe(3);
    expect(await weightsOf(later.run)).toEqual(await weightsOf(anew.run));
  });

  it('is not saved over what another tab saved meanwhile', async () => {
    const storage = new MemoryStorage();
    const anew = start(storage);
    await anew.checkpoints.save();
    const other = start(storage);
    await other.checkpoints.restore();
    await iterate(other.run, 1);
    await other.checkpoints.save();
    await iterate(anew.run, 1);
    await expect(anew.checkpoints.save()).rejects.toThrow('Another tab went on with this run');
  });
});
