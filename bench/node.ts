/**
 * WebGPU for the benchmark's pages in Node: the globals that a browser has, with exact timestamps. Call it before
 * anything of bench/page is imported. Knows nothing of what is measured.
 */
import { EXACT_TIMESTAMPS, openDawn } from '../src/headless/adapter.ts';

/**
 * Makes `navigator.gpu` Dawn's, on the driver that the environment names.
 * @param flags Dawn's own, beside exact timestamps
 */
export function provideWebGpu(flags: readonly string[] = []): void {
  const gpu = openDawn([EXACT_TIMESTAMPS, ...flags]);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
}
