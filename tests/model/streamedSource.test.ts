/** Models of one's own, looked at without their weights: a hub's quirks, refusals, prompts, and the stream. */
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/files/bytes/byteSource.ts';
import { CheckpointError } from '../../src/files/errors.ts';
import { inspectModel } from '../../src/files/folder/inspect.ts';
import { parseSafetensors } from '../../src/files/safetensors/safetensors.ts';
import type { SourceOpener } from '../../src/files/folder/modelFiles.ts';
import { OPENINGS } from '../../src/model/prompts/openings.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';
import { readFixture } from '../fixtures/load.ts';

const NAMES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

type Files = Record<string, Uint8Array>;
const stories: Files = Object.fromEntries(
  await Promise.all(NAMES.map(async (name) => [name, await readFixture(`stories260k/${name}`)] as const)),
);
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;

/** The folder with some fields of its JSON files changed; null takes a file away. */
function changed(changes: Readonly<Record<string, object | null>>): Files {
  const files = { ...stories };
  for (const [name, change] of Object.entries(changes)) {
    if (change === null) delete files[name];
    else files[name] = encode({ ...(files[name] && decode(files[name])), ...change });
  }
  return files;
}

/** Opens files in memory and counts the bytes that were read of each. */
function opener(files: Files): { open: SourceOpener; read: Map<string, number> } {
  const read = new Map<string, number>();
  const open: SourceOpener = (file) => {
    if (!files[file]) return Promise.resolve(null);
    const source = bytesSource(files[file], file);
    return Promise.resolve({
      ...source,
      readInto(offset, target, options) {
        read.set(file, (read.get(file) ?? 0) + target.byteLength);
        return source.readInto(offset, target, options);
      },
    });
  };
  return { open, read };
}

const open = (files: Files, options = {}) => openModelSource({ open: opener(files).open }, options);

describe('a model of one’s own', () => {
  it('ends answers at every token that its files list, the tokenizer’s own first', async () => {
    const ends = async (generation: object | null, config: object = {}) =>
      (await open(changed({ 'config.json': config, 'generation_config.json': generation }))).config;
    expect(await ends({ eos_token_id: [7, 2] })).toMatchObject({ eos: 2, ends: [2, 7] });
    expect(await ends(null, { eos_token_id: [9, 2] })).toMatchObject({ eos: 2, ends: [2, 9] });
    expect(await ends({ eos_token_id: 2 })).not.toHaveProperty('ends');
    expect(await ends(null)).not.toHaveProperty('ends');
  });

  it('is known without reading a weight', async () => {
    const { open: opens, read } = opener(stories);
    const source = await openModelSource({ open: opens });
    expect(source).toMatchObject({ architecture: 'llama', parameters: 260_032, promptSuffix: '' });
    expect(source.config).toMatchObject({ family: 'llama', vocab: 512 });
    const header = parseSafetensors(stories['model.safetensors']);
    const first = Math.min(...[...header.tensors.values()].map(({ begin }) => begin));
    expect(read.get('model.safetensors')).toBe(first);
  });

  it('hands over every weight', async () => {
    const source = await open(stories);
    const whole = parseSafetensors(stories['model.safetensors']);
    let count = 0;
    for await (const { name, start, values } of source.weights({ chunkBytes: 4096 })) {
      const stored = whole.tensors.has(name) ? name : `model.${name}`;
      expect(values).toEqual(whole.readF32(stored).slice(start, start + values.length));
      expect(values.byteLength).toBeLessThanOrEqual(4096);
      count += values.length;
    }
    expect(count).toBe(source.parameters);
  });

  it('is asked with the prompts given, else its own, else openings that fit any', async () => {
    const own = changed({ 'prompts.json': { train: ['a', 'b'], heldout: ['c'] } });
    expect((await open(stories)).prompts.train.length + (await open(stories)).prompts.heldOut.length).toBe(
      OPENINGS.length,
    );
    expect((await open(own)).prompts).toEqual({ train: ['a', 'b'], heldOut: ['c'] });
    const given = ['1', '2', ' ', '3', '4', '5', '6'];
    expect((await open(own, { prompts: given })).prompts).toEqual({
      train: ['1', '2', '3', '4', '6'],
      heldOut: ['5'],
    });
    expect((await open(own, { prompts: ['x'] })).prompts).toEqual({ train: ['x'], heldOut: ['x'] });
    expect((await open(own, { prompts: [''] })).prompts.train).toEqual(['a', 'b']);
  });

  it('takes one end token of several, and the tokenizer’s where config.json has none', async () => {
    const eosOf = async (eos_token_id: unknown) =>
      (await open(changed({ 'config.json': { eos_token_id } }))).config.eos;
    expect(await eosOf([7, 2])).toBe(2);
    expect(await eosOf([7, 8])).toBe(7);
    expect(await eosOf(null)).toBe(2);
    expect(await eosOf(50_256)).toBe(2);
  });

  it('needs no configuration of its tokenizer where config.json names the end token', async () => {
    const { tokenizer, config } = await open(changed({ 'tokenizer_config.json': null }));
    expect([tokenizer.eosId, config.eos]).toEqual([2, 2]);
    const nameless = changed({ 'tokenizer_config.json': null, 'config.json': { eos_token_id: null } });
    await expect(open(nameless)).rejects.toThrow(/eos_token_id/);
  });

  it('keeps a chat template that lies beside the configuration', async () => {
    const files = { ...stories, 'chat_template.jinja': new TextEncoder().encode('{{ messages }}') };
    const { tokenizerConfig, files: small } = await inspectModel(opener(files));
    expect(tokenizerConfig).toMatchObject({ bos_token: '<s>', chat_template: '{{ messages }}' });
    expect([...small.keys()]).toEqual([
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'chat_template.jinja',
    ]);
  });
});

describe('refused before a weight is read', () => {
  it.each<[string, Files, RegExp]>([
    [
      'another family',
      changed({ 'config.json': { model_type: 'mamba' } }),
      /"mamba"; supported are gpt2, llama/,
    ],
    [
      'positions stretched in another way',
      changed({ 'config.json': { rope_scaling: { rope_type: 'yarn', factor: 4 } } }),
      /rope_scaling.rope_type = "yarn"/,
    ],
    ['no tokenizer', changed({ 'tokenizer.json': null }), /no tokenizer\.json/],
    [
      'a tokenizer of another kind',
      changed({ 'tokenizer.json': { model: { type: 'Unigram', vocab: {} } } }),
      /tokenizer/,
    ],
    ['no weights', changed({ 'model.safetensors': null }), /no model\.safetensors/],
    ['another shape', changed({ 'config.json': { intermediate_size: 100 } }), /config\.json makes it/],
    ['a list for a configuration', { ...stories, 'tokenizer_config.json': encode([]) }, /not a JSON object/],
  ])('%s', async (_, files, message) => {
    const { open: opens, read } = opener(files);
    const opening = openModelSource({ open: opens });
    await expect(opening).rejects.toThrow(CheckpointError);
    await expect(opening).rejects.toThrow(message);
    expect(read.get('model.safetensors') ?? 0).toBeLessThan(20_000);
  });

  it('an unsupported model costs one small file', async () => {
    const { open: opens, read } = opener(changed({ 'config.json': { model_type: 't5' } }));
    await expect(openModelSource({ open: opens })).rejects.toThrow(/"t5"/);
    expect([...read.keys()]).toEqual(['config.json']);
  });

  it('a file that claims to be huge, before it is allocated', async () => {
    const huge: SourceOpener = (file) =>
      Promise.resolve({ ...bytesSource(new Uint8Array(), file), size: 2 ** 50 });
    await expect(openModelSource({ open: huge })).rejects.toThrow(/config\.json has 1125899906842624 bytes/);
  });
});
