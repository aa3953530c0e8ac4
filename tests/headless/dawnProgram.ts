/**
 * A program that tests/headless/dawn.test.ts runs in Node on Dawn: doubles its arguments on the GPU with this
 * repository's own device, plan and queue, and prints the results. Asked to `fail`, it throws instead.
 */
import { openGpu } from '../../src/gpu/device.ts';
import { linearGrid, Recorder } from '../../src/gpu/plan.ts';
import { run } from '../../src/gpu/queue.ts';
import { openDawn } from '../../src/headless/adapter.ts';
import code from './dawnProgram.wgsl?raw';

/** Exit code 7 after printing, to show that the code arrives. */
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'fail') throw new Error('failed on purpose');
  const gpu = await openGpu(openDawn(), { defaultLimits: true });
  const values = gpu.upload('values', Float32Array.from(args, Number));
  const recorder = new Recorder(gpu, 'double');
  recorder.dispatch(
    { name: 'double', code, bindings: ['readWrite'] },
    { constants: { count: args.length }, bindings: [values], grid: linearGrid(args.length, 64) },
  );
  const [doubled] = await run(gpu, [await recorder.finish()], [values]);
  console.log(JSON.stringify([...doubled]));
  return 7;
}
