/**
 * Whole steps for the sweep: a training step and a generation, so that a variant is judged by what it does to them.
 * Knows the engine under the benchmark.
 */
import type { Gpu } from '../../src/gpu/device.ts';
import { readF32 } from '../../src/gpu/queue.ts';
import { Generator } from '../../src/model/generator.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { Parameters } from '../../src/model/parameters.ts';
import type { ModelSource } from '../../src/model/source.ts';
import { embeddedSource } from './embedded.ts';
import { gpuDone } from '../page/measure.ts';
import { createTrainer, modelConfig } from '../page/ours.ts';
import type { GptSize } from '../workload.ts';
import { assetFolder } from './context.ts';
import type { CheckEffort } from './effort.ts';
import { madeUpWeights } from './weights.ts';

export interface WholeStep {
  readonly name: string;
  /** Records it with what is chosen on the device, and times it. */
  readonly run: (gpu: Gpu) => Promise<{
    readonly milliseconds: number;
    /** What variants must agree on. */
    readonly value: number;
  }>;
  /** Largest difference of the value, relative to it. */
  readonly tolerance: number;
}

/** Steps before the loss is looked at. */
const LEARNED = 3;

export function wholeSteps({ sweep }: CheckEffort, bundle: string): WholeStep[] {
  const { steps, sizes, model, rows, tokens, filters } = sweep.whole;
  return [
    ...sizes.map((size) => trainingStep(size, steps)),
    ...filters.map((filtered) => generation(bundle, model, rows, tokens, filtered)),
  ];
}

function trainingStep(size: GptSize, steps: number): WholeStep {
  const run = async (gpu: Gpu) => {
    const trainer = await createTrainer(gpu, size, madeUpWeights(modelConfig(size)));
    const kept = gpu.createTensor('logp', [size.batch * size.length]);
    for (let step = 0; step < LEARNED; step++) trainer.step(step, kept);
    const logp = await readF32(gpu, kept);
    const value = -logp.reduce((sum, each) => sum + each, 0) / logp.length;
    const milliseconds = await fastest(steps, () => trainer.step(0));
    gpu.check();
    trainer.destroy();
    kept.buffer.destroy();
    return { milliseconds, value };
  };
  return { name: `training step ${size.name}`, run, tolerance: 1e-3 };
}

function generation(
  bundle: string,
  model: string,
  rows: number,
  tokens: number,
  filtered: boolean,
): WholeStep {
  let source: Promise<ModelSource> | null = null;
  const run = async (gpu: Gpu) => {
    source ??= embeddedSource(assetFolder(bundle, 'models', 'public/models'), model);
    const { config, tensors, prompts, tokenizer } = await source;
    // No token ends a row, so that every row is as long as it may be.
    const parameters = new Parameters(gpu, new ParameterLayout({ ...config, eos: config.vocab }), model);
    parameters.load(tensors);
    const generator = new Generator(parameters, rows);
    const asked = Array.from({ length: rows }, (_, row) => [
      ...tokenizer.encode(`${prompts.train[row % prompts.train.length]}\n`),
    ]);
    const options = {
      temperature: 1,
      ...(filtered ? { topK: 50, topP: 0.9 } : { topK: 0, topP: 1 }),
      greedy: !filtered,
      maxNewTokens: tokens,
      seed: 1,
      stream: 1,
    };
    const generations = await generator.generate(asked, 1, options);
    // Of the first tokens: later ones follow from these, and rounding may choose between two that are as likely.
    const first = generations.map(({ logp }) => logp[0]);
    const value = first.reduce((sum, logp) => sum + logp, 0) / rows;
    const milliseconds = await fastest(2, () => generator.generate(asked, 1, options));
    for (const { buffer } of parameters.parts) buffer.destroy();
    return { milliseconds, value };
  };
  const name = `${rows} rows × ${tokens} tokens of ${model}${filtered ? ', top-k and top-p' : ''}`;
  return { name, run, tolerance: 0.05 };
}

/** Least milliseconds of `work` and all that it submitted. */
async function fastest(tries: number, work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < tries; round++) {
    const start = performance.now();
    await work();
    await gpuDone();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
