/** Whole models of every family against PyTorch: logits, loss, every gradient, ten AdamW steps. */
import { describe, expect, it } from 'vitest';
import { logitsUniforms } from '../../src/gpu/kernels/head/logits.ts';
import { scatterRows } from '../../src/gpu/kernels/embedding/gather.ts';
import { TRAINING } from '../../src/gpu/kernels/training/trainingVariants.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { readF32, run } from '../../src/gpu/queue.ts';
import { logitStride } from '../../src/model/config.ts';
import { languageHeadBackward, languageHeadForward } from '../../src/model/languageHead.ts';
import { ADAMW_DEFAULTS, Optimizer } from '../../src/model/optimizer.ts';
import { loadFamily } from '../../src/model/family.ts';
import { ParameterLayout } from '../../src/model/layout.ts';
import { createPackedTokens } from '../../src/model/packing.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { createSequenceTensors, shapeFor, writeSequences } from '../../src/model/sequences.ts';
import { trunkBackward, trunkForward } from '../../src/model/trunk.ts';
import { MODEL_FIXTURES, loadModelFixture, type ModelFixture } from '../fixtures/load.ts';
import { expectClose, testGpu } from '../gpu/harness.ts';
import { fixtureParameters, fixtureSequences, modelConfig } from './fixtureModel.ts';

const TOLERANCE = 1e-4;

/** Records forward, weighted cross-entropy, backward and AdamW on the fixture's batch. */
async function recordTraining(fixture: ModelFixture, parameters: Parameters) {
  const { gpu } = parameters;
  const config = modelConfig(fixture.config);
  const [, length] = fixture.shape('tokens');
  const lengths = fixture.i32('lengths');
  const sequences = fixtureSequences(
    fixture.i32('tokens'),
    lengths.map(() => 1),
    lengths,
    length,
  );
  const shape = shapeFor(sequences, length);
  const optimizer = new Optimizer(parameters);
  const forward = new Recorder(gpu, 'forward');
  const tensors = createSequenceTensors(forward, shape, config);
  const step = logitsUniforms(gpu);
  step.set({ temperature: 1 });

  const weights = fixture.f32('lm/weights');
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const dLogpValues = new Float32Array(shape.slots);
  /** Position in the fixture's [batch, length] of each slot. */
  const places: number[] = [];
  sequences.forEach(({ response }, row) => response.forEach((_, t) => places.push(row * length + t)));
  places.forEach((place, slot) => (dLogpValues[slot] = -weights[place] / total));
  const dLogp = gpu.upload('dLogp', dLogpValues);

  const trunk = trunkForward(forward, parameters, tensors.packed, { keep: true });
  const head = languageHeadForward(forward, parameters, trunk.hidden, tensors, step);
  const backward = new Recorder(gpu, 'backward');
  const { rows, slots } = shape;
  const { dim } = config;
  const dStates = backward.scratch('dStates', [slots, dim]);
  languageHeadBackward(backward, parameters, optimizer.gradients, head, tensors, dLogp, dStates, step);
  const dHidden = backward.scratch('dHidden', [rows, dim]);
  scatterRows(backward, { dOut: dStates, inverse: tensors.predictorInverse, dx: dHidden, n: rows, dim });
  trunkBackward(backward, parameters, optimizer.gradients, trunk, dHidden);
  const update = new Recorder(gpu, 'update');
  optimizer.record(update);

  writeSequences(gpu, tensors, sequences, config);
  return {
    gpu,
    head,
    places,
    optimizer,
    forward: await forward.finish(),
    backward: await backward.finish(),
    update: await update.finish(),
    loss: (logp: Float32Array) =>
      places.reduce((sum, place, slot) => sum - (weights[place] * logp[slot]) / total, 0),
  };
}

describe.each(MODEL_FIXTURES)('a layer of %s', (name) => {
  it('takes at most 23 dispatches forward and backward', async () => {
    const gpu = await testGpu();
    const config = modelConfig((await loadModelFixture(name)).config);
    await loadFamily(config.family);
    const dispatches = async (layers: number) => {
      const layout = new ParameterLayout({ ...config, layers });
      const parameters = new Parameters(gpu, layout, 'parameters');
      const gradients = new Parameters(gpu, layout, 'gradients');
      const rec = new Recorder(gpu, 'count');
      // Rows enough for every reduction to take two passes.
      const packed = createPackedTokens(rec, 512, 16, config);
      const trunk = trunkForward(rec, parameters, packed, { keep: true });
      trunkBackward(rec, parameters, gradients, trunk, rec.scratch('dHidden', [512, config.dim]));
      const plan = await rec.finish();
      plan.destroy();
      return plan.dispatchInfo.length;
    };
    const perLayer = (await dispatches(2)) - (await dispatches(1));
    // A GPU's kernels do more in each: see trainingStep.test.ts for how many of which.
    const fused = TRAINING.chosen(gpu) === 'fused';
    expect(perLayer).toBeLessThanOrEqual(fused ? 16 : 23);
    expect(perLayer).toBeGreaterThan(fused ? 10 : 15);
  });
});

describe.each(MODEL_FIXTURES)('a model against PyTorch: %s', (name) => {
  it('computes logits and loss', async () => {
    const fixture = await loadModelFixture(name);
    const parameters = await fixtureParameters(fixture, []);
    const { gpu, head, places, forward, loss } = await recordTraining(fixture, parameters);
    const config = modelConfig(fixture.config);
    const { vocab } = config;
    const ld = logitStride(config);
    const [logits, logp] = (await run(gpu, [forward], [head.logits, head.logp])) as Float32Array[];
    const expected = fixture.f32('logits');
    const ours = places.flatMap((_, slot) => [...logits.subarray(slot * ld, slot * ld + vocab)]);
    const theirs = places.flatMap((place) => [...expected.subarray(place * vocab, (place + 1) * vocab)]);
    expectClose(ours, theirs, TOLERANCE);
    expectClose([loss(logp)], fixture.f32('lm/loss'), TOLERANCE);
  });

  it('computes the gradient of every parameter', async () => {
    const fixture = await loadModelFixture(name);
    const parameters = await fixtureParameters(fixture, []);
    const { gpu, forward, backward, optimizer } = await recordTraining(fixture, parameters);
    await run(gpu, [forward, backward]);
    const ours = await optimizer.gradients.read();
    const theirs = fixture.group('lm/grad');
    expect([...ours.keys()].toSorted()).toEqual([...theirs.keys()].toSorted());
    for (const [parameter, gradient] of theirs) expectClose(ours.get(parameter)!, gradient, TOLERANCE);
  });

  it.each(['pytorch', 'tensorflow'] as const)('takes ten AdamW steps, epsilon as in %s', async (form) => {
    const fixture = await loadModelFixture(name);
    const parameters = await fixtureParameters(fixture, []);
    const { gpu, head, forward, backward, update, optimizer, loss } = await recordTraining(
      fixture,
      parameters,
    );
    const { adamw } = fixture.numbers;
    const prefix = form === 'pytorch' ? 'adamw' : 'adamwTf';
    const losses: number[] = [];
    const norms: number[] = [];
    for (let step = 0; step < adamw.steps; step++) {
      optimizer.prepare({
        ...ADAMW_DEFAULTS,
        learningRate: adamw.learningRate,
        weightDecay: adamw.weightDecay,
        beta1: adamw.beta1,
        beta2: adamw.beta2,
        epsilon: form === 'pytorch' ? adamw.epsilon : adamw.epsilonTf,
        maxNorm: adamw.maxGradNorm,
        epsilonForm: form,
      });
      // Before the others run: the loss lies in scratch memory, which they may use.
      const [logp] = await run(gpu, [forward], [head.logp]);
      await run(gpu, [backward, update]);
      losses.push(loss(logp as Float32Array));
      norms.push((await readF32(gpu, optimizer.stats))[0]);
    }
    expectClose(losses, fixture.f32(`${prefix}/losses`), TOLERANCE);
    expectClose(norms, fixture.f32(`${prefix}/gradNorms`), TOLERANCE);
    const ours = await parameters.read();
    const theirs = fixture.group(prefix);
    for (const [parameter, values] of theirs) {
      if (parameter === 'losses' || parameter === 'gradNorms') continue;
      // Key biases have a gradient of exactly zero; PyTorch's form divides its rounding noise by 1e-8.
      const keyBias = form === 'pytorch' && parameter.endsWith('attn.c_attn.bias');
      const kept = (_: number, i: number) => !keyBias || Math.floor((i * 3) / values.length) !== 1;
      expectClose(ours.get(parameter)!.filter(kept), values.filter(kept), TOLERANCE);
    }
  });
});
