/** Small transformers from scratch: gradients against finite differences, parts of a batch, learning, writing, filling in. */
import { describe, expect, it } from 'vitest';
import { fillIn } from '../../../src/lab/sequences/fillIn.ts';
import { configOf, initialWeights } from '../../../src/lab/sequences/newModel.ts';
import {
  masked,
  nextTokens,
  NOTHING,
  type LearntSequence,
  type SequenceModelOptions,
} from '../../../src/lab/sequences/sequenceModel.ts';
import { SequenceReader } from '../../../src/lab/sequences/sequenceReader.ts';
import { SequenceStep } from '../../../src/lab/sequences/sequenceStep.ts';
import { SequenceTrainer } from '../../../src/lab/sequences/sequenceTrainer.ts';
import { loadFamily } from '../../../src/model/family.ts';
import { ParameterLayout } from '../../../src/model/layout.ts';
import { Optimizer } from '../../../src/model/optimizer.ts';
import { Parameters } from '../../../src/model/parameters.ts';
import { expectClose, testGpu } from '../../gpu/harness.ts';

const OPTIONS: SequenceModelOptions = {
  family: 'llama',
  vocab: 13,
  positions: 11,
  dim: 12,
  layers: 1,
  heads: 2,
  end: 1,
  seed: 3,
};
const LEARNING = { batch: 8, learningRate: 0.02, warmup: 5, updates: 80 };
const MASK = 12;

/** Of unequal length, with targets here and there, counted by weights. */
const SEQUENCES: readonly LearntSequence[] = [
  { tokens: [2, 3, 4, 5, 6], targets: [NOTHING, 7, NOTHING, 8, 2] },
  { tokens: [9], targets: [4], weight: -0.5 },
  { tokens: [5, 5, 10, 11, 3, 2, 7], targets: [1, NOTHING, NOTHING, 12, 0, NOTHING, 3], weight: 2 },
];

async function parametersOf(options: SequenceModelOptions): Promise<Parameters> {
  await loadFamily(options.family);
  const layout = new ParameterLayout(configOf(options));
  const parameters = new Parameters(await testGpu(), layout, 'test');
  // Larger than at a start, so that differences are above rounding.
  const weights = [...initialWeights(layout, 3)].map(([name, values]): [string, Float32Array] => [
    name,
    values.length > 24 ? values.map((value) => 15 * value) : values,
  ]);
  parameters.load(new Map(weights));
  return parameters;
}

describe.each([
  { family: 'llama', bothWays: false },
  { family: 'llama', bothWays: true },
  { family: 'gpt2', bothWays: true },
] as const)('a step of %o', (kind) => {
  it('has the gradient that finite differences have', async () => {
    const parameters = await parametersOf({ ...OPTIONS, ...kind });
    const optimizer = new Optimizer(parameters);
    const step = new SequenceStep(parameters, optimizer);
    const reader = new SequenceReader(parameters);
    const still = { microBatch: 0, learningRate: 0, weightDecay: 0, beta2: 0.9, maxNorm: 0 };
    const { result } = await step.submit(SEQUENCES, still);
    const read = await reader.read(SEQUENCES);
    expectClose(
      (await result).logp,
      read.flatMap(({ logp }) => logp),
      1e-5,
    );
    const loss = async () => {
      const said = await reader.read(SEQUENCES);
      const each = said.map(
        ({ logp }, row) => logp.reduce((sum, value) => sum - value, 0) * (SEQUENCES[row].weight ?? 1),
      );
      return each.reduce((sum, value) => sum + value, 0) / read.flatMap(({ logp }) => logp).length;
    };
    const gradients = await optimizer.gradients.read();
    const weights = await parameters.read();
    const names = [...weights.keys()].filter((name) => /(attn|proj|embed|wte)\S*weight/.test(name));
    const h = 2e-2;
    const [ours, differences]: number[][] = [[], []];
    for (const name of names) {
      const values = weights.get(name)!;
      // The place where most is to be seen.
      const gradient = gradients.get(name)!;
      const at = gradient.reduce(
        (best, value, i) => (Math.abs(value) > Math.abs(gradient[best]) ? i : best),
        0,
      );
      const lossAt = async (by: number) => {
        const moved = values.slice();
        moved[at] += by;
        parameters.write(name, 0, moved);
        return loss();
      };
      ours.push(gradient[at]);
      differences.push(((await lossAt(h)) - (await lossAt(-h))) / (2 * h));
      parameters.write(name, 0, values);
    }
    expectClose(ours, differences, 1e-2);
  });
});

it('takes the same step in parts as in one', async () => {
  const whole = await SequenceTrainer.on(await testGpu(), OPTIONS);
  const parts = await SequenceTrainer.on(await testGpu(), OPTIONS);
  const batch = { ...LEARNING, batch: 3 };
  const [one] = await whole.train(SEQUENCES, batch);
  const [other] = await parts.train(SEQUENCES, { ...batch, microBatch: 1 });
  expect(one).toMatchObject({ update: 1, learnt: 8, tokens: 13 });
  expect(other.learnt).toBe(8);
  expectClose([other.loss, other.gradNorm], [one.loss, one.gradNorm], 1e-4);
  const [ours, theirs] = [await parts.weights(), await whole.weights()];
  for (const [name, values] of theirs) expectClose(ours.get(name)!, values, 1e-3);
  await whole.free();
  await parts.free();
});

/** Three tokens, and what is to be made of them: the same from behind, then the end. */
function mirrored(first: number): { prompt: number[]; answer: number[] } {
  const tokens = [2 + (first % 5), 2 + ((first * 3 + 1) % 5), 2 + (Math.floor(first / 2) % 5)];
  return { prompt: [0, ...tokens], answer: [...tokens.toReversed(), 1] };
}
const TASKS = Array.from({ length: 16 }, (_, index) => mirrored(index));

it('learns from scratch to write what it was shown, and says how sure it is', async () => {
  const model = await SequenceTrainer.on(await testGpu(), OPTIONS);
  const lessons = TASKS.map(({ prompt, answer }) => nextTokens(prompt, answer));
  const told: number[] = [];
  const updates = await model.train(Array.from({ length: 40 }, () => lessons).flat(), LEARNING, {
    onProgress: (done) => told.push(done),
  });
  expect(told.at(-1)).toBe(80);
  expect(updates[0].loss).toBeCloseTo(Math.log(13), 0);
  expect(updates.at(-1)!.loss).toBeLessThan(0.3);
  expect(updates.at(-1)!.sure).toBeGreaterThan(0.8);
  expect(updates.at(-1)!.update).toBe(80);
  const prompts = TASKS.map(({ prompt }) => prompt);
  const written = await model.write(prompts, { maxTokens: 6 });
  const right = written.filter(({ tokens }, at) => tokens.join() === TASKS[at].answer.join());
  expect(right.length).toBeGreaterThan(12);
  expect(right.every(({ finished }) => finished)).toBe(true);
  const read = await model.read(written.map(({ tokens }, at) => nextTokens(prompts[at], tokens)));
  read.forEach(({ logp, best, bestLogp }, at) => {
    expectClose(logp, written[at].logp, 1e-3);
    expect(best).toEqual(written[at].tokens);
    expectClose(bestLogp, logp, 1e-3);
  });

  const weights = await model.weights();
  const other = await SequenceTrainer.on(await testGpu(), { ...OPTIONS, seed: 9 });
  await other.load(weights);
  expect(await other.write(prompts.slice(0, 3), { maxTokens: 6 })).toEqual(
    await model.write(prompts.slice(0, 3), { maxTokens: 6 }),
  );
  await expect(model.write([[2, 3]], { maxTokens: 10 })).rejects.toThrow(/do not fit the 11 positions/);
  const stop = new AbortController();
  const more = model.train(lessons, LEARNING, { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(more).rejects.toMatchObject({ name: 'AbortError' });
  await model.free();
  await other.free();
});

it('learns both ways to fill in what is masked, out of what stands behind it', async () => {
  const model = await SequenceTrainer.on(await testGpu(), { ...OPTIONS, bothWays: true });
  // Where the hole is, only tokens behind it tell what belongs there.
  const whole = TASKS.map(({ prompt, answer }) => [...prompt, ...answer]);
  const hole = (sequence: readonly number[], place: number) => masked(sequence, (at) => at === place, MASK);
  const lessons = Array.from({ length: 1920 }, (_, index) =>
    hole(whole[index % whole.length], 1 + ((index >> 4) % 3)),
  );
  await model.train(lessons, { ...LEARNING, updates: 240 });
  const holes = whole.map((sequence) => hole(sequence, 1).tokens);
  const filled = await fillIn(model, holes, MASK, 2);
  const right = filled.filter((sequence, at) => sequence.join() === whole[at].join());
  expect(right.length).toBeGreaterThan(10);
  await expect(model.write([[2]], { maxTokens: 2 })).rejects.toThrow(/cannot write on/);
  await model.free();
});
