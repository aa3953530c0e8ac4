/** Published checkpoints through the engine: a Llama that writes its story, a GPT-2 layer by layer. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parseModelConfig } from '../../src/files/config/modelConfig.ts';
import { modelTensors } from '../files/openFolder.ts';
import { parseSafetensors } from '../../src/files/safetensors/safetensors.ts';
import { matmul } from '../../src/gpu/kernels/matmul/matmul.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { run } from '../../src/gpu/queue.ts';
import type { ElementType, Tensor } from '../../src/gpu/tensor.ts';
import { headName, loadFamily } from '../../src/model/family.ts';
import { Generator } from '../../src/model/generator.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { createPackedTokens, writePacked } from '../../src/model/packing.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { heldSource } from '../../src/model/source.ts';
import { openModelSource } from '../../src/model/streamedSource.ts';
import { wholeFiles } from '../../src/files/folder/wholeFiles.ts';
import { trunkForward } from '../../src/model/trunk.ts';
import { readFixture, readFixtureText } from '../fixtures/load.ts';
import { expectClose, testGpu } from '../gpu/harness.ts';

const STORIES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

async function stories() {
  const files = wholeFiles((file) => readFixture(`stories260k/${file}`), STORIES);
  return heldSource(await openModelSource(files));
}

describe('stories260K', () => {
  interface Cases {
    readonly story: string;
    readonly greedy: readonly number[];
  }

  it('writes its documented text from the start token, greedily', async () => {
    const gpu = await testGpu();
    const { story, greedy } = JSON.parse(await readFixtureText('stories260k/cases.json')) as Cases;
    const { config, tensors, tokenizer } = await stories();
    await loadFamily(config.family);
    const parameters = new Parameters(gpu, new ParameterLayout(config), 'stories');
    parameters.load(tensors);
    expect(parameters.layout.parameters).toBe(260_032);
    const [first, ...expected] = greedy;
    const [generation] = await new Generator(parameters, 1).generate([[first]], 1, {
      temperature: 1,
      topK: 0,
      topP: 1,
      greedy: true,
      maxNewTokens: expected.length,
      seed: 1,
      stream: 1,
    });
    expect(generation.tokens).toEqual(expected);
    const text = tokenizer.decode([first, ...generation.tokens]);
    expect(text.slice(0, story.length)).toBe(story);
  });
});

/** Remembers scratch by its label: with `keep`, nothing is reused, so every activation can be read afterwards. */
class WatchedRecorder extends Recorder {
  readonly seen = new Map<string, Tensor>();

  override scratch(label: string, shape: readonly number[], type?: ElementType): Tensor {
    const tensor = super.scratch(label, shape, type);
    this.seen.set(label, tensor);
    return tensor;
  }
}

describe('gpt-nano-sort', () => {
  /** Published activations and the labels of ours; all but the last five are of the first block. */
  const ACTIVATIONS = {
    x: 'embedded',
    ln1: '0/norm1',
    qkv: '0/qkv',
    y: '0/attended',
    attnResid: '0/middle',
    ln2: '0/norm2',
    fc: '0/preGelu',
    gelu: '0/gelu',
    mlpResid: '0/output',
    block0: '0/output',
    block1: '1/output',
    block2: '2/output',
    ln_f: 'hidden',
    lm_head: 'logits',
  } as const;

  let ours: Record<string, Float32Array>;
  let theirs: ReturnType<typeof parseSafetensors>;

  beforeAll(async () => {
    const gpu = await testGpu();
    const config = parseModelConfig(JSON.parse(await readFixtureText('gpt-nano-sort/config.json')));
    const weights = parseSafetensors(await readFixture('gpt-nano-sort/model.safetensors'));
    theirs = parseSafetensors(await readFixture('gpt-nano-sort/case.safetensors'));
    const parameters = new Parameters(gpu, new ParameterLayout(config), 'sort');
    parameters.load(modelTensors(weights, config));

    const ids = theirs.readI32('idx');
    const { positions: length, dim, vocab } = config;
    const rows = ids.length;
    const sequences = Array.from({ length: rows / length }, (_, row) => [
      ...ids.subarray(row * length, (row + 1) * length),
    ]);
    const rec = new WatchedRecorder(gpu, 'sort');
    const packed = createPackedTokens(rec, rows, sequences.length, config);
    const { hidden } = trunkForward(rec, parameters, packed, { keep: true });
    const logits = rec.scratch('logits', [rows, vocab]);
    const head = parameters.view(headName(config));
    matmul(rec, { a: hidden, b: head, transB: true, out: logits, m: rows, n: vocab, k: dim });
    const plan = await rec.finish();
    writePacked(gpu, packed, sequences.length, sequences, config);
    const labels = [...new Set(Object.values(ACTIVATIONS))];
    const values = await run(
      gpu,
      [plan],
      labels.map((label) => rec.seen.get(label)!),
    );
    ours = Object.fromEntries(labels.map((label, i) => [label, values[i] as Float32Array]));
  });

  it.each(Object.entries(ACTIVATIONS))('computes the published %s', (published, label) => {
    expectClose(ours[label], theirs.readF32(published), 1e-5);
  });

  it('sorts: the published probabilities come out too', () => {
    const probabilities = theirs.readF32('probs');
    const softmax = ours.logits.map((score, i) => {
      const first = i - (i % 3);
      const row = ours.logits.subarray(first, first + 3);
      return Math.exp(score) / row.reduce((sum, other) => sum + Math.exp(other), 0);
    });
    expectClose(softmax, probabilities, 1e-5);
  });
});
