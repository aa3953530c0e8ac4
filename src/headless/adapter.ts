/**
 * WebGPU outside a browser: Dawn's entry point, in the shape of `navigator.gpu`. Which driver Dawn finds is
 * decided by the environment this process was started with (scripts/vulkan.mjs). Knows nothing of the engine.
 */
import { create, globals } from 'webgpu';
import { summarise } from '../gpu/device.ts';
import { takeOverWaiting } from './waiting.ts';

let opened: GPU | undefined;

/**
 * Timestamps to the nanosecond: Dawn rounds them to 100 microseconds otherwise, longer than most kernels. For
 * measuring only.
 */
export const EXACT_TIMESTAMPS = 'disable-dawn-features=timestamp_quantization';

/**
 * Dawn's GPU, with WebGPU's constants (GPUBufferUsage and others) made global as in a browser. One per process,
 * held here: devices outlive it otherwise, and Dawn crashes when it is collected before them.
 * It keeps Node's event loop alive until the process exits explicitly.
 * @param flags Dawn's own, for the first call
 */
export function openDawn(flags: string[] = []): GPU {
  Object.assign(globalThis, globals);
  return (opened ??= patient(create(flags)));
}

/** The same, waiting seldom as soon as its adapter turns out to compute on the cores that would be waiting. */
function patient(gpu: GPU): GPU {
  const waiting = takeOverWaiting();
  const request = gpu.requestAdapter.bind(gpu);
  gpu.requestAdapter = async (options) => {
    const adapter = await request(options);
    if (adapter) waiting.gentle = summarise(adapter.info).software;
    return adapter;
  };
  return gpu;
}
