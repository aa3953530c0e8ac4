/** Whole PPO iterations of an embedded model, timed. Knows runs as their callers do. */
import type { Gpu } from '../../src/gpu/device.ts';
import type { ModelSource } from '../../src/model/source.ts';
import type { Settings } from '../../src/rl/algorithms/settings.ts';
import { judgedPrompts } from '../../src/rl/labelersFor.ts';
import { reading } from '../../src/rl/runs/events.ts';
import { RlhfRun } from '../../src/rl/runs/run.ts';
import { Models } from '../../src/rl/training/models.ts';
import { counts } from '../page/counters.ts';

const LABELER = 'shorter';

export interface TimedIteration {
  /** Milliseconds from the call to the metrics. */
  readonly milliseconds: number;
  /** Of each stage; before the first iteration rankings are made and the reward model is fitted. */
  readonly stages: Readonly<Record<string, number>>;
  readonly submits: number;
  readonly maps: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * @param rankings that a simulated rater makes first
 * @throws Error when an iteration gives no metrics
 */
export async function* timedIterations(
  gpu: Gpu,
  source: ModelSource,
  chosen: Settings,
  rankings: number,
): AsyncGenerator<TimedIteration, void> {
  const settings = { ...chosen, rater: LABELER } as const;
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
  for (let iteration = 1; ; iteration++) {
    const { submits, maps } = counts;
    const start = performance.now();
    const metrics = await run.iterate();
    const milliseconds = performance.now() - start;
    if (!metrics) throw new Error(`Iteration ${iteration} gave no metrics.`);
    yield {
      milliseconds,
      stages,
      submits: counts.submits - submits,
      maps: counts.maps - maps,
      metrics: metrics.values,
    };
    stages = {};
  }
}
