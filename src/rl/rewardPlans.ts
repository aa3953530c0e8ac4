/**
 * The reward model's two recorded steps: scoring sequences, and one AdamW step on the Plackett-Luce loss of a
 * minibatch of rankings. Trunk, gather the last rows, scalar head; and back. Knows no ranking as a person
 * made it and no normalisation.
 */
import { gatherRows, scatterRows } from '../gpu/kernels/gather.ts';
import { linearHead, linearHeadBackward } from '../gpu/kernels/linearHead.ts';
import { GROUP_MEMBERS, listwiseLoss } from '../gpu/kernels/listwise.ts';
import { Recorder, type Plan } from '../gpu/plan.ts';
import type { Tensor } from '../gpu/tensor.ts';
import { noLanguageHead } from '../model/languageHead.ts';
import { createLastRows, type LastRows, type LastRowsShape } from '../model/lastRows.ts';
import type { Optimizer } from '../model/optimizer.ts';
import type { Parameters } from '../model/parameters.ts';
import { trunkBackward, trunkForward } from '../model/trunk.ts';

export interface ScorePlan {
  readonly plan: Plan;
  readonly input: LastRows;
  /** Raw scores, [batch]. */
  readonly scores: Tensor;
}

export interface RankingPlan {
  readonly plan: Plan;
  readonly input: LastRows;
  /** u32 [groups, 8], see listwiseLoss. */
  readonly members: Tensor;
  readonly tiers: Tensor;
  /** [groups] */
  readonly weights: Tensor;
  readonly losses: Tensor;
}

/** Records: sequences → raw scores. */
export async function recordScores(parameters: Parameters, shape: LastRowsShape): Promise<ScorePlan> {
  const { gpu, layout } = parameters;
  const rec = new Recorder(gpu, `score/${shape.batch}x${shape.rows}`);
  const input = createLastRows(rec, shape, layout.config);
  const { hidden } = trunkForward(rec, parameters, input.packed, { keep: false });
  const { scores } = scoreHead(rec, parameters, hidden, input);
  return { plan: await rec.finish(), input, scores };
}

/** Records: rankings → loss → gradients → AdamW. */
export async function recordRankingStep(
  parameters: Parameters,
  optimizer: Optimizer,
  shape: LastRowsShape,
  groups: number,
): Promise<RankingPlan> {
  const { gpu, layout } = parameters;
  const { gradients } = optimizer;
  const { batch, rows } = shape;
  const { dim } = layout.config;
  const rec = new Recorder(gpu, `reward/${batch}x${rows}`);
  const input = createLastRows(rec, shape, layout.config);
  const members = rec.own('members', [groups, GROUP_MEMBERS], 'u32');
  const tiers = rec.own('tiers', [groups, GROUP_MEMBERS], 'u32');
  const weights = rec.own('weights', [groups]);

  const trunk = trunkForward(rec, parameters, input.packed, { keep: true });
  const { scores, states } = scoreHead(rec, parameters, trunk.hidden, input);
  const dScores = rec.scratch('dScores', [batch]);
  const losses = rec.scratch('losses', [groups]);
  listwiseLoss(rec, { scores, members, tiers, weights, dScores, losses, groups, n: batch });

  const dStates = rec.scratch('dStates', [batch, dim]);
  linearHeadBackward(rec, {
    x: states,
    weight: parameters.view('score.weight'),
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
  trunkBackward(rec, parameters, gradients, trunk, dHidden);
  optimizer.record(rec);
  return { plan: await rec.finish(), input, members, tiers, weights, losses };
}

/** score = h · w at each sequence's last row; no bias, as in Hugging Face's sequence classifiers. */
function scoreHead(rec: Recorder, parameters: Parameters, hidden: Tensor, input: LastRows) {
  const { dim } = parameters.layout.config;
  const { batch } = input.shape;
  const states = rec.scratch('states', [batch, dim]);
  gatherRows(rec, { x: hidden, index: input.last, out: states, rows: batch, dim });
  const scores = rec.scratch('scores', [batch]);
  linearHead(rec, { x: states, weight: parameters.view('score.weight'), out: scores, rows: batch, dim });
  return { states, scores };
}
