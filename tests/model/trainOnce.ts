/** One recorded pass over a fixture's batch, forward and backward, for weights of any kind. */
import { scatterRows } from '../../src/gpu/kernels/embedding/gather.ts';
import { logitsUniforms } from '../../src/gpu/kernels/head/logits.ts';
import { Recorder } from '../../src/gpu/plan.ts';
import { run } from '../../src/gpu/queue.ts';
import type { Trainable } from '../../src/model/adapted.ts';
import { languageHeadBackward, languageHeadForward } from '../../src/model/languageHead.ts';
import { Parameters } from '../../src/model/parameters.ts';
import { createSequenceTensors, shapeFor, writeSequences } from '../../src/model/sequences.ts';
import { trunkBackward, trunkForward } from '../../src/model/trunk.ts';
import type { ModelFixture } from '../fixtures/load.ts';
import { fixtureSequences } from './fixtureModel.ts';

export interface Trained {
  /** Log-probability of each token after the first of its sequence. */
  readonly logp: Float32Array;
  readonly gradients: Map<string, Float32Array>;
  readonly scratchBytes: number;
  readonly dispatches: number;
}

/** Gradients of the mean log-probability of the fixture's tokens. */
export async function trainOnce(
  weights: Trainable,
  fixture: ModelFixture,
  options: { readonly recompute?: boolean } = {},
): Promise<Trained> {
  const { gpu } = weights;
  const { config } = weights.layout;
  const [, length] = fixture.shape('tokens');
  const lengths = fixture.i32('lengths');
  const ones = lengths.map(() => 1);
  const sequences = fixtureSequences(fixture.i32('tokens'), ones, lengths, length);
  const shape = shapeFor(sequences, length);
  const used = sequences.reduce((sum, { response }) => sum + response.length, 0);
  const gradients = new Parameters(gpu, weights.parameters.layout, 'gradients');
  const rec = new Recorder(gpu, 'train');
  const tensors = createSequenceTensors(rec, shape, config);
  const step = logitsUniforms(gpu);
  step.set({ temperature: 1 });
  const dLogp = gpu.upload(
    'dLogp',
    Float32Array.from({ length: shape.slots }, (_, slot) => (slot < used ? (slot % 3) - 1.5 : 0) / used),
  );
  const trunk = trunkForward(rec, weights, tensors.packed, { keep: true, ...options });
  const head = languageHeadForward(rec, weights, trunk.hidden, tensors, step);
  const dStates = rec.scratch('dStates', [shape.slots, config.dim]);
  const states = { inverse: tensors.predictorInverse, n: shape.rows, dim: config.dim };
  languageHeadBackward(rec, weights, gradients, head, tensors, dLogp, dStates, step);
  const dHidden = rec.scratch('dHidden', [shape.rows, config.dim]);
  scatterRows(rec, { dOut: dStates, dx: dHidden, ...states });
  trunkBackward(rec, weights, gradients, trunk, dHidden);
  const plan = await rec.finish();
  writeSequences(gpu, tensors, sequences, config);
  const [logp] = await run(gpu, [plan], [head.logp]);
  const trained = {
    logp: (logp as Float32Array).slice(0, used),
    gradients: await gradients.read(),
    scratchBytes: plan.scratchBytes,
    dispatches: plan.dispatchInfo.length,
  };
  plan.destroy();
  return trained;
}
