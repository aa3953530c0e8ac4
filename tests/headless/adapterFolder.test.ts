/** Folders that hold an adapter: found for what they are, their base found by its name, and both opened as one model. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { globals } from 'webgpu';
import { openDryGpu } from '../../src/gpu/dryDevice.ts';
import { adapterOnDisk } from '../../src/headless/adapterFolder.ts';
import { findModel } from '../../src/headless/findModel.ts';
import { openModel } from '../../src/headless/openModel.ts';
import { OptionsError, parseOptions } from '../../src/headless/options.ts';
import { Models } from '../../src/rl/training/models.ts';
import { adapterBytes, numbersOf, pair, PLAIN } from '../files/folder/adapterFiles.ts';
import { singleModel, type Files } from '../files/folder/ownModel.ts';
import { tinyFolder, tinyTensors } from '../model/tinyModel.ts';

const Q = 'model.layers.0.self_attn.q_proj';
let root: string;

function write(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  mkdirSync(join(root, folder), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(root, folder, name), bytes);
}

const adapterFor = (named: string | null, shapes = pair(Q, 64, 64)): Files =>
  adapterBytes({ ...PLAIN, base_model_name_or_path: named }, shapes);

beforeAll(async () => {
  Object.assign(globalThis, globals);
  root = mkdtempSync(join(tmpdir(), 'nudge-adapter-'));
  write('stories', await singleModel());
  write('blurbs-tiny', Object.fromEntries(tinyFolder()));
  write('taste', adapterFor('lab/stories'));
  write('runs/7/taste', adapterFor('../../../stories'));
  write('nameless', adapterFor(null));
  write('lost', adapterFor('lab/elsewhere'));
  write('blurbs-taste', adapterFor('blurbs-tiny', pair('transformer.h.0.attn.c_attn', 48, 16)));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const options = (...args: readonly string[]) => parseOptions(['--model-root', root, ...args])!;

async function opened(...args: readonly string[]) {
  const given = options(...args);
  const { gpu } = openDryGpu();
  return openModel({
    gpu,
    options: given,
    prompts: ['Once'],
    found: await findModel(given, given.model, given.base, () => undefined),
  });
}

describe('the base of an adapter', () => {
  it('is found by its name, among the models, beside the adapter and from it', () => {
    expect(options('--model', 'taste').base).toBe(join(root, 'stories'));
    expect(options('--model', 'runs/7/taste').base).toBe(join(root, 'stories'));
    expect(options('--model', join(root, 'taste')).base).toBe(join(root, 'stories'));
    expect(options('--model', 'taste', '--base', 'blurbs-tiny').base).toBe('blurbs-tiny');
  });

  it('is asked for where it is not found, and nowhere else', () => {
    expect(() => options('--model', 'nameless')).toThrow(/a model that it does not name.*--base FOLDER/);
    expect(() => options('--model', 'lost')).toThrow(/an adapter for "lab\/elsewhere", which is not found/);
    expect(() => options('--model', 'stories', '--base', 'stories')).toThrow(OptionsError);
    expect(adapterOnDisk(root, 'stories')).toBeNull();
    expect(adapterOnDisk(root, 'nowhere')).toBeNull();
  });

  it('decides which settings are usual', () => {
    const [own, embedded] = [options('--model', 'taste'), options('--model', 'blurbs-taste')];
    expect(own.settings).toEqual(options('--model', 'stories').settings);
    expect(embedded.settings).toEqual(options('--model', 'blurbs-tiny').settings);
  });
});

describe('both together', () => {
  it('of a folder are read as one model', async () => {
    const loaded = new Map<string, Float32Array>();
    const loading = vi.spyOn(Models.prototype, 'load').mockImplementation(async (chunks) => {
      for await (const { name, values } of chunks) {
        if (name.endsWith('.0.self_attn.q_proj.weight')) loaded.set(name, values.slice());
      }
    });
    try {
      await opened('--model', 'stories');
      const [[name, plain]] = loaded;
      await opened('--model', 'taste');
      const merged = loaded.get(name)!;
      const [a, b] = [numbersOf([2, 64], 0), numbersOf([64, 2], 1)];
      merged.forEach((value, at) => {
        const [output, input] = [Math.floor(at / 64), at % 64];
        const sum = b[output * 2] * a[input] + b[output * 2 + 1] * a[64 + input];
        expect(value).toBe(Math.fround(plain[at] + 4 * sum));
      });
    } finally {
      loading.mockRestore();
    }
  });

  it('of a model that comes with the page have its prompts', async () => {
    const { models } = await opened('--model', 'blurbs-taste');
    expect(models.reference.layout.parameters).toBe(
      [...tinyTensors().values()].reduce((sum, { length }) => sum + length, 0),
    );
    expect(models.tokenizer.decode(models.encodePrompt('ab'))).toBe('ab\n');
  });

  it('that do not fit are refused with why', async () => {
    await expect(opened('--model', 'taste', '--base', 'blurbs-tiny')).rejects.toThrow(OptionsError);
    await expect(opened('--model', 'taste', '--base', 'blurbs-tiny')).rejects.toThrow(/has no such layer/);
  });
});
