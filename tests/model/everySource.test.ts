/** One model through every place that models come from: what is read of it is the same, to the token and to the bit. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ModelFiles } from '../../src/files/folder/modelFiles.ts';
import { pickedFiles } from '../../src/files/folder/pickedFiles.ts';
import { wholeFiles } from '../../src/files/folder/wholeFiles.ts';
import { findRemoteModel } from '../../src/files/hub/remoteModel.ts';
import { storePickedFiles, storeRemoteModel } from '../../src/files/store/download.ts';
import { MemoryModelStorage } from '../../src/files/store/modelStorage.ts';
import { ModelStore } from '../../src/files/store/modelStore.ts';
import { findModel } from '../../src/headless/findModel.ts';
import { diskFiles } from '../../src/headless/modelFiles.ts';
import { heldSource, heldTensors } from '../../src/model/source.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';
import { readChosen, readUnzipped } from '../../src/ui/library/choice/dropped.ts';
import { chooseModel } from '../../src/workers/chosenModel.ts';
import type { ModelChoice } from '../../src/workers/protocol.ts';
import { openerOf } from '../files/folder/adapterFiles.ts';
import { shardedModel, type Files } from '../files/folder/ownModel.ts';
import { startHubServer, type HubServer } from '../files/hub/hubServer.ts';

const NAMED = 'additional_chat_templates/plain.jinja';
const texts = ['Once upon a time', ' there was\n\ta fox 🦊', ''];
const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

let files: Files;
let hub: HubServer;
let root: string;

beforeAll(async () => {
  const utf8 = new TextEncoder();
  files = {
    ...(await shardedModel(2, 'F16')),
    'generation_config.json': encoded({ eos_token_id: [2, 7], max_new_tokens: 9 }),
    'chat_template.jinja': utf8.encode('{{ bos_token }}{% for m in messages %}[{{ m.content }}]{% endfor %}'),
    [NAMED]: utf8.encode('{{ messages[0].content }}'),
    'prompts.json': encoded({ train: ['a', 'b'], heldout: ['c'] }),
  };
  hub = await startHubServer(files);
  hub.commit = 'c0ffee';
  root = mkdtempSync(join(tmpdir(), 'nudge-sources-'));
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(root, 'disk', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
});

afterAll(async () => {
  await hub.close();
  rmSync(root, { recursive: true, force: true });
});

const inMemory = (): ModelFiles => ({ open: openerOf(files), list: async () => Object.keys(files) });
/** The files as a folder's input gives them, or a zip. */
const chosenFolder = () =>
  readChosen(
    Object.entries(files).map(([path, bytes]) =>
      Object.assign(new File([bytes as Uint8Array<ArrayBuffer>], path.split('/').at(-1)!), {
        webkitRelativePath: `mine/${path}`,
      }),
    ),
  )!.files;
const unzipped = () =>
  readUnzipped(
    Object.entries(files).map(([path, bytes]) => ({
      path: `out/mine/${path}`,
      file: new File([bytes as Uint8Array<ArrayBuffer>], path),
    })),
  )!.files;
const onHub = (revision?: string) => ({ kind: 'hub', id: 'lab/model', host: hub.url, revision }) as const;
const atAddress = () => ({ kind: 'url', url: `${hub.url}/plain` }) as const;
const stored = async (store: ModelStore, { id }: { readonly id: string }) => (await store.open(id)).files;
const emptyStore = () => new ModelStore(new MemoryModelStorage());

/** Of each place its files, and whether it can say which it has: others know no template by its name. */
const places: readonly (readonly [string, () => Promise<ModelFiles> | ModelFiles, boolean])[] = [
  [
    'what comes with the page',
    () => wholeFiles(async (file) => files[file] ?? null, Object.keys(files)),
    true,
  ],
  ['a web address', async () => (await findRemoteModel(atAddress())).files, false],
  ['a hub', async () => (await findRemoteModel(onHub())).files, true],
  ['a hub’s revision', async () => (await findRemoteModel(onHub('c0ffee'))).files, true],
  ['a chosen folder', () => pickedFiles(chosenFolder()), true],
  ['a zip', () => pickedFiles(unzipped()), true],
  [
    'the store, downloaded',
    async () => {
      const store = emptyStore();
      return stored(store, await storeRemoteModel(store, onHub()));
    },
    true,
  ],
  [
    'the store, copied',
    async () => {
      const store = emptyStore();
      return stored(store, await storePickedFiles(store, chosenFolder(), 'mine'));
    },
    true,
  ],
  ['a disk', () => diskFiles(root, 'disk'), true],
  ['a command’s folder', async () => (await found('disk')).files, true],
  ['a command’s cache', async () => (await found('lab/model')).files, true],
];

function found(model: string) {
  const asked = { modelRoot: root, hub: hub.url, cache: join(root, 'cache') };
  return findModel(asked, model, null, () => undefined);
}

/** All that a run, an export and a page see of a model. */
async function seen(place: ModelFiles, named?: string) {
  const chat = named === undefined ? {} : { named };
  const source = await heldSource(await openModelSource(place, { chat }));
  const { config, tokenizer, prompts, tokens, template, tokenizerConfig, tensors } = source;
  return {
    config,
    ids: texts.map((text) => tokenizer.encode(text)),
    prompts,
    tokens: [...tokens],
    template,
    tokenizerConfig,
    kept: [...source.files].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')] as const),
    weights: inBase64(tensors),
  };
}

/** Weights by their names, to compare without a walk over each number. */
function inBase64(tensors: ReadonlyMap<string, Float32Array>) {
  return Object.fromEntries(
    [...tensors].map(([name, { buffer }]) => [name, Buffer.from(buffer).toString('base64')]),
  );
}

it.each(places)('%s gives the same model', async (_, place, lists) => {
  const { kept: expectedFiles, ...expected } = await seen(inMemory());
  expect(expected.prompts.train).toEqual(['<s>[a]', '<s>[b]']);
  expect(expected.config.ends).toEqual([2, 7]);
  const opened = await place();
  const { kept, ...rest } = await seen(opened);
  expect(rest).toEqual(expected);
  expect(new Map(kept)).toEqual(new Map(expectedFiles.filter(([name]) => lists || name !== NAMED)));
  const byName = seen(opened, 'plain');
  if (lists) expect((await byName).prompts.train).toEqual(['a', 'b']);
  else await expect(byName).rejects.toThrow(/no chat template called "plain".*"default"/);
});

/** What a page may ask for, each with the store in which a stored one lies. */
const choices: readonly (readonly [string, () => Promise<readonly [ModelChoice, ModelStore?]>])[] = [
  ['files', async () => [{ kind: 'files', label: 'mine', files: chosenFolder() }]],
  ['address', async () => [{ kind: 'remote', address: atAddress() }]],
  ['name on a hub', async () => [{ kind: 'remote', address: onHub() }]],
  [
    'stored model',
    async () => {
      const store = emptyStore();
      return [{ kind: 'stored', id: (await storeRemoteModel(store, onHub())).id }, store];
    },
  ],
];

it.each(choices)('the trainer opens a page’s %s as that model', async (_, choose) => {
  const [model, store] = await choose();
  const places = {
    readFile: () => Promise.reject(new Error('Nothing of the page’s own is asked for.')),
    openModels: async () => store!,
  };
  const expected = await seen(inMemory());
  const options = { software: true, signal: new AbortController().signal, onProgress: () => undefined };
  const { config, texts: read, load } = await chooseModel(places, { model, modelRoot: '' }, options);
  expect(config).toEqual(expected.config);
  expect(read.prompts).toEqual(expected.prompts);
  expect(texts.map((text) => read.tokenizer.encode(text))).toEqual(expected.ids);
  let loaded: ReadonlyMap<string, Float32Array> = new Map();
  await load({
    gpu: { waits: { workDone: () => Promise.resolve() } },
    load: async (chunks: Parameters<typeof heldTensors>[0]) => {
      loaded = await heldTensors(chunks);
    },
  } as unknown as Parameters<typeof load>[0]);
  expect(inBase64(loaded)).toEqual(expected.weights);
});
