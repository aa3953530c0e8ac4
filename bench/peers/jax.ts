/**
 * jax-js under the benchmark, as its own users would write it: the whole training step is one `jit`, AdamW by hand
 * inside it (its optax package cannot be installed from npm), attention, GELU and normalisation from its `nn`
 * library. Sampling is written in two ways and the faster one counts. Knows no other library.
 */
import { deviceAdapter, measure } from '../page/measure.ts';
import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  nn,
  numpy as np,
  random,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
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

type Weights = Record<string, np.Array>;

interface Answer<Result> {
  readonly adapter: Adapter;
  readonly result: Result;
}

async function open(): Promise<void> {
  const devices = await init('webgpu');
  if (!devices.includes('webgpu')) throw new Error('jax-js found no WebGPU device.');
  defaultDevice('webgpu');
}

function loadWeights(size: GptSize): Weights {
  return Object.fromEntries(
    initialWeights(size).map(({ name, shape, data }) => [
      name,
      np.array(data as Float32Array<ArrayBuffer>).reshape([...shape]),
    ]),
  );
}

function integers(data: Int32Array, shape: number[]): np.Array {
  return np.array(data as Int32Array<ArrayBuffer>, { dtype: np.int32 }).reshape(shape);
}

/** Takes the weights it needs by reference; consumes x. */
function norm(weights: Weights, name: string, x: np.Array): np.Array {
  return nn
    .standardize(x, -1, { epsilon: NORM_EPSILON })
    .mul(weights[`${name}.weight`].ref)
    .add(weights[`${name}.bias`].ref);
}

function linear(weights: Weights, name: string, x: np.Array): np.Array {
  return np.matmul(x, weights[`${name}.weight`].ref).add(weights[`${name}.bias`].ref);
}

/** Pre-norm GPT-2 block on [batch, length, dim]; consumes x. */
function block(weights: Weights, size: GptSize, layer: number, x: np.Array): np.Array {
  const { dim, heads } = size;
  const [batch, length] = x.shape;
  const name = (suffix: string) => `h.${layer}.${suffix}`;
  const qkv = linear(weights, name('attn.c_attn'), norm(weights, name('ln_1'), x.ref));
  const [q, k, v] = np.split(qkv, 3, 2).map((part) => part.reshape([batch, length, heads, dim / heads]));
  const attended = nn.dotProductAttention(q, k, v, { isCausal: true }).reshape([batch, length, dim]);
  x = x.add(linear(weights, name('attn.c_proj'), attended));
  const hidden = nn.gelu(linear(weights, name('mlp.c_fc'), norm(weights, name('ln_2'), x.ref)));
  return x.add(linear(weights, name('mlp.c_proj'), hidden));
}

/** Logits [batch, length, vocab]; consumes tokens, keeps the weights. */
function logitsOf(weights: Weights, size: GptSize, tokens: np.Array): np.Array {
  let x = weights['wte.weight'].ref.slice(tokens).add(weights['wpe.weight'].ref);
  for (let layer = 0; layer < size.layers; layer++) x = block(weights, size, layer, x);
  return np.matmul(norm(weights, 'ln_f', x), weights['wte.weight'].ref.transpose());
}

/** Mean cross-entropy. Consumes everything. */
function lossOf(weights: Weights, size: GptSize, tokens: np.Array, targets: np.Array): np.Array {
  const logp = nn.logSoftmax(logitsOf(weights, size, tokens), -1);
  const { batch, length, vocab } = size;
  // A comparison fuses with the log-softmax around it; a gather and its scatter backward would not.
  const chosen = np
    .arange(vocab)
    .reshape([1, 1, vocab])
    .equal(targets.reshape([batch, length, 1]));
  tree.dispose(weights);
  return np
    .where(chosen, logp, 0)
    .sum()
    .mul(-1 / (batch * length));
}

type State = { weights: Weights; m: Weights; v: Weights };

/** One jitted step: the state, the batch and the two bias corrections in; state and loss out. */
function createStep(size: GptSize) {
  const { beta1, beta2, epsilon, learningRate, weightDecay } = ADAMW;
  const decays = new Map(initialWeights(size).map(({ name, decay }) => [name, decay]));
  const gradient = valueAndGrad((weights: Weights, tokens: np.Array, targets: np.Array) =>
    lossOf(weights, size, tokens, targets),
  );
  return jit((state: State, tokens: np.Array, targets: np.Array, bias1: np.Array, bias2: np.Array) => {
    const [loss, gradients] = gradient(tree.ref(state.weights), tokens, targets) as [np.Array, Weights];
    const next: State = { weights: {}, m: {}, v: {} };
    for (const [name, g] of Object.entries(gradients)) {
      const m = state.m[name].mul(beta1).add(g.ref.mul(1 - beta1));
      const v = state.v[name].mul(beta2).add(np.square(g).mul(1 - beta2));
      const update = m.ref.div(bias1.ref).div(np.sqrt(v.ref.div(bias2.ref)).add(epsilon));
      const decayed = state.weights[name].mul(decays.get(name) ? 1 - learningRate * weightDecay : 1);
      next.weights[name] = decayed.sub(update.mul(learningRate));
      next.m[name] = m;
      next.v[name] = v;
    }
    bias1.dispose();
    bias2.dispose();
    return [next, loss] as [State, np.Array];
  });
}

export async function training(size: GptSize, effort: Effort): Promise<Answer<TrainingResult>> {
  await open();
  const step = createStep(size);
  const zeros = () =>
    Object.fromEntries(initialWeights(size).map(({ name, shape }) => [name, np.zeros([...shape])]));
  let state: State = { weights: loadWeights(size), m: zeros(), v: zeros() };
  const kept: np.Array[] = [];
  const shape = [size.batch, size.length];
  const measured = await measure(`jax-js ${size.name}`, effort, async (round) => {
    const { inputs, targets } = tokenBatch(size, round);
    const bias = (beta: number) => np.array([1 - beta ** (round + 1)]);
    const [next, loss] = step(
      state,
      integers(inputs, shape),
      integers(targets, shape),
      bias(ADAMW.beta1),
      bias(ADAMW.beta2),
    );
    state = next;
    kept.push(loss);
    // Its operations are lazy; this is how its documentation says to run them.
    await blockUntilReady([next, loss] as never);
  });
  const losses: number[] = [];
  for (const loss of kept) losses.push(Number(await loss.jsAsync()));
  return { adapter: deviceAdapter(), result: { ...measured, losses } };
}

type Cache = { k: np.Array[]; v: np.Array[] };

export async function sampling(size: GptSize, effort: Effort): Promise<Answer<SamplingResult>> {
  await open();
  const cached = await sampleCached(size, effort);
  const whole = await sampleWhole(size, effort);
  const [result, other] = cached.median <= whole.median ? [cached, whole] : [whole, cached];
  const note = `${result.note}; ${other.note} gives ${other.tokensPerSecond.toFixed(0)} tokens/s`;
  return { adapter: deviceAdapter(), result: { ...result, note } };
}

/** Draws the next token of each row from logits [batch, vocab]. */
function draw(key: np.Array, logits: np.Array): np.Array {
  return random.categorical(key, logits.mul(1 / SAMPLING.temperature));
}

/** A new token for each row from its key-value cache, one jitted function for all positions. */
async function sampleCached(size: GptSize, effort: Effort): Promise<SamplingResult> {
  const { batch, length, dim, heads, layers } = size;
  const width = dim / heads;
  const weights = loadWeights(size);

  /** Consumes x [batch, 1, dim] and the layer's cache; keeps weights, here and past. */
  const decodeBlock = (
    w: Weights,
    layer: number,
    x: np.Array,
    k: np.Array,
    v: np.Array,
    here: np.Array,
    past: np.Array,
  ) => {
    const name = (suffix: string) => `h.${layer}.${suffix}`;
    const qkv = linear(w, name('attn.c_attn'), norm(w, name('ln_1'), x.ref));
    const [q, newK, newV] = np.split(qkv, 3, 2).map((part) => part.reshape([batch, 1, heads, width]));
    k = np.where(here.ref, newK, k);
    v = np.where(here.ref, newV, v);
    const attended = nn.dotProductAttention(q, k.ref, v.ref, { mask: past.ref }).reshape([batch, 1, dim]);
    x = x.add(linear(w, name('attn.c_proj'), attended));
    const hidden = nn.gelu(linear(w, name('mlp.c_fc'), norm(w, name('ln_2'), x.ref)));
    return { x: x.add(linear(w, name('mlp.c_proj'), hidden)), k, v };
  };

  const decode = jit((w: Weights, cache: Cache, token: np.Array, position: np.Array, key: np.Array) => {
    const places = np.arange(length);
    const here = places.ref.equal(position.ref).reshape([1, length, 1, 1]);
    const past = places.lessEqual(position.ref).reshape([1, 1, 1, length]);
    let x = w['wte.weight'].ref
      .slice(token)
      .add(w['wpe.weight'].ref.slice(position))
      .reshape([batch, 1, dim]);
    const next: Cache = { k: [], v: [] };
    for (let layer = 0; layer < layers; layer++) {
      const done = decodeBlock(w, layer, x, cache.k[layer], cache.v[layer], here, past);
      x = done.x;
      next.k.push(done.k);
      next.v.push(done.v);
    }
    here.dispose();
    past.dispose();
    const logits = np
      .matmul(norm(w, 'ln_f', x), w['wte.weight'].ref.transpose())
      .reshape([batch, size.vocab]);
    tree.dispose(w);
    return [next, draw(key, logits)] as [Cache, np.Array];
  });

  /** The prompt's keys and values, and the logits after its last token. */
  const prefill = jit((w: Weights, tokens: np.Array, key: np.Array) => {
    const { prompt } = SAMPLING;
    let x = w['wte.weight'].ref.slice(tokens).add(w['wpe.weight'].ref.slice([0, prompt]));
    const cache: Cache = { k: [], v: [] };
    for (let layer = 0; layer < layers; layer++) {
      const qkv = linear(w, `h.${layer}.attn.c_attn`, norm(w, `h.${layer}.ln_1`, x.ref));
      const [q, k, v] = np.split(qkv, 3, 2);
      q.dispose();
      for (const [part, into] of [[k, cache.k] as const, [v, cache.v] as const]) {
        const rest: [number, number][] = [
          [0, 0],
          [0, length - prompt],
          [0, 0],
          [0, 0],
        ];
        into.push(np.pad(part.reshape([batch, prompt, heads, width]), rest));
      }
      x = block(w, size, layer, x);
    }
    const last = x.slice([], [prompt - 1, prompt]).reshape([batch, dim]);
    const logits = np.matmul(norm(w, 'ln_f', last), w['wte.weight'].ref.transpose());
    tree.dispose(w);
    return [cache, draw(key, logits)] as [Cache, np.Array];
  });

  const prompts = Int32Array.from(samplingPrompts(size).flat());
  const measured = await measure('jax-js sampling, KV cache', effort, async (round) => {
    const keys = await keysFor(round);
    let [cache, token] = prefill(tree.ref(weights), integers(prompts, [batch, SAMPLING.prompt]), keys[0]);
    const drawn = [token.ref];
    for (let i = 1; i < SAMPLING.tokens; i++) {
      const position = np.array(Int32Array.of(SAMPLING.prompt + i - 1), { dtype: np.int32 });
      [cache, token] = decode(tree.ref(weights), cache, token, position, keys[i]);
      drawn.push(token.ref);
    }
    token.dispose();
    tree.dispose(cache as never);
    await readTokens(drawn, size);
  });
  return { ...measured, tokensPerSecond: rate(size, measured.median), note: 'KV cache' };
}

/** The whole window again for each token, one jitted function for all positions. */
async function sampleWhole(size: GptSize, effort: Effort): Promise<SamplingResult> {
  const { batch, length } = size;
  const weights = loadWeights(size);
  const next = jit((w: Weights, tokens: np.Array, position: np.Array, key: np.Array) => {
    const places = np.arange(length).reshape([1, length]);
    const here = places.ref.equal(position.ref).reshape([1, length, 1]);
    const logits = np.where(here, logitsOf(w, size, tokens.ref), 0).sum(1);
    tree.dispose(w);
    const token = draw(key, logits);
    const following = places.equal(position.add(1));
    return [np.where(following, token.ref.reshape([batch, 1]), tokens), token] as [np.Array, np.Array];
  });
  const start = new Int32Array(batch * length);
  samplingPrompts(size).forEach((prompt, row) => start.set(prompt, row * length));
  const measured = await measure('jax-js sampling, whole window', effort, async (round) => {
    const keys = await keysFor(round);
    let tokens = integers(start, [batch, length]);
    const drawn: np.Array[] = [];
    for (let i = 0; i < SAMPLING.tokens; i++) {
      const position = np.array(Int32Array.of(SAMPLING.prompt + i - 1), { dtype: np.int32 });
      let token: np.Array;
      [tokens, token] = next(tree.ref(weights), tokens, position, keys[i]);
      drawn.push(token);
    }
    tokens.dispose();
    await readTokens(drawn, size);
  });
  return { ...measured, tokensPerSecond: rate(size, measured.median), note: 'whole window' };
}

function rate(size: GptSize, milliseconds: number): number {
  return (size.batch * SAMPLING.tokens * 1000) / milliseconds;
}

/** A random key per token, made on the host. */
async function keysFor(round: number): Promise<np.Array[]> {
  return Array.from({ length: SAMPLING.tokens }, (_, i) => random.key(round * SAMPLING.tokens + i));
}

/** Reads what was drawn once, at the end, and checks that it is tokens. */
async function readTokens(drawn: np.Array[], size: GptSize): Promise<void> {
  const values = await np.stack(drawn).data();
  const legal = values.length === size.batch * SAMPLING.tokens;
  if (!legal || ![...values].every((id) => id >= 0 && id < size.vocab)) throw new Error('Not token ids.');
}

export async function matmul(n: number, effort: Effort): Promise<Answer<MatmulResult>> {
  await open();
  const operands = matmulOperands(n);
  const matrix = (data: Float32Array) => np.array(data as Float32Array<ArrayBuffer>).reshape([n, n]);
  const [a, b] = [matrix(operands.a), matrix(operands.b)];
  const product = jit((x: np.Array, y: np.Array) => np.matmul(x, y));
  const error = checkProduct(n, (await product(a.ref, b.ref).data()) as Float32Array);
  const repeats = matmulRepeats(n);
  const measured = await measure(`jax-js matmul ${n}`, effort, async () => {
    const outs = Array.from({ length: repeats }, () => product(a.ref, b.ref));
    await blockUntilReady(outs as never);
    for (const out of outs) out.dispose();
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
