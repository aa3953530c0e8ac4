/** Which prompts an iteration samples answers to, and by which randomness: the same however often it is made again. Pure. */
import type { Settings } from '../algorithms/settings.ts';
import { stream } from '../random.ts';
import type { Again } from '../training/algorithm.ts';
import { SAMPLING_STREAMS } from '../training/models.ts';

/** @param group answers to each @param again another draw than the iteration's first */
export function drawOf(
  iteration: number,
  prompts: readonly string[],
  { seed, rolloutBatch }: Pick<Settings, 'seed' | 'rolloutBatch'>,
  group: number,
  again?: Again,
): { readonly prompts: string[]; readonly stream: number } {
  const order = stream(seed, `prompts/${iteration}`).permutation(prompts.length);
  const usual = Math.ceil(rolloutBatch / group);
  // Behind those of the draws before, none of which had more.
  const first = usual * (again?.round ?? 0);
  return {
    prompts: Array.from(
      { length: again?.prompts ?? usual },
      (_, i) => prompts[order[(first + i) % order.length]],
    ),
    stream: again
      ? SAMPLING_STREAMS.again + (iteration * 32 + again.round) * 4096
      : SAMPLING_STREAMS.rollout + iteration * 4096,
  };
}
