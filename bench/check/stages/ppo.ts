/** Whole PPO iterations of the embedded models at the default settings, with the time of each stage. */
import { DEFAULT_SETTINGS, type Settings } from '../../../src/rl/algorithms/settings.ts';
import { assetFolder, type StageContext } from '../context.ts';
import { openDevice } from '../device.ts';
import { embeddedSource } from '../embedded.ts';
import { timedIterations } from '../iterations.ts';
import type { PpoStage } from '../results.ts';

export async function ppoStage({ effort, bundle, save }: StageContext<'ppo'>): Promise<void> {
  const { models: names, rankings, iterations, rolloutBatch, maxNewTokens } = effort.ppo;
  const settings: Settings = { ...DEFAULT_SETTINGS, rolloutBatch, maxNewTokens };
  const rows: PpoStage['rows'][number][] = [];
  for (const model of names) {
    const { gpu } = await openDevice(effort.tuned);
    const source = await embeddedSource(assetFolder(bundle, 'models', 'public/models'), model);
    let iteration = 0;
    for await (const { stages, submits, maps, metrics } of timedIterations(gpu, source, settings, rankings)) {
      iteration += 1;
      rows.push({ model, iteration, stages, submits, maps, metrics });
      save({ rows });
      if (iteration === iterations) break;
    }
    gpu.destroy();
  }
}
