/**
 * Everything that the page hands out, made by the code that makes it and dropped on the page's own reader of files: models
 * come back number for number, rankings join the log, and of the rest it is said what it is. In Node, with weights in memory;
 * the dialogs are tested in tests/ui/library.
 */
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredType } from '../../src/files/safetensors/storedFloats.ts';
import { MemoryModelStorage } from '../../src/files/store/modelStorage.ts';
import { ModelStore } from '../../src/files/store/modelStore.ts';
import { DEFAULT_DRY_DEVICE } from '../../src/gpu/dryDevice.ts';
import { adapterShapes } from '../../src/model/adapters.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { addProduct } from '../../src/model/lowRank.ts';
import type { PreferenceEvent } from '../../src/preferences/event.ts';
import type { RunRecord } from '../../src/rl/runs/record.ts';
import { readRunRecord } from '../../src/rl/runs/recordFile.ts';
import { PPO } from '../../src/rl/algorithms/ppo/declaration.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { TrainerLink } from '../../src/ui/app/state/trainerLink.ts';
import { createUiStore } from '../../src/ui/app/state/uiStore.ts';
import { loadDictionary } from '../../src/ui/words/index.ts';
import { FilesController } from '../../src/ui/export/state/filesController.ts';
import { readChosen, type DroppedModel } from '../../src/ui/library/choice/dropped.ts';
import { isAdapter, isReward } from '../../src/ui/library/choice/modelFiles.ts';
import { createPreferencesStore } from '../../src/ui/rank/state/preferencesStore.ts';
import { Runs } from '../../src/ui/runs/state/runs.ts';
import { memoryRunsDb } from '../../src/ui/runs/state/runsDb.ts';
import { numbersOf as tableOf, recordFile } from '../../src/ui/runs/state/runsFiles.ts';
import { createRunsStore } from '../../src/ui/runs/state/runsStore.ts';
import { memoryPreferenceDb } from '../../src/ui/storage/preferenceDb.ts';
import type { ExportedModel } from '../../src/workers/exportProtocol.ts';
import { foldNormalisation } from '../../src/files/export/rewardHead.ts';
import { exportBundle, exportModel, type ExportedRun } from '../../src/workers/exporting.ts';
import { ModelsService } from '../../src/workers/models.ts';
import type { AdapterChoice } from '../../src/workers/protocol.ts';
import { numbersOf } from '../files/folder/adapterFiles.ts';
import { rewardOf, weightsOf } from './exportReaders.ts';
import { TINY_CONFIG, tinyFolder, tinySource, tinyTensors } from '../model/tinyModel.ts';
import { play } from '../rl/events.ts';
import { rankingsBy } from '../rl/tinyRun.ts';

// Weights in memory, where a run has them on a GPU.
vi.mock('../../src/rl/runs/trained.ts', () => ({
  modelReaders: (_run: unknown, which: keyof typeof weights) => readers(weights[which]),
  adapterReaders: () => readers(adapter),
}));

const RANKINGS = rankingsBy('a', 6);
const ADAPTERS = { rank: 2, alpha: 8, targets: 'all' } as const;
const DTYPES: readonly StoredType[] = ['F32', 'F16', 'BF16'];
const HOOKS = { signal: new AbortController().signal, onProgress: () => undefined };

const base = tinyTensors();
const layout = new ParameterLayout(TINY_CONFIG);
const adapter = new Map(
  adapterShapes(TINY_CONFIG, ADAPTERS).map(([name, shape], i) => [name, numbersOf(shape, i)]),
);

/** The base with the adapter beside each matrix added to it, as a merged export has it. */
const merged = new Map(
  [...base].map(([name, values]): [string, Float32Array] => {
    const module = name.replace(/\.weight$/, '');
    const [a, b] = [adapter.get(`${module}.lora_A`), adapter.get(`${module}.lora_B`)];
    if (!a || !b) return [name, values];
    const [inputs, outputs] = layout.entry(name).shape;
    const sum = values.slice();
    addProduct(
      sum,
      0,
      { inputs, outputs, inputsFirst: true },
      { a, b, scale: ADAPTERS.alpha / ADAPTERS.rank },
    );
    return [name, sum];
  }),
);

const readers = (tensors: ReadonlyMap<string, Float32Array>) =>
  new Map(
    [...tensors].map(
      ([name, values]) => [name, (begin: number, end: number) => values.slice(begin, end)] as const,
    ),
  );

const weights = {
  policy: merged,
  reference: base,
  reward: new Map(merged).set('score.weight', numbersOf([TINY_CONFIG.dim], 99)),
};

/** What an export asks of a session, with weights in memory where that has them on a GPU. */
const exported = (() => {
  const source = { ...tinySource(), files: tinyFolder() };
  const models = {
    config: TINY_CONFIG,
    adapters: ADAPTERS,
    reference: {
      layout,
      readTensor: (name: string, begin: number, end: number) =>
        Promise.resolve(base.get(name)!.slice(begin, end)),
    },
  };
  const settings = { ...DEFAULT_SETTINGS, maxNewTokens: 8 };
  const reward = { fitted: true, mean: 0.5, std: 2 };
  const length = { weight: 0.5, mean: 3, spread: 0.2 };
  const bag = { tokens: [3], weights: [0.5], length, mean: 0, std: 1 };
  const run = {
    models,
    algorithm: PPO,
    rewards: { first: reward, members: [reward], fitted: true, bag },
    iteration: 3,
    history: [],
    state: { kept: { coefficient: 0.1, initial: 0.1 } },
    settings,
  };
  const named = { model: 'blurbs-tiny', modelLabel: 'blurbs-tiny', base: { id: 'blurbs-tiny' } };
  return { models, run, source, ...named } as unknown as ExportedRun;
})();

async function zipOf(what: ExportedModel, dtype: StoredType, shardBytes = Infinity): Promise<File> {
  return (await exportModel(exported, { what, dtype, shardBytes, target: { kind: 'zip' } }, HOOKS)).zip!;
}

async function bundle(): Promise<File> {
  const request = { dtype: 'F32', shardBytes: Infinity, target: { kind: 'zip' } } as const;
  return (await exportBundle(exported, RANKINGS, request, HOOKS)).zip!;
}

const unzipped = async (zip: File) => unzipSync(new Uint8Array(await zip.arrayBuffer()));

/** A page's reader of files, and what came of what it was given. */
let offered: DroppedModel[];
let downloads: { name: string; text: string }[];
let shown: RunRecord[];
let files: FilesController;
let ui: ReturnType<typeof createUiStore>;
let log: () => readonly PreferenceEvent[];
let keep: (events: readonly PreferenceEvent[]) => Promise<unknown>;

beforeEach(async () => {
  [offered, downloads, shown] = [[], [], []];
  await loadDictionary('en');
  const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  ui = createUiStore(storage as unknown as Storage, ['en']);
  const preferences = await createPreferencesStore(() => Promise.resolve(memoryPreferenceDb()));
  log = () => preferences.store.getState().events;
  keep = (events) => preferences.append(events);
  const link = new TrainerLink(() => {
    throw new Error('no trainer here');
  });
  files = new FilesController(ui, preferences, link, (name, text) => downloads.push({ name, text }), {
    show: (text) => Promise.resolve(shown.push(readRunRecord(text))),
    offer: async (model) => void offered.push(model),
    take: () => Promise.reject(new Error('no class here')),
  });
});

const drop = (...some: readonly File[]) => files.take(readChosen(some)!);
const said = () => ui.getState().notice?.text ?? '';

const worst = (one: ReadonlyMap<string, Float32Array>, other: ReadonlyMap<string, Float32Array>) =>
  Math.max(
    ...[...one].map(([name, values]) => Math.max(...values.map((v, i) => Math.abs(v - other.get(name)![i])))),
  );

/** How far the numbers of each kind may be from what went out, and what they are; and who reads them; a new kind must come back too. */
const KINDS: Readonly<Record<ExportedModel, ReadonlyMap<string, Float32Array>>> = {
  policy: merged,
  reference: base,
  adapter: merged,
  // Its scores are normalised by its weights.
  reward: (await foldNormalisation({ config: TINY_CONFIG, tensors: weights.reward }, { mean: 0.5, std: 2 }))
    .tensors as ReadonlyMap<string, Float32Array>,
};
const READERS: Readonly<Record<ExportedModel, (model: DroppedModel) => Promise<Map<string, Float32Array>>>> =
  {
    policy: weightsOf,
    reference: weightsOf,
    adapter: async (model) => weightsOf(await reference(), model),
    reward: rewardOf,
  };
const OFF: Readonly<Record<StoredType, number>> = { F32: 0, F16: 2 ** -10, BF16: 2 ** -6 };
const cases = Object.keys(KINDS).flatMap((what) =>
  DTYPES.map((dtype) => [what as ExportedModel, dtype] as const),
);

describe('a model that is exported', () => {
  it.each(cases)('%s in %s', async (what, dtype) => {
    await drop(await zipOf(what, dtype));
    expect(said()).toBe('');
    const [model, ...others] = offered;
    expect(others).toEqual([]);
    expect(model.label).toBe(`blurbs-tiny-${what}-iteration-3`);
    expect(isAdapter(model.files)).toBe(what === 'adapter');
    expect(await isReward(model.files)).toBe(what === 'reward');
    expect(model.files.some(({ name }) => name === 'bag.json')).toBe(what === 'reward');
    const back = await READERS[what](model);
    expect([...back.keys()].length).toBeGreaterThanOrEqual(KINDS[what].size);
    expect(worst(KINDS[what], back)).toBeLessThanOrEqual(OFF[dtype]);
  });

  it('in shards, as a folder', async () => {
    const parts = Object.entries(await unzipped(await zipOf('policy', 'F32', 4_000)));
    expect(parts.filter(([name]) => name.endsWith('.safetensors')).length).toBeGreaterThan(2);
    await drop(...parts.map(([name, bytes]) => folderFile(`run-3/${name}`, bytes)));
    expect(offered[0].label).toBe('run-3');
    expect(worst(merged, await weightsOf(offered[0]))).toBe(0);
  });

  it('twice from one zip is one model: the files keep the time of the zip', async () => {
    const bytes = await (await zipOf('policy', 'F32')).arrayBuffer();
    const times = [];
    for (const lastModified of [5, 5, 6]) {
      await drop(new File([bytes], 'policy.zip', { lastModified }));
      times.push(offered.at(-1)!.files.map((file) => file.lastModified));
    }
    expect(new Set(times[0])).toEqual(new Set([5]));
    expect(times[1]).toEqual(times[0]);
    expect(new Set(times[2])).toEqual(new Set([6]));
  });
});

describe('an adapter knows its base', () => {
  const service = new ModelsService({
    openModels: () => Promise.resolve(new ModelStore(new MemoryModelStorage())),
    persisted: () => Promise.resolve(false),
    device: () => Promise.resolve(DEFAULT_DRY_DEVICE),
  });
  const adapterOf = async (dtype: StoredType) => {
    const parts = Object.entries(await unzipped(await zipOf('adapter', dtype)));
    return parts.map(([name, bytes]) => new File([bytes as BlobPart], name));
  };
  const on = async (model: DroppedModel, dtype: StoredType = 'F32'): Promise<AdapterChoice> => ({
    kind: 'adapter',
    files: await adapterOf(dtype),
    label: 'taste',
    base: { kind: 'files', ...model },
  });

  it('is looked at before anything is closed, in every number format of the base', async () => {
    expect(await service.adapterBase(await adapterOf('F32'))).toEqual({
      base: 'blurbs-tiny',
      revision: null,
    });
    await service.fitAdapter(await on(await reference()), '');
    await service.fitAdapter(await on(await reference('F16'), 'BF16'), '');
    await service.fitAdapter(await on(await reference('BF16')), '');
  });

  it('and refuses one of the same shape: the trained model, or the base with the adapter in it', async () => {
    const words = /same shape with other weights.*nothing was closed.*trained on, "blurbs-tiny"/;
    const policy = Object.entries(await unzipped(await zipOf('policy', 'F32')));
    const trained = { label: 'p', files: policy.map(([name, bytes]) => new File([bytes as BlobPart], name)) };
    await expect(service.fitAdapter(await on(trained), '')).rejects.toThrow(words);
    const once = await on(await reference());
    await expect(service.fitAdapter({ ...once, base: once }, '')).rejects.toThrow(words);
    await expect(weightsOf(trained, { label: 'taste', files: await adapterOf('F32') })).rejects.toThrow(
      words,
    );
  });
});

describe('a bundle for a cluster', () => {
  it.each(['zip', 'folder'])('as a %s offers its policy, and its rankings join the log', async (how) => {
    const zip = await bundle();
    const parts = Object.entries(await unzipped(zip));
    if (how === 'zip') await drop(zip);
    else await drop(...parts.map(([name, bytes]) => folderFile(`bundle/${name}`, bytes)));
    expect(offered.map(({ label }) => label)).toEqual(['policy']);
    expect(worst(merged, await weightsOf(offered[0]))).toBe(0);
    expect(log().map(({ id }) => id)).toEqual(RANKINGS.map(({ id }) => id));
    expect(said()).toBe('6 rankings imported.');
  });

  it('changes nothing in the log that it was made of', async () => {
    await keep(RANKINGS);
    const parts = await unzipped(await bundle());
    for (const name of ['rankings', 'preferences', 'unpaired']) {
      await drop(new File([parts[`data/${name}.jsonl`]], `${name}.jsonl`));
      expect(said()).toMatch(new RegExp(`^All \\d+ of ${name}\\.jsonl are here already\\.$`));
    }
    expect(log()).toEqual(RANKINGS);
  });

  it('says of each of its other files what it is', async () => {
    const parts = Object.entries(await unzipped(await bundle())).filter(
      ([name]) => !/^(policy|reference|reward)\/|\/(rankings|preferences|unpaired)\.jsonl$/.test(name),
    );
    expect(parts.length).toBeGreaterThan(8);
    for (const [name, bytes] of parts) {
      await drop(new File([bytes], name.split('/').at(-1)!));
      const json = /\.jsonl?$/.test(name) ? /It holds prompts/ : /It is no file of rankings/;
      expect(said(), name).toMatch(name === 'run.json' ? /belongs to a bundle/ : json);
      expect(said().length).toBeLessThan(500);
    }
    expect([offered, log(), shown]).toEqual([[], [], []]);
  });
});

it('rankings and pairs come back, into an empty log and into their own', async () => {
  await keep(play('abc'));
  await files.exportRankings();
  await files.exportPairs();
  expect(downloads.map(({ name }) => name)).toEqual(['rankings.jsonl', 'preferences.jsonl']);
  for (const { name, text } of downloads) {
    await drop(new File([text], name));
    expect(said()).toMatch(/^All \d+ of .* are here already\.$/);
  }
  expect(log()).toHaveLength(3);
});

it('a run comes back as it was; of its numbers it is said what they are not', async () => {
  const runs = new Runs(createRunsStore(), () => Promise.resolve(memoryRunsDb()), log);
  const id = runs.add(readRunRecord(await readFile('public/recorded/run.json', 'utf8')));
  const file = (await recordFile(runs, id))!;
  await drop(new File([file.text], file.name));
  expect(shown).toEqual([await runs.record(id)]);
  for (const format of ['csv', 'jsonl'] as const) {
    const { name, text } = (await tableOf(runs, [id], format))!;
    await drop(new File([text], name));
    expect(said(), name).toMatch(/It is no file of rankings/);
  }
  expect([offered, log(), shown.length]).toEqual([[], [], 1]);
});

async function reference(dtype: StoredType = 'F32'): Promise<DroppedModel> {
  const parts = Object.entries(await unzipped(await zipOf('reference', dtype)));
  return { label: 'base', files: parts.map(([name, bytes]) => new File([bytes as BlobPart], name)) };
}

/** A file as a browser gives it out of a chosen folder. */
function folderFile(path: string, bytes: Uint8Array): File {
  const file = new File([bytes as BlobPart], path.slice(path.lastIndexOf('/') + 1));
  return Object.assign(file, { webkitRelativePath: path });
}
