/**
 * WebGPU outside a browser: Dawn's entry point, in the shape of `navigator.gpu`. Which driver Dawn finds is
 * decided by the environment this process was started with (scripts/vulkan.mjs). Knows nothing of the engine.
 */
import { create, globals } from 'webgpu';

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
  return (opened ??= create(flags));
}
