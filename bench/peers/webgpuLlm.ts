/**
 * webgpu-llm under the benchmark, by its own training loop: `forwardLoss`, `backward`, `step`. Its model is another one
 * than the benchmark's, of the same sizes: RMS norms and rotary positions in place of layer norms and learnt ones, no
 * biases, GELU, so that a step computes a little less. It has no batch: the rows stand end to end in one window, and its mask
 * by documents keeps them apart. Its own initial weights; f32, as its half precision needs widths that are multiples of
 * 128. It reads the loss back in each step. Knows no other library.
 */
import { deviceAdapter, measure } from '../page/measure.ts';
import { LLMEngine, Model } from 'webgpu-llm/llm';
import type { Adapter, Effort, TrainingResult } from '../results.ts';
import { ADAMW, NORM_EPSILON, tokenBatch, type GptSize } from '../workload.ts';

/** Why it does not run on this adapter, in its own words. */
interface Refused {
  readonly refused: string;
}

/** What it says of an adapter that lacks something; anything else is a failure. */
const REFUSAL = /^Adapter (does not expose|exposes)|requires subgroup size/;

export async function training(
  size: GptSize,
  effort: Effort,
): Promise<{ adapter: Adapter; result: TrainingResult } | Refused> {
  let engine: LLMEngine;
  try {
    engine = await new LLMEngine().init();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    if (REFUSAL.test(words)) return { refused: words };
    throw error;
  }
  const { layers, dim, heads, length, batch, vocab } = size;
  const rows = batch * length;
  // Named as its kernels read them; nothing is derived from anything.
  const model = new Model(engine, {
    n_layers: layers,
    d_model: dim,
    n_heads: heads,
    n_kv_heads: heads,
    head_dim: dim / heads,
    kv_dim: dim,
    d_ff: 4 * dim,
    activation: 'gelu',
    vocab_size: vocab,
    seq_len: rows,
    rms_eps: NORM_EPSILON,
  });
  model.allocate();
  model.allocActivations();
  model.allocBackward();
  const documents = Uint32Array.from({ length: rows }, (_, at) => at - (at % length));
  const settings = {
    lr: ADAMW.learningRate,
    beta1: ADAMW.beta1,
    beta2: ADAMW.beta2,
    adam_eps: ADAMW.epsilon,
    weight_decay: ADAMW.weightDecay,
    // It always clips; the others do not.
    grad_clip: 1e9,
  };
  const losses: number[] = [];
  const measured = await measure(`webgpu-llm ${size.name}`, effort, async (round) => {
    const { inputs, targets } = tokenBatch(size, round);
    const tokens = Uint32Array.from(inputs);
    losses.push(await model.forwardLoss(tokens, Uint32Array.from(targets), documents));
    await model.backward(tokens);
    await model.step(settings);
  });
  const note = 'its own architecture of the same sizes; rows in one window, masked';
  return { adapter: deviceAdapter(), result: { ...measured, losses, note } };
}
