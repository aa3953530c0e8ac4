/**
 * TensorFlow.js under the benchmark, as its own users would write it: `variableGrads` in a `tidy`, its Adam with
 * decoupled decay before it, fused products with bias, its own softmax cross-entropy. Nothing is read back in the
 * loop. Knows no other library.
 */
import { deviceAdapter, measure } from '../page/measure.ts';
import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { checkProduct, matmulOperands, matmulRepeats } from '../matmulCheck.ts';
import type { Adapter, Effort, MatmulResult, SamplingResult, TrainingResult } from '../results.ts';
import {
  ADAMW,
  initialWeights,
  NORM_EPSILON,
  SAMPLING,
  samplingPrompts,
  tokenBatch,
  type GptSize,
} from '../workload.ts';

interface Answer<Result> {
  readonly adapter: Adapter;
  readonly result: Result;
}

async function open(): Promise<void> {
  if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js could not start its WebGPU backend.');
  await tf.ready();
}

/** It holds dispatches back until there are 15: submits the rest, as it does itself before a read. */
function flush(): void {
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new Error('TensorFlow.js is not on its WebGPU backend.');
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
}

type Weights = ReadonlyMap<string, tf.Variable>;

function loadWeights(size: GptSize): Map<string, tf.Variable> {
  return new Map(
    initialWeights(size).map(({ name, shape, data }) => [
      name,
      tf.variable(tf.tensor(data, [...shape]), true, name),
    ]),
  );
}

function norm(weights: Weights, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const { mean, variance } = tf.moments(x, -1, true);
  const scale = tf.rsqrt(variance.add(NORM_EPSILON));
  return x
    .sub(mean)
    .mul(scale)
    .mul(weights.get(`${name}.weight`)!)
    .add(weights.get(`${name}.bias`)!);
}

function linear(weights: Weights, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const b = weights.get(`${name}.weight`) as tf.Tensor as tf.Tensor2D;
  return tf.fused.matMul({ a: x, b, bias: weights.get(`${name}.bias`)! }) as tf.Tensor2D;
}

/** Hendrycks & Gimpel 2016, tanh form. */
function gelu<T extends tf.Tensor>(x: T): T {
  const inner = x.add(x.square().mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
  return x.mul(0.5).mul(inner.tanh().add(1)) as T;
}

interface Past {
  readonly k: tf.Tensor4D;
  readonly v: tf.Tensor4D;
}

/**
 * Pre-norm GPT-2 block on rows [batch * length, dim].
 * @param mask [length, all keys], 0 or a large negative number; null when every key may be seen
 * @param past keys and values before these rows, [batch, heads, length, width]
 */
function block(
  weights: Weights,
  size: GptSize,
  layer: number,
  x: tf.Tensor2D,
  mask: tf.Tensor2D | null,
  past?: Past,
): { x: tf.Tensor2D; k: tf.Tensor4D; v: tf.Tensor4D } {
  const { batch, dim, heads } = size;
  const width = dim / heads;
  const length = x.shape[0] / batch;
  const name = (suffix: string) => `h.${layer}.${suffix}`;
  const qkv = linear(weights, name('attn.c_attn'), norm(weights, name('ln_1'), x));
  let [q, k, v] = tf
    .split(qkv, 3, 1)
    .map((part) => part.reshape([batch, length, heads, width]).transpose([0, 2, 1, 3]) as tf.Tensor4D);
  if (past) {
    k = tf.concat([past.k, k], 2);
    v = tf.concat([past.v, v], 2);
  }
  let scores = tf.matMul(q, k, false, true).mul(1 / Math.sqrt(width)) as tf.Tensor4D;
  if (mask) scores = scores.add(mask);
  const attended = tf
    .matMul(tf.softmax(scores), v)
    .transpose([0, 2, 1, 3])
    .reshape([batch * length, dim]);
  x = x.add(linear(weights, name('attn.c_proj'), attended as tf.Tensor2D));
  const hidden = gelu(linear(weights, name('mlp.c_fc'), norm(weights, name('ln_2'), x)));
  return { x: x.add(linear(weights, name('mlp.c_proj'), hidden)), k, v };
}

function embed(weights: Weights, size: GptSize, tokens: tf.Tensor1D, first = 0): tf.Tensor2D {
  const { batch, dim } = size;
  const length = tokens.shape[0] / batch;
  const wpe = weights.get('wpe.weight') as tf.Tensor as tf.Tensor2D;
  // A slice of everything would be a copy forward and a padding backward for nothing.
  const positions = length === wpe.shape[0] ? wpe : wpe.slice([first, 0], [length, dim]);
  return tf
    .gather(weights.get('wte.weight')!, tokens)
    .reshape([batch, length, dim])
    .add(positions)
    .reshape([batch * length, dim]);
}

function head(weights: Weights, x: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(
    norm(weights, 'ln_f', x),
    weights.get('wte.weight') as tf.Tensor as tf.Tensor2D,
    false,
    true,
  );
}

/** 0 where a query may look, a large negative number where it may not. */
function causalMask(length: number): tf.Tensor2D {
  const values = Float32Array.from({ length: length * length }, (_, i) =>
    i % length <= Math.floor(i / length) ? 0 : -1e9,
  );
  return tf.keep(tf.tensor2d(values, [length, length]));
}

/** Logits of every row and the keys and values of every layer. */
function forward(weights: Weights, size: GptSize, tokens: tf.Tensor1D, mask: tf.Tensor2D) {
  let x = embed(weights, size, tokens);
  const pasts: Past[] = [];
  for (let layer = 0; layer < size.layers; layer++) {
    const done = block(weights, size, layer, x, mask);
    x = done.x;
    pasts.push({ k: done.k, v: done.v });
  }
  return { x, pasts };
}

export async function training(size: GptSize, effort: Effort): Promise<Answer<TrainingResult>> {
  await open();
  const { batch, length, vocab } = size;
  const weights = loadWeights(size);
  const decayed = initialWeights(size).filter(({ decay }) => decay);
  const optimizer = tf.train.adam(ADAMW.learningRate, ADAMW.beta1, ADAMW.beta2, ADAMW.epsilon);
  const mask = causalMask(length);
  const kept: tf.Scalar[] = [];
  const measured = await measure(`tfjs ${size.name}`, effort, (round) => {
    const { inputs, targets } = tokenBatch(size, round);
    tf.tidy(() => {
      const tokens = tf.tensor1d(inputs, 'int32');
      const labels = tf.oneHot(tf.tensor1d(targets, 'int32'), vocab);
      const { value, grads } = tf.variableGrads(() => {
        const logits = head(weights, forward(weights, size, tokens, mask).x);
        return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
      });
      for (const { name } of decayed) {
        const variable = weights.get(name)!;
        variable.assign(variable.mul(1 - ADAMW.learningRate * ADAMW.weightDecay));
      }
      optimizer.applyGradients(grads as Record<string, tf.Variable>);
      kept.push(tf.keep(value));
    });
    flush();
  });
  const losses: number[] = [];
  for (const loss of kept) losses.push((await loss.data())[0]);
  if (losses.length !== measured.rounds) throw new Error(`${batch} rows lost a loss.`);
  return { adapter: deviceAdapter(), result: { ...measured, losses } };
}

/** Key-value cache by concatenation, tokens drawn on the GPU (Gumbel's trick), one read at the end. */
export async function sampling(size: GptSize, effort: Effort): Promise<Answer<SamplingResult>> {
  await open();
  const { batch, dim, layers, vocab } = size;
  const { prompt, tokens: count, temperature } = SAMPLING;
  const weights = loadWeights(size);
  const mask = causalMask(prompt);
  const prompts = Int32Array.from(samplingPrompts(size).flat());
  const draw = (logits: tf.Tensor2D, seed: number) => {
    const noise = tf.randomUniform([batch, vocab], 1e-7, 1, 'float32', seed).log().neg().log();
    return tf.argMax(logits.div(temperature).sub(noise), -1) as tf.Tensor1D;
  };
  const measured = await measure('tfjs sampling', effort, async (round) => {
    const drawn = tf.tidy(() => {
      const start = forward(weights, size, tf.tensor1d(prompts, 'int32'), mask);
      const last = start.x.reshape([batch, prompt, dim]).slice([0, prompt - 1, 0], [batch, 1, dim]);
      let token = draw(head(weights, last.reshape([batch, dim])), round * count);
      const all = [token];
      const pasts = start.pasts;
      for (let i = 1; i < count; i++) {
        let x = embed(weights, size, token, prompt + i - 1);
        for (let layer = 0; layer < layers; layer++) {
          const done = block(weights, size, layer, x, null, pasts[layer]);
          x = done.x;
          pasts[layer] = { k: done.k, v: done.v };
        }
        token = draw(head(weights, x), round * count + i);
        all.push(token);
      }
      return tf.stack(all);
    });
    const values = await drawn.data();
    drawn.dispose();
    const legal = values.length === batch * count && values.every((id) => id >= 0 && id < vocab);
    if (!legal) throw new Error('Not token ids.');
  });
  const tokensPerSecond = (batch * count * 1000) / measured.median;
  return { adapter: deviceAdapter(), result: { ...measured, tokensPerSecond, note: 'KV cache' } };
}

export async function matmul(n: number, effort: Effort): Promise<Answer<MatmulResult>> {
  await open();
  const operands = matmulOperands(n);
  const [a, b] = [operands.a, operands.b].map((data) => tf.tensor2d(data, [n, n]));
  const first = tf.matMul(a, b);
  const error = checkProduct(n, (await first.data()) as Float32Array);
  first.dispose();
  const repeats = matmulRepeats(n);
  const measured = await measure(`tfjs matmul ${n}`, effort, () => {
    for (let i = 0; i < repeats; i++) tf.matMul(a, b).dispose();
    flush();
  });
  const median = measured.median / repeats;
  return {
    adapter: deviceAdapter(),
    result: {
      size: n,
      milliseconds: measured.milliseconds.map((time) => time / repeats),
      median,
      gflopPerSecond: (2 * n ** 3) / median / 1e6,
      error,
    },
  };
}
