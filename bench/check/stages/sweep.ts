/**
 * Every variant of every family in whole steps and on every shape of its own, checked and timed: what a better choice
 * would bring. Knows families and cases by their interfaces only.
 */
import { openGpu, type Gpu } from '../../../src/gpu/device.ts';
import { KERNEL_FAMILIES } from '../../../src/gpu/tuning/families.ts';
import type { KernelFamily } from '../../../src/gpu/kernels/family.ts';
import { Recorder, type Plan } from '../../../src/gpu/plan.ts';
import { readF32, run, submit } from '../../../src/gpu/queue.ts';
import type { Tensor } from '../../../src/gpu/tensor.ts';
import type { StageContext } from '../context.ts';
import { casesOf, type SweepCase } from '../cases.ts';
import type { SweepRow } from '../results.ts';
import { wholeSteps, type WholeStep } from '../wholes.ts';

/** Timed submits; the fastest counts. */
const TRIES = 3;
/** A variant that takes this many times the best one's time is not timed again. */
const HOPELESS = 8;
/** Replays in a submit, at most. */
const MOST_REPEATS = 4000;
/** Seconds kept for writing. */
const SPARE = 2;

/** A piece of the sweep: rows of one shape. */
type Work = () => Promise<SweepRow[]>;

export async function sweepStage({ effort, bundle, deadline, save }: StageContext<'sweep'>): Promise<void> {
  const gpu = await openGpu(navigator.gpu);
  const emptySubmit = await time(gpu, [], 5);
  const { longEnough, mostVariants } = effort.sweep;
  // Before anything is chosen: the device's own choice comes first.
  const families = KERNEL_FAMILIES.map((family) => ({
    family,
    variants: variantsOf(family, gpu).slice(0, mostVariants),
  }));
  const own = ({ family, variants }: (typeof families)[number]) => family.choose(gpu, variants[0]);
  const steps = wholeSteps(effort, bundle);
  const whole = (some: typeof families): Work[] =>
    steps.flatMap((step) =>
      some.map(({ family, variants }): Work => {
        return () => sweepWhole(gpu, family, variants, step);
      }),
    );
  const hasCases = ({ family }: (typeof families)[number]) => casesOf(family.name, effort.sweep).length > 0;
  // In case time runs out: first what nothing else tells of, last what takes longest.
  const work: Work[] = [
    ...whole(families.filter((family) => !hasCases(family))),
    ...families.flatMap(({ family, variants }) =>
      casesOf(family.name, effort.sweep).map(
        (problem) => () => sweepCase(gpu, family, variants, problem, longEnough, emptySubmit),
      ),
    ),
    ...whole(families.filter(hasCases)),
  ];
  const rows: SweepRow[] = [];
  for (const [done, turn] of work.entries()) {
    const late = performance.now() > deadline - SPARE * 1000;
    if (!late) rows.push(...(await turn()));
    families.forEach(own);
    save({ rows, emptySubmit, left: work.length - done - Number(!late) });
    if (late) return;
  }
}

/** What the device can run of a family, its own choice first. */
function variantsOf(family: KernelFamily, gpu: Gpu): readonly string[] {
  const own = family.chosen(gpu);
  const others = family.variants.filter((variant) => variant !== own && family.isSupported(gpu, variant));
  return [own, ...others];
}

/** A whole step with each variant of one family, all others as the device has them. */
async function sweepWhole(
  gpu: Gpu,
  family: KernelFamily,
  variants: readonly string[],
  { name, run: runStep, tolerance }: WholeStep,
): Promise<SweepRow[]> {
  const rows: SweepRow[] = [];
  let expected: number | null = null;
  for (const variant of variants) {
    family.choose(gpu, variant);
    const row = { family: family.name, shape: name, variant, flops: 0, bytes: 0 };
    try {
      const { milliseconds, value } = await runStep(gpu);
      expected ??= value;
      const error = Math.abs(value - expected) / Math.abs(expected);
      const wrong = !(error <= tolerance) && `${value} instead of ${expected}`;
      rows.push({ ...row, milliseconds, error, ...(wrong && { failure: wrong }) });
    } catch (error) {
      rows.push({ ...row, milliseconds: NaN, error: NaN, failure: messageOf(error) });
    }
  }
  return rows;
}

/** One shape of a kernel with each variant. */
async function sweepCase(
  gpu: Gpu,
  family: KernelFamily,
  variants: readonly string[],
  problem: SweepCase,
  longEnough: number,
  emptySubmit: number,
): Promise<SweepRow[]> {
  const rows: SweepRow[] = [];
  const prepared = problem.prepare(gpu);
  for (const variant of variants) {
    family.choose(gpu, variant);
    const { shape, flops, bytes } = problem;
    const best = Math.min(...rows.filter((row) => row.milliseconds > 0).map((row) => row.milliseconds));
    const limits = { longEnough, emptySubmit, hopeless: best * HOPELESS };
    const measured = await measureVariant(gpu, problem, prepared, limits);
    rows.push({ family: family.name, shape, variant, flops, bytes, ...measured });
  }
  prepared.destroy();
  return rows;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function measureVariant(
  gpu: Gpu,
  { tolerance }: SweepCase,
  { out, record, error: errorOf }: ReturnType<SweepCase['prepare']>,
  { longEnough, emptySubmit, hopeless }: { longEnough: number; emptySubmit: number; hopeless: number },
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
    if (once > hopeless) return { ...row, error, milliseconds: once };
    const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.ceil(longEnough / once)));
    const replays = Array.from({ length: repeats }, () => plan!);
    const all = await time(gpu, replays, TRIES);
    // Long enough for the submit itself to weigh nothing.
    return { ...row, error, milliseconds: all / repeats };
  } catch (error) {
    return { ...row, failure: messageOf(error) };
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
