/** Whole PPO iterations of the embedded models at the default settings, with the time of each stage. */
import { embeddedSource } from '../embedded.ts';
import { judgedPrompts } from '../../../src/rl/labelersFor.ts';
import { Models } from '../../../src/rl/training/models.ts';
import { reading } from '../../../src/rl/runs/events.ts';
import { RlhfRun } from '../../../src/rl/runs/run.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/rl/algorithms/settings.ts';
import { counts } from '../../page/counters.ts';
import { assetFolder, type StageContext } from '../context.ts';
import { openDevice } from '../device.ts';
import type { PpoStage } from '../results.ts';

const LABELER = 'shorter';

export async function ppoStage({ effort, bundle, save }: StageContext<'ppo'>): Promise<void> {
  const { models: names, rankings, iterations, rolloutBatch, maxNewTokens } = effort.ppo;
  const settings: Settings = { ...DEFAULT_SETTINGS, rater: LABELER, rolloutBatch, maxNewTokens };
  const rows: PpoStage['rows'][number][] = [];
  for (const model of names) {
    const { gpu } = await openDevice(effort.tuned);
    const source = await embeddedSource(assetFolder(bundle, 'models', 'public/models'), model);
    let stages: Record<string, number> = {};
    let began: { stage: string; at: number } | null = null;
    const run = new RlhfRun(
      new Models(gpu, source, settings),
      judgedPrompts(LABELER, source.prompts.train),
      settings,
      reading({
        stage({ stage }) {
          const at = performance.now();
          if (began) stages[began.stage] = (stages[began.stage] ?? 0) + at - began.at;
          began = stage === 'idle' ? null : { stage, at };
        },
      }),
    );
    const ranked = performance.now();
    await run.simulate(LABELER, rankings);
    stages.rank = performance.now() - ranked;
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const { submits, maps } = counts;
      const metrics = await run.iterate();
      if (!metrics) throw new Error(`Iteration ${iteration} gave no metrics.`);
      rows.push({
        model,
        iteration,
        stages,
        submits: counts.submits - submits,
        maps: counts.maps - maps,
        metrics: metrics.values,
      });
      stages = {};
      save({ rows });
    }
    gpu.destroy();
  }
}
