/** PPO's minibatch step against PyTorch: metrics and the gradient of every parameter. */
import { describe, expect, it } from 'vitest';
import { ADAMW_DEFAULTS, Optimizer } from '../../../../src/model/optimizer.ts';
import { Ppo } from '../../ppoParts.ts';
import { DEFAULT_SETTINGS } from '../../../../src/rl/algorithms/settings.ts';
import { MODEL_FIXTURES, loadModelFixture } from '../../../fixtures/load.ts';
import { expectClose } from '../../../gpu/harness.ts';
import { fixtureParameters, fixtureSequences } from '../../../model/fixtureModel.ts';

describe.each(MODEL_FIXTURES)('PPO against PyTorch: %s', (name) => {
  it('computes metrics and the gradient of every parameter', async () => {
    const fixture = await loadModelFixture(name);
    const heads = new Map([
      ['value.weight', fixture.f32('ppo/value.weight')],
      ['value.bias', fixture.f32('ppo/value.bias')],
    ]);
    const policy = await fixtureParameters(fixture, ['value'], heads);
    const { gpu } = policy;
    const [batch, length] = fixture.shape('ppo/tokens');
    const promptLengths = fixture.i32('ppo/promptLengths');
    const sequences = fixtureSequences(
      fixture.i32('ppo/tokens'),
      promptLengths,
      fixture.i32('ppo/lengths'),
      length,
    );
    /** From the fixture's token positions to response positions, both [batch, length]. */
    const onGrid = (tensor: string) => {
      const values = fixture.f32(tensor);
      const grid = new Float32Array(batch * length);
      sequences.forEach(({ prompt, response }, row) =>
        response.forEach((_, t) => (grid[row * length + t] = values[row * length + prompt.length + t])),
      );
      return gpu.upload(tensor, grid);
    };
    const logp = onGrid('ppo/oldLogp');
    const experience = {
      responseLength: length,
      logp,
      logpRef: logp,
      values: onGrid('ppo/oldValue'),
      advantages: onGrid('ppo/advantage'),
      returns: onGrid('ppo/return'),
    };
    const optimizer = new Optimizer(policy);
    const ppo = new Ppo(policy, optimizer);
    const { ppo: numbers } = fixture.numbers;
    const settings = {
      ...DEFAULT_SETTINGS,
      temperature: numbers.temperature,
      clipRange: numbers.clipRange,
      valueClipRange: numbers.valueClipRange,
      valueCoefficient: numbers.valueCoefficient,
      learningRate: 0,
    };
    // Rows in another order than the rollout's: the result must not depend on it.
    const rows = sequences.map((_, row) => row).toReversed();
    const { loss, skipped } = await ppo.minibatch(sequences, experience, rows, settings);
    expect(skipped).toBe(false);
    const theirs = (metric: string) => fixture.f32(`ppo/metrics/${metric}`)[0];
    for (const metric of [
      'loss',
      'policyLoss',
      'valueLoss',
      'approxKl',
      'ratioMean',
      'clipFraction',
      'valueClipFraction',
    ] as const) {
      expectClose([loss[metric]], [theirs(metric)], 1e-4);
    }
    expectClose([loss.entropyMean], [theirs('entropy')], 1e-4);
    const ours = await optimizer.gradients.read();
    for (const [parameter, gradient] of fixture.group('ppo/grad')) {
      if (parameter === 'logp' || parameter === 'value') continue;
      expectClose(ours.get(parameter)!, gradient, 1e-4);
    }
    expect(ADAMW_DEFAULTS.maxNorm).toBe(settings.maxGradNorm);
  });
});
