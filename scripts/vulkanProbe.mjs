/**
 * Prints, as JSON in its last line, the adapter that Dawn opens in this process's environment, or null. A program of
 * its own for scripts/vulkan.mjs. Knows nothing of drivers.
 */
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
const gpu = create([]);
const info = (await gpu.requestAdapter({ powerPreference: 'high-performance' }))?.info;
const words = info ? `${info.architecture} ${info.device} ${info.description}` : '';
const adapter = info && {
  vendor: info.vendor,
  architecture: info.architecture,
  description: info.description || info.device,
  software: info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe/i.test(words),
};
console.log(JSON.stringify(adapter ?? null));
process.exit(0);
