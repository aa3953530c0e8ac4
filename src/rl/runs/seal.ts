/** What a receipt tells of weights and kernels, from who holds them. Knows the models of a run; must not know its record. */
import { chosenKernels } from '../../gpu/tuning/families.ts';
import type { Models } from '../training/models.ts';
import { weightsDigest } from '../training/weightsDigest.ts';
import type { Seal } from './receipt.ts';

/** Reads all weights back, one tensor after the other. Call between stages. */
export async function sealOf({
  gpu,
  reference,
  policy,
}: Pick<Models, 'gpu' | 'reference' | 'policy'>): Promise<Seal> {
  return {
    base: await weightsDigest(gpu, reference),
    policy: await weightsDigest(gpu, policy.parameters),
    families: chosenKernels(gpu),
  };
}
