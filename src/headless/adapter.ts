/**
 * WebGPU outside a browser: Dawn's entry point, in the shape of `navigator.gpu`. Which driver Dawn finds is
 * decided by the environment this process was started with (scripts/vulkan.mjs). Knows nothing of the engine.
 */
import { create, globals } from 'webgpu';

let opened: GPU | undefined;

/**
 * Dawn's GPU, with WebGPU's constants (GPUBufferUsage and others) made global as in a browser. One per process,
 * held here: devices outlive it otherwise, and Dawn crashes when it is collected before them.
 * It keeps Node's event loop alive until the process exits explicitly.
 */
export function openDawn(): GPU {
  Object.assign(globalThis, globals);
  return (opened ??= create([]));
}
