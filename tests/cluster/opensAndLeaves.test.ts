/**
 * What opens can leave: of many variations of a model's small files, each is refused before anything is opened, in a
 * few words, or it is exported and bundled. Nobody trains for an hour on a model that cannot get out.
 */
import { expect, it } from 'vitest';
import { CheckpointError } from '../../src/files/errors.ts';
import { exportLanguageModel, exportRewardModel } from '../../src/files/export/exportFolder.ts';
import { readOutput } from '../../src/files/bytes/outputFile.ts';
import { tokenizerFiles } from '../../src/files/export/tokenizerFiles.ts';
import { modelShapes } from '../../src/files/config/modelConfig.ts';
import { bytesSource } from '../../src/files/bytes/byteSource.ts';
import { clusterBundleFiles } from '../../src/cluster/bundle.ts';
import { openModelSource, type StreamedSource } from '../../src/model/streamedSource.ts';
import { stream } from '../../src/rl/random.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { readFixture, readFixtureText } from '../fixtures/load.ts';
import { ranking } from '../rl/events.ts';

const SEED = 20_260_101;
const COUNT = 400;

const json = async (name: string) =>
  JSON.parse(await readFixtureText(`stories260k/${name}`)) as Record<string, unknown>;
const config = await json('config.json');
const tokenizer = await json('tokenizer.json');
const names = await json('tokenizer_config.json');
const weights = await readFixture('stories260k/model.safetensors');

const TOKENS = ['<s>', '</s>', '<unk>', '[PAD]', 'nowhere', '', 'e', '▁the', '\n'];
const ODD = [
  null,
  5,
  -1,
  true,
  [],
  ['</s>'],
  {},
  { content: '</s>' },
  { content: 7 },
  { content: null },
  'x'.repeat(300),
];

function variation(draw: () => number): Record<string, unknown> {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)];
  const often = (chance: number) => draw() < chance;
  const token = () => (often(0.6) ? pick(TOKENS) : pick(ODD));
  const id = () => pick([0, 1, 2, 3, 511, 512, 600, -1, 0.5, 1e9, null, '2', [2], [2, 1], [], [900]]);
  const tokenizerConfig: Record<string, unknown> = { ...names };
  for (const name of [
    'bos_token',
    'eos_token',
    'unk_token',
    'pad_token',
    'mask_token',
    'additional_special_tokens',
  ]) {
    if (often(0.4)) tokenizerConfig[name] = token();
    else if (often(0.3)) delete tokenizerConfig[name];
  }
  if (often(0.3)) tokenizerConfig.add_bos_token = pick([true, false, 'yes', null]);
  if (often(0.3))
    tokenizerConfig.chat_template = pick([
      null,
      '',
      5,
      [],
      [{ name: 'default', template: '{{ messages[0].content }}' }],
    ]);
  if (often(0.2)) tokenizerConfig.model_max_length = pick([1e30, -1, 'long', null]);
  const modelConfig: Record<string, unknown> = { ...config };
  for (const name of ['bos_token_id', 'eos_token_id', 'pad_token_id'])
    if (often(0.3)) modelConfig[name] = id();
  if (often(0.2))
    modelConfig[pick(['rope_scaling', 'rope_theta', 'head_dim', 'architectures'])] = pick([
      null,
      1e4,
      {},
      'x',
    ]);
  const tokenizerJson = structuredClone(tokenizer);
  const added = tokenizerJson.added_tokens as object[];
  if (often(0.4))
    added.push({
      id: pick([512, 513, 600, -1, 1e9, 3]),
      content: pick(TOKENS),
      special: pick([true, false, null]),
    });
  if (often(0.2)) tokenizerJson.added_tokens = pick([null, [], {}, added.slice(1)]);
  if (often(0.2))
    tokenizerJson[pick(['decoder', 'pre_tokenizer', 'normalizer'])] = pick([
      null,
      {},
      { type: 'Metaspace' },
      { type: 'Odd' },
    ]);
  if (often(0.2)) {
    const start = { SpecialToken: { id: pick(['<s>', '[X]', '[PAD]']), type_id: 0 } };
    const single = [start, { Sequence: { id: 'A', type_id: 0 } }];
    tokenizerJson.post_processor = pick([
      null,
      {},
      { type: 'TemplateProcessing', single, pair: [], special_tokens: {} },
    ]);
  }
  const files: Record<string, unknown> = {
    'config.json': modelConfig,
    'tokenizer.json': tokenizerJson,
    'tokenizer_config.json': tokenizerConfig,
  };
  if (often(0.1)) delete files['tokenizer_config.json'];
  if (often(0.05)) files['tokenizer_config.json'] = pick([[], 'x', 5, null]);
  if (often(0.3))
    files['generation_config.json'] = pick([
      {},
      { eos_token_id: id() },
      { eos_token_id: [2, 1], temperature: 0.5 },
      [],
    ]);
  return files;
}

async function opened(files: Record<string, unknown>): Promise<StreamedSource | null> {
  try {
    return await openModelSource({
      open: async (file) => {
        if (file === 'model.safetensors') return bytesSource(weights, file);
        if (!(file in files)) return null;
        return bytesSource(new TextEncoder().encode(JSON.stringify(files[file])), file);
      },
    });
  } catch (error) {
    // Whatever is wrong is said, and shortly.
    if (!(error instanceof CheckpointError)) throw error;
    expect(error.message.length).toBeLessThan(500);
    return null;
  }
}

/** All that the page can be asked to write of a model; nothing of the weights is read. */
async function leave({
  config: shape,
  files,
  tokenizerConfig,
  tokenizer: reads,
  prompts,
}: StreamedSource): Promise<void> {
  const tensors = new Map(
    [...modelShapes(shape), ['score.weight', [1, shape.dim]] as const].map(([name]) => [
      name,
      (begin: number, end: number) => Promise.resolve(new Float32Array(end - begin)),
    ]),
  );
  const tokens = tokenizerFiles(files, tokenizerConfig);
  const model = { config: shape, tensors, tokenizer: tokens };
  const text = reads.encode('Once upon a time');
  const answer = {
    text: reads.continuation(text).trim(),
    tokens: [...text, shape.eos],
    finished: true,
    iteration: 0,
  };
  const bundle = await clusterBundleFiles({
    model: 'a model',
    config: shape,
    tokenizer: tokens,
    policy: tensors,
    reference: tensors,
    reward: { tensors, normalisation: { mean: 0, std: 1 } },
    settings: DEFAULT_SETTINGS,
    kl: { initial: 0.1, coefficient: 0.1 },
    history: [],
    iteration: 0,
    prompts,
    preferences: [
      ranking('r', {
        prompt: prompts.train[0],
        answers: [answer, { ...answer, text: 'x' }],
        tiers: [[0], [1]],
      }),
    ],
    promptText: (prompt) => prompt,
  });
  const all = [
    ...exportLanguageModel(model),
    ...(await exportRewardModel(model, { mean: 0, std: 1 })),
    ...bundle,
  ];
  for (const file of all) {
    if (!file.name.endsWith('.safetensors'))
      expect((await readOutput(file)).length, file.name).toBe(file.size);
    if (file.name.endsWith('config.json')) {
      const written = JSON.parse(new TextDecoder().decode(await readOutput(file))) as Record<string, unknown>;
      for (const name of ['pad_token_id', 'bos_token_id']) {
        if (typeof written[name] === 'number')
          expect(written[name], `${file.name} ${name}`).toBeLessThan(shape.vocab);
      }
    }
  }
}

it('every variation is refused in words or can leave', { timeout: 120_000 }, async () => {
  const draws = stream(SEED, 'variations');
  let open = 0;
  for (let index = 0; index < COUNT; index++) {
    const files = variation(() => draws.uniform());
    const source = await opened(files);
    if (!source) continue;
    open++;
    await leave(source).catch((error: unknown) => {
      throw new Error(
        `Variation ${index} opened and cannot leave: ${JSON.stringify({ ...files, 'tokenizer.json': 0 })}`,
        { cause: error },
      );
    });
  }
  // Both happen, or the test says nothing.
  expect(open).toBeGreaterThan(COUNT / 10);
  expect(open).toBeLessThan(COUNT);
});

it('a folder without tokenizer_config.json leaves with what was loaded', async () => {
  const source = await opened({ 'config.json': config, 'tokenizer.json': tokenizer });
  const made = tokenizerFiles(source!.files, source!.tokenizerConfig).get('tokenizer_config.json');
  expect(JSON.parse(new TextDecoder().decode(made))).toEqual({
    tokenizer_class: 'PreTrainedTokenizerFast',
    eos_token: '</s>',
  });
  await leave(source!);
});
