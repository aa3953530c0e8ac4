/** Folders that the page takes, without a page: shards, half precision, no prompts of their own, a chat template. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { globals } from 'webgpu';
import { openDryGpu } from '../../src/gpu/dryDevice.ts';
import { diskFiles } from '../../src/headless/modelFiles.ts';
import { openModel } from '../../src/headless/openModel.ts';
import { OptionsError, parseOptions } from '../../src/headless/options.ts';
import type { AskedPrompt } from '../../src/model/prompts/prompts.ts';
import { QUESTIONS } from '../../src/model/prompts/openings.ts';
import { shardedModel } from '../files/folder/ownModel.ts';

const TEMPLATE =
  "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'system' and m['content'] == 'no' %}{{ raise_exception('no system') }}{% endif %}{{ m['content'] }}{{ eos_token }}{% endfor %}";
let root: string;

beforeAll(async () => {
  // WebGPU's constants, which a browser has.
  Object.assign(globalThis, globals);
  root = mkdtempSync(join(tmpdir(), 'nudge-headless-'));
  const files = {
    ...(await shardedModel(3, 'F16')),
    'chat_template.jinja': new TextEncoder().encode(TEMPLATE),
  };
  const put = (folder: string, held: Readonly<Record<string, Uint8Array>>) => {
    mkdirSync(join(root, folder));
    for (const [name, bytes] of Object.entries(held)) writeFileSync(join(root, folder, name), bytes);
  };
  put('chat', files);
  const { 'chat_template.jinja': _, ...plain } = files as Readonly<Record<string, Uint8Array>>;
  const config = JSON.parse(new TextDecoder().decode(plain['tokenizer_config.json'])) as object;
  const chat_template = [
    { name: 'tool_use', template: 'tools' },
    { name: 'dated', template: "{{ strftime_now('%d %b %Y') }} {{ messages[0].content }}" },
  ];
  const named = new TextEncoder().encode(JSON.stringify({ ...config, chat_template }));
  put('named', { ...plain, 'tokenizer_config.json': named });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function opened(args: readonly string[], prompts: readonly AskedPrompt[] = []) {
  const options = parseOptions(['--model-root', root, '--model', 'chat', ...args])!;
  const { model, modelRoot } = options;
  const { gpu } = openDryGpu();
  return openModel({
    gpu,
    options,
    prompts,
    found: { files: diskFiles(modelRoot, model), embedded: false, adapter: null },
  });
}

it('reads every weight of a folder in shards, and asks it what suits it', async () => {
  const { models, prompts } = await opened([]);
  expect(models.reference.layout.parameters).toBe(260_032);
  expect(prompts.train[0]).toBe(`<s>${QUESTIONS[0]}</s>`);
  expect(models.encodePrompt(prompts.train[0])[0]).toBe(1);
  expect(models.encodePrompt(prompts.train[0])[1]).not.toBe(1);
});

it('writes prompts and a system text through the template, or leaves it', async () => {
  const { prompts } = await opened(['--system', 'Be kind.'], ['Hi\nthere']);
  expect(prompts.train).toEqual(['<s>Be kind.</s>Hi\nthere</s>']);
  const plain = await opened(['--no-template'], ['Hi\nthere']);
  expect(plain.prompts.train).toEqual(['Hi\nthere']);
  const ids = plain.models.encodePrompt('Hi\nthere');
  expect(plain.models.tokenizer.decode(ids)).toBe('Hi\nthere');
});

it('takes the template that is named, and the date that is given', async () => {
  const dated = await opened(['--model', 'named', '--date', '2025-03-03'], ['Hi']);
  expect(dated.prompts.train).toEqual(['03 Mar 2025 Hi']);
  expect(dated.template).toMatchObject({ name: 'dated', date: '2025-03-03T00:00:00' });
  const tools = await opened(['--model', 'named', '--template', 'tool_use'], ['Hi']);
  expect(tools.prompts.train).toEqual(['tools']);
  const refused = opened(['--model', 'named', '--template', 'rag'], ['Hi']);
  await expect(refused).rejects.toThrow(/no chat template called "rag".*"dated", "tool_use"/);
});

it('says in words what it cannot do', async () => {
  const refused = opened(['--system', 'no'], ['Hi']);
  await expect(refused).rejects.toThrow(OptionsError);
  await expect(refused).rejects.toThrow('no system');
  await expect(opened(['--model', 'none'])).rejects.toThrow('There is no model folder');
});
