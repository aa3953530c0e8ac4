/** PPO's loss with what is off unless it is asked for, which comes when it is: loss.ts says what that is. Knows no kit. */
import { penalisedLoss, weighed } from '../../../gpu/kernels/ppo/penalties.ts';
import type { PpoMetric } from '../../../gpu/kernels/ppo/ppo.ts';
import type { Objective } from '../../training/policyStep.ts';
import { PPO_OBJECTIVE } from './loss.ts';

/**
 * The usual one with KL and entropy in it, each token's policy loss times its `importance`. Another object, since the gradient of
 * entropies takes another way back through the logits; with all of that off it gives the bits of the first.
 */
export const PENALISED_OBJECTIVE: Objective<PpoMetric> = {
  ...PPO_OBJECTIVE,
  name: 'ppo.penalised',
  columns: [...PPO_OBJECTIVE.columns, 'logpRef', 'importance'],
  entropy: true,
  record(rec, { slots, values, dValue, dEntropy, columns, ...tensors }) {
    const { oldLogp, oldValues, returns, logpRef, importance } = columns;
    const advantages = weighed(rec, columns.advantages, importance, slots);
    const loss = { ...tensors, values: values!, dValue: dValue!, oldLogp, oldValues, advantages, returns };
    penalisedLoss(rec, { ...loss, rows: slots }, { logpRef, dEntropy: dEntropy! });
    rec.release(advantages);
  },
};
