/**
 * WebGPU outside a browser: Dawn's entry point, in the shape of `navigator.gpu`. Which driver Dawn finds is
 * decided by the environment this process was started with (scripts/vulkan.mjs). Knows nothing of the engine.
 */
import { create, globals } from 'webgpu';

/**
 * Dawn's GPU, with WebGPU's constants (GPUBufferUsage and others) made global as in a browser.
 * It keeps Node's event loop alive until the process exits explicitly.
 */
export function openDawn(): GPU {
  Object.assign(globalThis, globals);
  return create([]);
}
