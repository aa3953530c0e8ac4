/** Models that a command names by what they are called on a hub, or by a web address, fetched from a server of its own. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { globals } from 'webgpu';
import { readAdapter } from '../../src/files/folder/adapterTensors.ts';
import { openDryGpu } from '../../src/gpu/dryDevice.ts';
import { findModel, findReward, type FoundModel } from '../../src/headless/findModel.ts';
import { baseOnDisk } from '../../src/headless/modelNames.ts';
import { openModel } from '../../src/headless/openModel.ts';
import { OptionsError, parseOptions } from '../../src/headless/options.ts';
import { heldSource } from '../../src/model/source.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';
import { adapterBytes, openerOf, pair, PLAIN } from '../files/folder/adapterFiles.ts';
import { shardedModel, shardName, singleModel, type Files } from '../files/folder/ownModel.ts';
import { startHubServer, type HubServer } from '../files/hub/hubServer.ts';

const SECOND = shardName(1, 3);
const retry = { attempts: 2, firstDelay: 1, longestDelay: 10, stall: 20_000 };
let hub: HubServer;
let files: Files;
let root: string;
let lines: string[];

beforeAll(async () => {
  Object.assign(globalThis, globals);
  files = await shardedModel(3, 'F16');
  hub = await startHubServer(files);
});

afterAll(() => hub.close());

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nudge-find-'));
  lines = [];
  Object.assign(hub, { mischief: [], always: {}, files, sent: {}, headStatus: null, commit: 'c0ffee' });
  hub.requests.length = 0;
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const cache = () => join(root, 'cache');

function find(model: string, base: string | null = null, asking = fetch): Promise<FoundModel> {
  const places = { modelRoot: root, hub: hub.url, cache: cache(), retry, fetch: asking };
  return findModel(places, model, base, (line) => lines.push(line));
}

async function expectWhole(found: FoundModel): Promise<void> {
  const { tensors } = await heldSource(await openModelSource(found.files));
  const known = await heldSource(await openModelSource({ open: openerOf(await singleModel()) }));
  expect([...tensors.keys()].toSorted()).toEqual([...known.tensors.keys()].toSorted());
  for (const [name, values] of known.tensors) expect(tensors.get(name)).toEqual(values);
}

describe('a name on a hub', () => {
  it('is fetched once, with all that lies there, and is read from disk the next time', async () => {
    hub.files = { ...files, 'generation_config.json': new TextEncoder().encode('{"eos_token_id": [2, 5]}') };
    const found = await find('lab/model');
    expect(found).toMatchObject({ embedded: false, adapter: null });
    await expectWhole(found);
    expect(lines[0]).toContain(`Fetching lab/model on ${hub.url} to ${cache()}`);
    expect(lines.at(-1)).toMatch(/100 % of 0\.5 MB/);
    expect(readdirSync(cache())).toHaveLength(1);
    hub.requests.length = 0;
    const again = await find('lab/model');
    expect(lines.at(-1)).toMatch(/was fetched before and lies in .*delete that folder/);
    expect((await openModelSource(again.files)).config.ends).toEqual([2, 5]);
    await expectWhole(again);
    expect(hub.requests).toEqual([]);
  });

  it('trains: the options are those of a model of one’s own', async () => {
    const options = parseOptions(['--model-root', root, '--hub', hub.url, '--model', 'lab/model'])!;
    expect(options).toMatchObject({ base: null, settings: { missingEosPenalty: 0 } });
    const { gpu } = openDryGpu();
    const found = await find(options.model);
    const { models } = await openModel({ gpu, options, prompts: ['Hi'], found });
    expect(models.reference.layout.parameters).toBe(260_032);
  });

  it('is another at another revision, which is kept beside it', async () => {
    await find('lab/model');
    await expectWhole(await find('lab/model@refs/pr/1'));
    expect(hub.requests.some((line) => line.includes('/resolve/refs%2Fpr%2F1/config.json'))).toBe(true);
    expect(readdirSync(cache())).toHaveLength(2);
    await expect(find('lab/model@no-such')).rejects.toThrow(/config\.json at lab\/model at no-such/);
    await expect(find('lab/model@../x')).rejects.toThrow(OptionsError);
  });

  it('goes on where it was after a stop that killed the process, and says what is kept', async () => {
    hub.always = { mostPerRange: 40_000 };
    let broken = true;
    const breaking: typeof fetch = (input, init) => {
      const begin = Number(/\d+/.exec(new Headers(init?.headers).get('range') ?? '0')![0]);
      const dead = broken && new Request(input).url.endsWith(SECOND) && begin >= 80_000;
      return dead ? Promise.reject(new TypeError('no network')) : fetch(input, init);
    };
    const refused = find('lab/model', null, breaking);
    await expect(refused).rejects.toThrow(OptionsError);
    await expect(refused).rejects.toThrow(/could not be reached.*are stored and stay\. Start it again/);
    const [folder] = readdirSync(cache());
    // As a process leaves it that was killed: nobody has this number.
    writeFileSync(join(cache(), `${folder}.lock`), '4194999');
    broken = false;
    hub.requests.length = 0;
    await expectWhole(await find('lab/model', null, breaking));
    const asked = hub.requests.filter((line) => line.startsWith('GET /cdn/') && line.includes(SECOND));
    // Its header is read anew; of its weights only what was missing.
    const begins = asked.map((line) => Number(/bytes=(\d+)/.exec(line)![1]));
    expect(begins).toContain(80_000);
    expect(begins.filter((begin) => begin > 0 && begin < 80_000)).toEqual([]);
    expect(hub.requests.some((line) => line.includes(`${shardName(0, 3)} bytes=40000`))).toBe(false);
  });

  it('is not fetched by two at once', async () => {
    await find('lab/model');
    const [folder] = readdirSync(cache());
    rmSync(join(cache(), folder, 'config.json'));
    writeFileSync(join(cache(), `${folder}.lock`), String(process.pid));
    await expect(find('lab/model')).rejects.toThrow(/being downloaded or loaded elsewhere/);
  });

  it('that is nowhere is told, with the folder that may have been meant', async () => {
    const refused = find('lab/other');
    await expect(refused).rejects.toThrow(OptionsError);
    await expect(refused).rejects.toThrow(/no config\.json at lab\/other on http.*no such model/);
    await expect(refused).rejects.toThrow(`There is no folder ${join(root, 'lab/other')} either.`);
    await expect(find('secret/model')).rejects.toThrow(/permission/);
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('what is wrong on the way', () => {
  it('weights that are not what the hub says: thrown away, and told', async () => {
    hub.sent = { [SECOND]: files[SECOND].with(50_000, files[SECOND][50_000] ^ 1) };
    await expect(find('lab/model')).rejects.toThrow(new RegExp(`${SECOND} has the SHA-256.*It was deleted`));
    hub.sent = {};
    await expectWhole(await find('lab/model'));
  });

  it('a pointer where weights should be, a page where a model should be', async () => {
    const pointer = new TextEncoder().encode(
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`,
    );
    hub.files = { ...files, [SECOND]: pointer };
    await expect(find('lab/model')).rejects.toThrow(/Git LFS/);
    hub.files = files;
    hub.always = { contentType: 'text/html' };
    await expect(find(`${hub.url}/plain`)).rejects.toThrow(OptionsError);
    for (const name of ['https://huggingface.co/datasets/lab/data', 'http://'])
      await expect(find(name)).rejects.toThrow(/is not the address of a model/);
  });

  it('a folder that has the name counts first', async () => {
    mkdirSync(join(root, 'lab/model'), { recursive: true });
    expect(await (await find('lab/model')).files.list!()).toEqual([]);
    expect(hub.requests).toEqual([]);
  });
});

describe('a web address', () => {
  it('of a folder is fetched like any other', async () => {
    await expectWhole(await find(`${hub.url}/plain/`));
    expect(lines[0]).toContain(`Fetching ${hub.url}/plain/ to ${cache()}`);
  });

  it('of a reward model is read where it lies', async () => {
    const { open } = await findReward({ modelRoot: root, hub: hub.url, cache: cache(), retry }, 'lab/model');
    expect((await open('config.json'))?.size).toBe(files['config.json'].length);
    expect(await open('none')).toBeNull();
  });
});

describe('an adapter', () => {
  const shapes = pair('model.layers.0.self_attn.q_proj', 64, 64);
  const named = (base: string | null, revision: string | null = null) =>
    adapterBytes({ ...PLAIN, base_model_name_or_path: base, revision, target_modules: ['q_proj'] }, shapes);
  const served = (bytes: Files) =>
    Object.fromEntries(Object.entries(bytes).map(([name, data]) => [`adapter/${name}`, data]));

  it.each([null, 'refs/pr/1'])(
    'on the network stands on the base that it names, at the revision %s',
    async (revision) => {
      hub.files = { ...files, ...served(named('lab/model', revision)) };
      const found = await find(`${hub.url}/plain/adapter`);
      await expectWhole(found);
      expect(lines[0]).toContain(`Fetching lab/model${revision ? ' at refs/pr/1' : ''} on`);
      const { config } = await openModelSource(found.files);
      expect([...(await readAdapter(found.adapter!.open, config)).products.keys()]).toEqual([
        'layers.0.self_attn.q_proj.weight',
      ]);
    },
  );

  it('on the network stands on another that is named, or none is found', async () => {
    hub.files = { ...files, ...served(named('/home/somebody/base')) };
    await expectWhole(await find(`${hub.url}/plain/adapter`, 'lab/model'));
    await expect(find(`${hub.url}/plain/adapter`)).rejects.toThrow(
      /adapter for "\/home\/somebody\/base", which is not found.*--base OWNER\/NAME/,
    );
    await expect(find('lab/model', 'lab/model')).rejects.toThrow(/--base is for adapters/);
  });

  it('on disk stands on a base that is fetched', async () => {
    mkdirSync(join(root, 'mine'));
    for (const [name, bytes] of Object.entries(named('gone'))) writeFileSync(join(root, 'mine', name), bytes);
    expect(() => baseOnDisk(root, 'mine', undefined)).toThrow(/adapter for "gone", which is not found/);
    const found = await find('mine', baseOnDisk(root, 'mine', 'lab/model'));
    await expectWhole(found);
    expect(await found.adapter!.open('adapter_config.json')).not.toBeNull();
  });
});
