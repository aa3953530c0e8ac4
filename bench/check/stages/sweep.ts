/**
 * Every variant of every family on every shape, checked and timed: what a better choice would bring. Knows families
 * by their interface only.
 */
import { openGpu, type Gpu } from '../../../src/gpu/device.ts';
import { Recorder, type Plan } from '../../../src/gpu/plan.ts';
import { readF32, run, submit } from '../../../src/gpu/queue.ts';
import type { Tensor } from '../../../src/gpu/tensor.ts';
import type { StageContext } from '../context.ts';
import { FAMILIES, type SweepCase } from '../families.ts';
import type { SweepRow } from '../results.ts';

/** Timed submits; the fastest counts. */
const TRIES = 4;
/** Replays in a submit, at most. */
const MOST_REPEATS = 4000;
/** Seconds kept for writing. */
const SPARE = 2;

export async function sweepStage({ effort, deadline, save }: StageContext<'sweep'>): Promise<void> {
  const gpu = await openGpu(navigator.gpu);
  const emptySubmit = await time(gpu, [], 5);
  const rows: SweepRow[] = [];
  const work = FAMILIES.flatMap((family) =>
    family.cases(effort.sweep).map((problem) => ({ family, problem })),
  );
  for (const [done, { family, problem }] of work.entries()) {
    if (performance.now() > deadline - SPARE * 1000) {
      save({ rows, emptySubmit, left: work.length - done });
      return;
    }
    const prepared = problem.prepare(gpu);
    for (const variant of family.variants(gpu)) {
      family.choose(gpu, variant);
      const row = {
        family: family.name,
        shape: problem.shape,
        variant,
        flops: problem.flops,
        bytes: problem.bytes,
      };
      const measured = await measureVariant(gpu, problem, prepared, effort.sweep.longEnough, emptySubmit);
      rows.push({ ...row, ...measured });
    }
    prepared.destroy();
    save({ rows, emptySubmit, left: work.length - done - 1 });
  }
}

async function measureVariant(
  gpu: Gpu,
  { tolerance }: SweepCase,
  { out, record, error: errorOf }: ReturnType<SweepCase['prepare']>,
  longEnough: number,
  emptySubmit: number,
): Promise<Pick<SweepRow, 'milliseconds' | 'error' | 'failure'>> {
  const row = { milliseconds: NaN, error: NaN };
  let plan: Plan | null = null;
  try {
    clear(gpu, out);
    const recorder = new Recorder(gpu, 'sweep');
    record(recorder);
    plan = await recorder.finish();
    await run(gpu, [plan]);
    const error = errorOf(await readF32(gpu, out));
    if (!(error <= tolerance)) {
      return { ...row, error, failure: `wrong by ${error} of the largest number, more than ${tolerance}` };
    }
    const once = Math.max((await time(gpu, [plan], 2)) - emptySubmit, 0.001);
    const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.ceil(longEnough / once)));
    const all = await time(
      gpu,
      Array.from({ length: repeats }, () => plan!),
      once > 100 ? 1 : TRIES,
    );
    return { ...row, error, milliseconds: (all - emptySubmit) / repeats };
  } catch (error) {
    return { ...row, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    plan?.destroy();
  }
}

/** What the variant before left there must not pass for this one's. */
function clear(gpu: Gpu, { buffer }: Tensor): void {
  const encoder = gpu.device.createCommandEncoder();
  encoder.clearBuffer(buffer);
  gpu.device.queue.submit([encoder.finish()]);
}

/** Least milliseconds of a submit of `plans`, waited for. */
async function time(gpu: Gpu, plans: readonly Plan[], tries: number): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < tries; round++) {
    const start = performance.now();
    submit(gpu, plans);
    await gpu.device.queue.onSubmittedWorkDone();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
