/**
 * A loss over answers that were ranked together, read through the sums of their tokens' log-probabilities: numbers per
 * response token come in, the gradient of each and what the loss tells go out. Sums are made an invocation an answer, the
 * loss a lane a group, and the gradient goes back an invocation a token. Knows answers, tiers and groups; knows no model and
 * not who ranked. The losses are texts of WGSL.
 */
import answer from '../../shaders/preferences/answer.wgsl?raw';
import answersCode from '../../shaders/preferences/answers.wgsl?raw';
import groupsCode from '../../shaders/preferences/groups.wgsl?raw';
import spreadCode from '../../shaders/preferences/spread.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock, type UniformBlock } from '../../uniforms.ts';

/**
 * What `metrics` begins with, in order: sums over the groups at hand ÷ the groups of the whole minibatch. Of a pair, what was
 * chosen is the better answer; of a whole ranking the best tier, and the worst is what was rejected. Three more are the loss's own.
 */
export const PREFERENCE_METRICS = [
  'loss',
  'rewardsChosen',
  'rewardsRejected',
  'accuracies',
  'margins',
  'logpsChosen',
  'logpsRejected',
] as const;

/**
 * What every loss is given: the responses of the whole minibatch, and how many neighbours were ranked together. The loss is the
 * mean over the groups that makes.
 */
export const PREFERENCE_SCALARS = { responses: 'f32', together: 'f32' } as const;

export interface PreferenceLoss {
  /** Answers, filler included, and the most tokens that one may have. */
  readonly answers: number;
  readonly width: number;
  readonly slots: number;
  /** [slots] each, one number per response token. */
  readonly logp: Tensor;
  /** log π_ref; null for a loss without a reference. */
  readonly reference: Tensor | null;
  /** Tier of the answer that a token is of: 0 is best, the same number is tied, below 0 it fills a group up, behind the others. */
  readonly tiers: Tensor;
  /** How much its group counts, up to 1. */
  readonly weights: Tensor;
  /** 1 on real tokens, 0 on filler. */
  readonly mask: Tensor;
  /** u32 [answers * width]: slot of each token, or none. */
  readonly slotAt: Tensor;
  /** {@link PREFERENCE_SCALARS}, then the loss's own. */
  readonly step: UniformBlock;
  /** Written, [slots]: 0 where masked. */
  readonly dLogp: Tensor;
  /** Written, at most 10: {@link PREFERENCE_METRICS}, then the loss's own. */
  readonly metrics: Tensor;
}

const ANSWERS = {
  name: 'preferences.answers',
  code: `${answer}\n${answersCode}`,
  bindings: ['read', 'read', 'read', 'read', 'read', 'readWrite', 'uniform'],
} as const;
const SPREAD = {
  name: 'preferences.spread',
  code: spreadCode,
  bindings: ['read', 'read', 'read', 'readWrite', 'uniform'],
} as const;

/** Floats of `struct Answer`. */
const ANSWER_FLOATS = 5;

/**
 * What records a loss.
 * @param name of its kernel
 * @param body WGSL of `struct Step` and `learn`, behind groups.wgsl
 */
export function preferenceLoss(name: string, body: string): (rec: Recorder, loss: PreferenceLoss) => void {
  const kernel = {
    name: `preferences.${name}`,
    code: `${answer}\n${groupsCode}\n${body}`,
    bindings: ['read', 'readWrite', 'readWrite', 'uniform', 'uniform'],
  } as const;
  return (rec, { answers, width, slots, logp, slotAt, mask, step, dLogp, metrics, ...columns }) => {
    const { reference, tiers, weights } = columns;
    const records = rec.scratch('preferences.answers', [answers, ANSWER_FLOATS]);
    const gradients = rec.scratch('preferences.gradients', [answers]);
    rec.dispatch(ANSWERS, {
      constants: {},
      // Without a reference the policy is its own, and drifts nowhere.
      bindings: [
        logp,
        reference ?? logp,
        tiers,
        weights,
        slotAt,
        records,
        sizesBlock(rec.gpu, { answers, width }),
      ],
      grid: linearGrid(answers, 4),
    });
    rec.dispatch(kernel, {
      constants: {},
      bindings: [records, gradients, metrics, step, sizesBlock(rec.gpu, { answers })],
      grid: [1],
    });
    rec.dispatch(SPREAD, {
      constants: {},
      bindings: [gradients, slotAt, mask, dLogp, sizesBlock(rec.gpu, { answers, width, slots })],
      grid: linearGrid(Math.max(slots, answers * width), 64),
    });
    rec.release(records, gradients);
  };
}
