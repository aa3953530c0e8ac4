/**
 * What others said in the midst of a response is read and never learnt: a sequence with holes has the loss of its parts, each after
 * all that came before it, and the log-probabilities of the same tokens in the whole text.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../../src/gpu/device.ts';
import { readF32 } from '../../../src/gpu/queue.ts';
import { shapeFor, tokensOf, type Sequence } from '../../../src/model/sequences.ts';
import { Models } from '../../../src/rl/training/models.ts';
import { PolicyStep, type Objective } from '../../../src/rl/training/policyStep.ts';
import { TokenReader, type Reading } from '../../../src/rl/training/read.ts';
import { expectClose, testGpu } from '../../gpu/harness.ts';
import { tinySource } from '../../model/tinyModel.ts';
import { TINY_SETTINGS } from '../tinyRun.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await testGpu();
});

/** L = −Σ log π, so that losses of parts add up. */
const CODE = `
override ROWS: u32;
@group(0) @binding(0) var<storage, read> logp: array<f32>;
@group(0) @binding(1) var<storage, read> mask: array<f32>;
@group(0) @binding(2) var<storage, read_write> d_logp: array<f32>;
@group(0) @binding(3) var<storage, read_write> metrics: array<f32>;
@compute @workgroup_size(1)
fn main() {
  var loss = 0.0;
  for (var i = 0u; i < ROWS; i++) {
    d_logp[i] = -mask[i];
    loss -= mask[i] * logp[i];
  }
  metrics[0] = loss;
}`;

const SUM: Objective<'loss'> = {
  name: 'sum',
  columns: [],
  scalars: { unused: 'f32' },
  metrics: ['loss'],
  value: false,
  record(rec, { logp, mask, dLogp, metrics, slots }) {
    const kernel = { name: 'sum', code: CODE, bindings: ['read', 'read', 'readWrite', 'readWrite'] } as const;
    rec.dispatch(kernel, { constants: { ROWS: slots }, bindings: [logp, mask, dLogp, metrics], grid: [1] });
  },
  combine: (parts) => ({ loss: parts.reduce((sum, { loss }) => sum + loss, 0) }),
};

const [PROMPT, FIRST, GIVEN, SECOND, MORE, LAST] = [[3, 4, 5], [6, 7], [8, 9, 10], [11], [12], [13, 14]];
const DIALOGUE: Sequence = {
  prompt: PROMPT,
  response: [...FIRST, ...SECOND, ...LAST],
  between: [
    { after: 2, tokens: GIVEN },
    { after: 3, tokens: MORE },
  ],
};
const TURNS: Sequence[] = [
  { prompt: PROMPT, response: FIRST },
  { prompt: [...PROMPT, ...FIRST, ...GIVEN], response: SECOND },
  { prompt: [...PROMPT, ...FIRST, ...GIVEN, ...SECOND, ...MORE], response: LAST },
];
const OTHER: Sequence = { prompt: [15, 16], response: [17, 18, 19] };

/** Loss and gradient of one step. */
async function stepOn(sequences: readonly Sequence[], microBatch = 0) {
  const settings = { ...TINY_SETTINGS, learningRate: 0, microBatch, maxGradNorm: 1e9 };
  const models = new Models(gpu, tinySource(), settings);
  const step = new PolicyStep(models.policy, models.optimizer, SUM);
  const rows = sequences.map((_, row) => row);
  const batch = { sequences, responseLength: 12, columns: {} };
  const { loss } = await (await step.submit(batch, rows, { unused: 0 }, settings)).result;
  return { loss: loss.loss, gradient: await models.optimizer.m.read() };
}

it('has the loss and the gradient of its turns, and none of what lies between', async () => {
  const whole = await stepOn([OTHER, DIALOGUE]);
  for (const other of [await stepOn([OTHER, ...TURNS]), await stepOn([DIALOGUE, OTHER], 1)]) {
    expectClose([other.loss], [whole.loss], 1e-5);
    for (const [name, values] of whole.gradient) expectClose(other.gradient.get(name)!, values, 1e-4);
  }
  // As a response all through it would be another loss: the test can fail.
  const { prompt, response } = { prompt: PROMPT, response: tokensOf(DIALOGUE).slice(PROMPT.length) };
  const learnt = await stepOn([OTHER, { prompt, response }]);
  expect(learnt.loss).toBeGreaterThan(whole.loss + 1);
});

const READ = { logp: { under: 'policy', what: 'logp' } } as const satisfies Record<string, Reading>;

it('is read in its place: the log-probabilities are those of the same tokens in the whole text', async () => {
  const models = new Models(gpu, tinySource(), TINY_SETTINGS);
  const reader = new TokenReader({ policy: models.policy, reference: models.reference }, READ);
  const read = async (sequence: Sequence) => {
    const { columns } = await reader.read([sequence], shapeFor([sequence], 12), 1);
    return [...(await readF32(gpu, columns.logp))];
  };
  const ours = await read(DIALOGUE);
  const whole = await read({ prompt: PROMPT, response: tokensOf(DIALOGUE).slice(PROMPT.length) });
  expectClose(
    ours.slice(0, 5),
    [0, 1, 5, 7, 8].map((place) => whole[place]),
    1e-6,
  );
  expect(ours.slice(5)).toEqual(Array<number>(7).fill(0));
});
