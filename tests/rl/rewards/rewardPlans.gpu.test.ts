/** The reward model's step against PyTorch: scores, listwise losses with ties, every gradient. */
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/gpu/queue.ts';
import { lastRowsShape, writeLastRows } from '../../../src/model/lastRows.ts';
import { ADAMW_DEFAULTS, Optimizer } from '../../../src/model/optimizer.ts';
import { listwiseBatch } from '../../../src/rl/rewards/listwiseBatch.ts';
import { PLACKETT_LUCE } from '../../../src/rl/rewards/losses/plackettLuce.ts';
import { recordRankingStep, recordScores } from '../../../src/rl/rewards/rewardPlans.ts';
import { MODEL_FIXTURES, loadModelFixture, type ModelFixture } from '../../fixtures/load.ts';
import { expectClose } from '../../gpu/harness.ts';
import { fixtureParameters } from '../../model/fixtureModel.ts';

function rankingsOf(fixture: ModelFixture) {
  const [, length] = fixture.shape('reward/tokens');
  const tokens = fixture.i32('reward/tokens');
  const sequences = Array.from(fixture.i32('reward/lengths'), (total, row) => [
    ...tokens.subarray(row * length, row * length + total),
  ]);
  const starts = fixture.i32('reward/groupStarts');
  const tiers = fixture.i32('reward/tiers');
  const examples = Array.from({ length: starts.length - 1 }, (_, g) => ({
    id: String(g),
    promptLength: 1,
    sequences: sequences.slice(starts[g], starts[g + 1]),
    tiers: [...tiers.subarray(starts[g], starts[g + 1])],
  }));
  return { sequences, examples };
}

describe.each(MODEL_FIXTURES)('reward model against PyTorch: %s', (name) => {
  it('scores whole sequences at their last token', async () => {
    const fixture = await loadModelFixture(name);
    const { sequences } = rankingsOf(fixture);
    const score = new Map([['score.weight', fixture.f32('reward/score.weight')]]);
    const parameters = await fixtureParameters(fixture, ['score'], score);
    const recorded = await recordScores(parameters, lastRowsShape(sequences, 8));
    writeLastRows(parameters.gpu, recorded.input, sequences, parameters.layout.config);
    const [scores] = await run(parameters.gpu, [recorded.plan], [recorded.scores]);
    expectClose(scores.subarray(0, sequences.length), fixture.f32('reward/scores'), 1e-4);
  });

  it('computes the listwise loss and the gradient of every parameter', async () => {
    const fixture = await loadModelFixture(name);
    const { examples } = rankingsOf(fixture);
    const score = new Map([['score.weight', fixture.f32('reward/score.weight')]]);
    const parameters = await fixtureParameters(fixture, ['score'], score);
    const optimizer = new Optimizer(parameters);
    // One group more than there are rankings: filler must change nothing.
    const batch = listwiseBatch(examples, examples.length + 1, 4);
    const shape = lastRowsShape(batch.sequences, batch.groups * batch.width);
    const recorded = await recordRankingStep(parameters, optimizer, PLACKETT_LUCE, shape, batch.groups);
    const { gpu } = parameters;
    writeLastRows(gpu, recorded.input, batch.sequences, parameters.layout.config);
    gpu.write(recorded.members, batch.members);
    gpu.write(recorded.tiers, batch.tiers);
    gpu.write(recorded.weights, Float32Array.of(...fixture.f32('reward/groupWeights'), 0));
    optimizer.prepare({ ...ADAMW_DEFAULTS, learningRate: 0, weightDecay: 0 });
    const [losses] = await run(gpu, [recorded.plan], [recorded.numbers]);
    expectClose(losses.subarray(0, examples.length), fixture.f32('reward/groupLosses'), 1e-4);
    const ours = await optimizer.gradients.read();
    for (const [parameter, gradient] of fixture.group('reward/grad')) {
      if (parameter === 'scores') continue;
      if (parameter === 'ln_f.bias') {
        // Zero but for rounding: a constant added to all scores changes no order.
        expect(Math.max(...ours.get(parameter)!.map(Math.abs))).toBeLessThan(1e-5);
        continue;
      }
      expectClose(ours.get(parameter)!, gradient, 1e-4);
    }
    // An untied language head takes no part.
    expect(ours.get('lm_head.weight')?.some((value) => value !== 0) ?? false).toBe(false);
  });
});
