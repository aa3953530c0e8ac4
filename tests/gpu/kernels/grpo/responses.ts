/** Responses on the GPU as a recorded step has them, and the loss of grpo.ts on them. */
import {
  GRPO_METRICS,
  GRPO_SCALARS,
  grpoLoss,
  type GrpoMetric,
} from '../../../../src/gpu/kernels/grpo/grpo.ts';
import { grpoScalars, type GrpoChoices } from '../../../../src/gpu/kernels/grpo/grpoChoices.ts';
import type { TwinResponse } from '../../../../src/gpu/kernels/grpo/grpo.twin.ts';
import type { Gpu } from '../../../../src/gpu/device.ts';
import { UniformBlock } from '../../../../src/gpu/uniforms.ts';
import { runOnce } from '../../harness.ts';

/** Nothing bounded, nothing charged. */
export const CHOICES: GrpoChoices = {
  term: 'token',
  low: 0.2,
  high: 0.2,
  cap: 0,
  positive: 1,
  negative: 1.05,
  normaliser: 'sequence',
  most: 1,
  beta: 0,
  estimator: 'k3',
  corrected: false,
};

export interface Options {
  /** Of the minibatch that the responses are a part of. */
  readonly whole?: { readonly tokens: number; readonly responses: number };
  /** Slots behind the last token, and responses behind the last that have none. */
  readonly filler?: { readonly slots: number; readonly responses: number };
}

/** Loss and gradients of the responses' tokens, by the kernel; what filler got comes last. */
export async function lossOf(
  gpu: Gpu,
  responses: readonly TwinResponse[],
  choices: GrpoChoices,
  { whole, filler = { slots: 0, responses: 0 } }: Options = {},
) {
  const lengths = responses.map(({ logp }) => logp.length);
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const [batch, width] = [lengths.length + filler.responses, Math.max(1, ...lengths) + 3];
  const slots = tokens + filler.slots;
  const slotAt = new Uint32Array(batch * width).fill(0xffffffff);
  let slot = 0;
  lengths.forEach((length, row) => {
    for (let t = 0; t < length; t++) slotAt[row * width + t] = slot++;
  });
  // What nobody may read is not a number.
  const column = (of: (response: TwinResponse) => readonly number[]) =>
    gpu.upload('column', Float32Array.from([...responses.flatMap(of), ...Array(filler.slots).fill(NaN)]));
  const weighted = responses.some(({ importance }) => importance);
  const step = new UniformBlock(gpu, 'grpo', GRPO_SCALARS);
  step.set({
    ...grpoScalars(choices),
    tokens: whole?.tokens ?? 0,
    responses: whole?.responses ?? lengths.length,
  });
  const dLogp = gpu.upload('dLogp', new Float32Array(slots).fill(9));
  const metrics = gpu.createTensor('metrics', [GRPO_METRICS.length]);
  const tensors = {
    logp: column(({ logp }) => logp),
    oldLogp: column(({ oldLogp }) => oldLogp),
    logpRef: column(({ logpRef }) => logpRef),
    entropy: column(({ entropy }) => entropy),
    advantages: column(({ logp, advantage }) =>
      typeof advantage === 'number' ? logp.map(() => advantage) : advantage,
    ),
    importance: weighted ? column(({ logp, importance }) => importance ?? logp.map(() => 1)) : null,
    slotAt: gpu.upload('slotAt', slotAt),
  };
  const [gradient, told] = await runOnce(
    gpu,
    (rec) => grpoLoss(rec, { ...tensors, dLogp, metrics, batch, width, slots, step }),
    [dLogp, metrics],
  );
  const named = Object.fromEntries(GRPO_METRICS.map((name, i) => [name, told[i]])) as Record<
    GrpoMetric,
    number
  >;
  return { dLogp: gradient, metrics: named };
}
