/**
 * Operations of reinforcement learning, part by part, for any cluster: what a bundle will take where nothing was measured.
 * Pure. Forward passes are 2·N a token, updates 6·N; sampling reads the cache and computes 2·N a token too, but slowly:
 * it waits for memory, and has a share of the throughput of its own.
 */
import type { Part } from './partTime.ts';

export interface RlhfPlan {
  /** Weights of the policy; reward model, reference and value model have as many. */
  readonly parameters: number;
  readonly iterations: number;
  /** Answers of an iteration. */
  readonly rollout: number;
  /** Tokens of a prompt and of an answer, on average. */
  readonly promptTokens: number;
  readonly answerTokens: number;
  /** Times that an update goes over the answers. */
  readonly epochs: number;
  /** Whether the value is a model of its own, as in TRL, OpenRLHF and verl, and not a head on the policy. */
  readonly ownValueModel: boolean;
}

/** Operations by part; rewards and advantages take next to none. */
export function rlhfOperations(plan: RlhfPlan): Readonly<Record<Part, number>> {
  const { parameters, promptTokens, answerTokens } = plan;
  const responses = plan.iterations * plan.rollout;
  const read = responses * (promptTokens + answerTokens) * 2 * parameters;
  const trained = plan.ownValueModel ? 2 : 1;
  return {
    // A prompt is read once; each new token is a forward pass.
    sample: read,
    score: read,
    reference: read,
    // log π of the samples, and the value where another model gives it.
    value: read * trained,
    reward: 0,
    update: 3 * read * plan.epochs * trained,
  };
}

/** Of the throughput of training, what sampling reaches on a GPU: a guess, as engines and batches differ tenfold. */
export const SAMPLING_SHARE = 0.1;

/** Seconds by part on `devices` of a throughput (operations a second, of one). */
export function rlhfSeconds(
  plan: RlhfPlan,
  devices: number,
  throughput: number,
  samplingShare = SAMPLING_SHARE,
): Readonly<Record<Part, number>> {
  const operations = rlhfOperations(plan);
  const seconds = (part: Part) =>
    operations[part] / (devices * throughput * (part === 'sample' ? samplingShare : 1));
  return {
    sample: seconds('sample'),
    score: seconds('score'),
    reference: seconds('reference'),
    value: seconds('value'),
    reward: seconds('reward'),
    update: seconds('update'),
  };
}
