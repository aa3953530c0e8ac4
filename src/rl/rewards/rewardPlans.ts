/**
 * The reward model's two recorded steps: scoring sequences, and one AdamW step on the loss of a
 * minibatch of rankings. Trunk, gather the last rows, scalar head; and back. Knows no ranking as a person
 * made it and no normalisation.
 */
import { gatherRows, scatterRows } from '../../gpu/kernels/embedding/gather.ts';
import { linearHead, linearHeadBackward } from '../../gpu/kernels/head/linearHead.ts';
import { GROUP_MEMBERS } from '../../gpu/kernels/listwise/scoredGroups.ts';
import { Recorder, type Plan } from '../../gpu/plan.ts';
import type { Tensor } from '../../gpu/tensor.ts';
import { noLanguageHead } from '../../model/languageHead.ts';
import { createLastRows, writeLastRows, type LastRows, type LastRowsShape } from '../../model/lastRows.ts';
import type { Optimizer } from '../../model/optimizer.ts';
import type { Trainable } from '../../model/adapted.ts';
import { trunkBackward, trunkForward } from '../../model/trunk.ts';
import type { Weights } from '../../model/weights.ts';
import type { RecordedStep, StepOptions } from '../training/step.ts';
import type { ListwiseBatch } from './listwiseBatch.ts';
import type { RecordLoss } from './losses/rewardLoss.ts';

export interface ScorePlan {
  readonly plan: Plan;
  readonly input: LastRows;
  /** Raw scores, [batch]. */
  readonly scores: Tensor;
}

/** A step on rankings; its numbers are the loss of each group, [groups]. */
export interface RankingPlan extends RecordedStep<ListwiseBatch> {
  readonly input: LastRows;
  /** u32 [groups, 8], see ScoredGroups. */
  readonly members: Tensor;
  readonly tiers: Tensor;
  /** [groups] */
  readonly weights: Tensor;
}

/** Records: sequences → raw scores. */
export async function recordScores(weights: Weights, shape: LastRowsShape): Promise<ScorePlan> {
  const { gpu, layout } = weights;
  const rec = new Recorder(gpu, `score/${shape.batch}x${shape.rows}`);
  const input = createLastRows(rec, shape, layout.config);
  const { hidden } = trunkForward(rec, weights, input.packed, { keep: false });
  const { scores } = scoreHead(rec, weights, hidden, input);
  return { plan: await rec.finish(), input, scores };
}

/** Records: rankings → loss → gradients, and what `options` says is done with them. */
export async function recordRankingStep(
  model: Trainable,
  optimizer: Optimizer,
  loss: RecordLoss,
  shape: LastRowsShape,
  groups: number,
  { recompute = false, part = false }: Partial<StepOptions> = {},
): Promise<RankingPlan> {
  const { gpu, layout } = model;
  const { gradients } = optimizer;
  const { batch, rows } = shape;
  const { dim } = layout.config;
  const rec = new Recorder(gpu, `reward/${batch}x${rows}`);
  const input = createLastRows(rec, shape, layout.config);
  const members = rec.own('members', [groups, GROUP_MEMBERS], 'u32');
  const tiers = rec.own('tiers', [groups, GROUP_MEMBERS], 'u32');
  const weights = rec.own('weights', [groups]);

  const trunk = trunkForward(rec, model, input.packed, { keep: true, recompute });
  const { scores, states } = scoreHead(rec, model, trunk.hidden, input);
  const dScores = rec.scratch('dScores', [batch]);
  // Read after the update of a minibatch in parts, which may have the memory of all scratch.
  const losses = rec.own('losses', [groups]);
  await loss(rec, { scores, members, tiers, weights, dScores, losses, groups, n: batch });

  const dStates = rec.scratch('dStates', [batch, dim]);
  linearHeadBackward(rec, {
    x: states,
    weight: model.view('score.weight'),
    dOut: dScores,
    dx: dStates,
    accumulate: false,
    dWeight: gradients.view('score.weight'),
    rows: batch,
    dim,
  });
  const dHidden = rec.scratch('dHidden', [rows, dim]);
  scatterRows(rec, { dOut: dStates, inverse: input.lastInverse, dx: dHidden, n: rows, dim });
  noLanguageHead(rec, gradients);
  trunkBackward(rec, model, gradients, trunk, dHidden);
  if (part) optimizer.recordPart(rec);
  else optimizer.record(rec);
  return {
    plan: await rec.finish(),
    input,
    members,
    tiers,
    weights,
    numbers: losses,
    write(batch) {
      writeLastRows(gpu, input, batch.sequences, layout.config);
      gpu.write(members, batch.members);
      gpu.write(tiers, batch.tiers);
      gpu.write(weights, batch.weights);
    },
  };
}

/** score = h · w at each sequence's last row; no bias, as in Hugging Face's sequence classifiers. */
function scoreHead(rec: Recorder, weights: Weights, hidden: Tensor, input: LastRows) {
  const { dim } = weights.layout.config;
  const { batch } = input.shape;
  const states = rec.scratch('states', [batch, dim]);
  gatherRows(rec, { x: hidden, index: input.last, out: states, rows: batch, dim });
  const scores = rec.scratch('scores', [batch]);
  linearHead(rec, { x: states, weight: weights.view('score.weight'), out: scores, rows: batch, dim });
  return { states, scores };
}
