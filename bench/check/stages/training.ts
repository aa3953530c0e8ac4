/** Training steps of the benchmark's sizes, with the time of every kernel. Knows the engine under the benchmark. */
import { readF32 } from '../../../src/gpu/queue.ts';
import type { Tensor } from '../../../src/gpu/tensor.ts';
import { measure } from '../../page/measure.ts';
import { createTrainer, modelConfig, profileStep } from '../../page/ours.ts';
import type { GptSize } from '../../workload.ts';
import type { StageContext } from '../context.ts';
import { openDevice } from '../device.ts';
import type { TrainingRow } from '../results.ts';
import { madeUpWeights, parameterCount } from '../weights.ts';

export async function trainingStage({ effort, save }: StageContext<'training'>): Promise<void> {
  const { sizes } = effort.training;
  const rows: TrainingRow[] = [];
  for (const size of sizes) {
    rows.push(await row(size, effort));
    save({ rows });
  }
}

async function row(
  size: GptSize,
  { tuned, training: { effort, profileRounds } }: StageContext['effort'],
): Promise<TrainingRow> {
  const { gpu, variant } = await openDevice(tuned);
  const started = performance.now();
  const config = modelConfig(size);
  const trainer = await createTrainer(gpu, size, madeUpWeights(config));
  const kept: Tensor[] = [0, 1].map((i) => gpu.createTensor(`logp/${i}`, [size.batch * size.length]));
  const prepared = performance.now() - started;
  // The first step's losses are kept apart; all later ones overwrite each other.
  const { milliseconds, median, dispatches, submits, gpuBytes } = await measure(size.name, effort, (round) =>
    trainer.step(round, kept[Math.min(round, 1)]),
  );
  gpu.check();
  const losses: number[] = [];
  for (const logp of kept) {
    const values = await readF32(gpu, logp);
    losses.push(-values.reduce((sum, value) => sum + value, 0) / values.length);
  }
  const timed = gpu.device.features.has('timestamp-query');
  const profile = timed ? await profileStep(gpu, trainer, profileRounds) : null;
  gpu.check();
  gpu.destroy();
  const step = { milliseconds, median };
  const parameters = parameterCount(config);
  return { size, parameters, variant, prepared, step, dispatches, submits, gpuBytes, losses, profile };
}
