/**
 * What the machine can do at most, and what everything costs before a kernel does any work: multiply-adds, copies,
 * dispatches, submits, maps. Knows no model.
 */
import { openGpu, type Gpu } from '../../../src/gpu/device.ts';
import type { Kernel } from '../../../src/gpu/pipelines.ts';
import { Recorder, type Plan } from '../../../src/gpu/plan.ts';
import { run, submit } from '../../../src/gpu/queue.ts';
import type { Tensor } from '../../../src/gpu/tensor.ts';
import { copyBandwidth, limitsRequest, peakFma } from '../../page/micro.ts';
import type { Timing } from '../../results.ts';
import { median } from '../../statistics.ts';
import type { StageContext } from '../context.ts';

const COUNT: Kernel = {
  name: 'count',
  code: `
@group(0) @binding(0) var<storage, read_write> count: array<u32>;
@compute @workgroup_size(1)
fn main() { count[0] += 1u; }`,
  bindings: ['readWrite'],
};

/** Tensors that independent dispatches go round. */
const APART = 64;
/** Timed replays of a chain; the fastest counts. */
const TRIES = 7;

export async function microStage({ effort, save }: StageContext<'micro'>): Promise<void> {
  const { effort: rounds, few, invocations, longEnough, copyBytes: wanted, chain, roundTrips } = effort.micro;
  const gpu = await openGpu(navigator.gpu);
  const most = Math.min(gpu.maxBinding, gpu.maxBuffer);
  const copyBytes = Math.min(wanted, 2 ** Math.floor(Math.log2(most)));

  const tensors = Array.from({ length: APART }, (_, i) => gpu.createTensor(`count/${i}`, [4], 'u32'));
  const one = tensors.slice(0, 1);
  const short = Math.max(1, Math.floor(chain / 10));
  const perDispatch = async (over: readonly Tensor[]) => {
    const times = [];
    for (const length of [short, chain]) {
      times.push(await fastest(gpu, await record(gpu, over, length)));
    }
    return ((times[1].done - times[0].done) / (chain - short)) * 1000;
  };
  const dependentDispatch = await perDispatch(one);
  const independentDispatch = await perDispatch(tensors);
  const encoded = await fastest(gpu, await record(gpu, tensors, chain));
  const plan = await record(gpu, one, 1);
  const emptySubmit = await timing(roundTrips, async () => {
    submit(gpu, [plan]);
    await gpu.device.queue.onSubmittedWorkDone();
  });
  const mapRoundTrip = await timing(roundTrips, () => run(gpu, [plan], one));
  gpu.check();

  const request = { ...limitsRequest(few), invocations, longEnough };
  const fma = await peakFma(gpu.device, { ...rounds, warmup: 1 }, request);
  const copies = await copyBandwidth(gpu.device, { ...rounds, warmup: 1 }, copyBytes);
  fma.sort((a, b) => b.gflopPerSecond - a.gflopPerSecond);
  copies.sort((a, b) => b.gigabytesPerSecond - a.gigabytesPerSecond);
  gpu.check();
  save({
    limits: {
      fma,
      peakGflopPerSecond: fma[0].gflopPerSecond,
      copies,
      gigabytesPerSecond: copies[0].gigabytesPerSecond,
    },
    copyBytes,
    dependentDispatch,
    independentDispatch,
    encodeDispatch: (encoded.submitted / chain) * 1000,
    emptySubmit,
    mapRoundTrip,
  });
}

/** A plan of `length` dispatches, one after the other on each tensor in turn. */
function record(gpu: Gpu, tensors: readonly Tensor[], length: number): Promise<Plan> {
  const recorder = new Recorder(gpu, 'chain');
  for (let i = 0; i < length; i++) {
    recorder.dispatch(COUNT, { constants: {}, bindings: [tensors[i % tensors.length]], grid: [1] });
  }
  return recorder.finish();
}

/** Least milliseconds until a plan is submitted, and from then until it is done. */
async function fastest(gpu: Gpu, plan: Plan): Promise<{ submitted: number; done: number }> {
  const best = { submitted: Infinity, done: Infinity };
  for (let round = 0; round < TRIES; round++) {
    const start = performance.now();
    submit(gpu, [plan]);
    const submitted = performance.now();
    await gpu.device.queue.onSubmittedWorkDone();
    best.submitted = Math.min(best.submitted, submitted - start);
    best.done = Math.min(best.done, performance.now() - submitted);
  }
  return best;
}

async function timing(rounds: number, work: () => Promise<unknown>): Promise<Timing> {
  const milliseconds: number[] = [];
  await work();
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    milliseconds.push(performance.now() - start);
  }
  return { milliseconds, median: median(milliseconds) };
}
