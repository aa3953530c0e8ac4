/** Adapters and reward models at an address, fetched as the files that a person would have dropped. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAdapter } from '../../src/files/folder/adapterTensors.ts';
import { inspectModel } from '../../src/files/folder/inspect.ts';
import { isNotAlone } from '../../src/files/folder/notAlone.ts';
import { pickedFiles } from '../../src/files/folder/pickedFiles.ts';
import { inspectReward } from '../../src/files/folder/rewardFolder.ts';
import { findRemoteModel } from '../../src/files/hub/remoteModel.ts';
import { parseSafetensors, writeSafetensors } from '../../src/files/safetensors/safetensors.ts';
import { fetchNotAlone } from '../../src/workers/fetchedFiles.ts';
import { adapterBytes, pair, PLAIN } from '../files/folder/adapterFiles.ts';
import { singleModel, type Files } from '../files/folder/ownModel.ts';
import { startHubServer, type HubServer } from '../files/hub/hubServer.ts';

const retry = { attempts: 2, firstDelay: 1, longestDelay: 10, stall: 20_000 };
const WEIGHTS = 'adapter_model.safetensors';
let hub: HubServer;
let single: Files;
let reward: Files;
const adapter: Files = adapterBytes(
  { ...PLAIN, base_model_name_or_path: 'owner/base', target_modules: ['q_proj'] },
  pair('model.layers.0.self_attn.q_proj', 64, 64),
);

beforeAll(async () => {
  single = await singleModel();
  const whole = parseSafetensors(single['model.safetensors']);
  const all = [...whole.tensors.values()].map(({ name, shape }) => ({
    name,
    shape,
    data: whole.readF32(name),
  }));
  const config = JSON.parse(new TextDecoder().decode(single['config.json'])) as object;
  reward = {
    ...single,
    'config.json': new TextEncoder().encode(
      JSON.stringify({ ...config, architectures: ['LlamaForSequenceClassification'], num_labels: 1 }),
    ),
    'model.safetensors': writeSafetensors([
      ...all,
      { name: 'score.weight', shape: [1, 64], data: new Float32Array(64) },
    ]),
    'README.md': new TextEncoder().encode('---\nbase_model: owner/base\n---\n'),
  };
  hub = await startHubServer(adapter);
});

afterAll(() => hub.close());
beforeEach(() => {
  Object.assign(hub, {
    mischief: [],
    always: {},
    files: adapter,
    sent: {},
    headStatus: null,
    commit: 'c0ffee',
  });
});

const onHub = () => ({ kind: 'hub', id: 'lab/model', host: hub.url }) as const;
const atAddress = () => ({ kind: 'url', url: `${hub.url}/plain/` }) as const;
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => error,
  );

describe.each([
  ['hub', onHub],
  ['web address', atAddress],
])('on a %s', (kind, at) => {
  it('an adapter is told from a model that is missing, and comes with its settings and weights', async () => {
    expect(isNotAlone(await refusal(findRemoteModel(at(), { retry })))).toBe(true);
    const told: number[] = [];
    const { label, files } = await fetchNotAlone(at(), {
      retry,
      onProgress: (file, done, total) => told.push(file === WEIGHTS ? done / total : NaN),
    });
    expect(label).toBe(kind === 'hub' ? 'model' : 'plain');
    const { config } = await inspectModel(pickedFiles(Object.entries(single).map(asFile)));
    expect(await readAdapter(pickedFiles(files).open, config)).toMatchObject({ base: 'owner/base' });
    expect(told).toEqual([1]);
    hub.files = {};
    expect(isNotAlone(await refusal(findRemoteModel(at(), { retry })))).toBe(false);
  });

  it('a reward model comes with its tokenizer, its weights and its card', async () => {
    hub.files = reward;
    const looked = inspectModel((await findRemoteModel(at(), { retry })).files);
    expect(isNotAlone(await refusal(looked))).toBe(true);
    const { files } = await fetchNotAlone(at(), { retry });
    expect(files.map(({ name }) => name).toSorted()).toEqual(Object.keys(reward).toSorted());
    expect(await inspectReward(pickedFiles(files).open)).toMatchObject({ base: 'owner/base' });
  });
});

it('a model that writes, one of several labels, and an adapter without weights are refused in words', async () => {
  hub.files = single;
  await expect(fetchNotAlone(onHub(), { retry })).rejects.toThrow(
    /names no class for sequence classification/,
  );
  const { [WEIGHTS]: _, ...settings } = adapter;
  hub.files = settings;
  await expect(fetchNotAlone(onHub(), { retry })).rejects.toThrow(`There is no ${WEIGHTS} at lab/model`);
});

it('weights that are not what the hub says are refused', async () => {
  hub.sent = {
    [WEIGHTS]: adapter[WEIGHTS].map((byte, at) => (at === adapter[WEIGHTS].length - 1 ? byte ^ 1 : byte)),
  };
  await expect(fetchNotAlone(onHub(), { retry })).rejects.toThrow(`${WEIGHTS} has the SHA-256`);
});

it('stops when it is told to', async () => {
  const abort = new AbortController();
  hub.always = { stallAfter: 100 };
  const fetching = fetchNotAlone(onHub(), { retry, signal: abort.signal });
  setTimeout(() => abort.abort(), 50);
  await expect(fetching).rejects.toMatchObject({ name: 'AbortError' });
});

it('is the same files each time, so that what is made of them has the same id', async () => {
  const dates = async () => (await fetchNotAlone(onHub(), { retry })).files.map((file) => file.lastModified);
  expect(await dates()).toEqual(await dates());
});

function asFile([name, bytes]: readonly [string, Uint8Array]): File {
  return new File([bytes as Uint8Array<ArrayBuffer>], name);
}
