/** Constant fill. Knows one tensor and a number. */
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import code from '../../shaders/elementwise/fill.wgsl?raw';
import { requireElements } from '../elements.ts';
import { rowWindows, slice } from '../windows.ts';

const FILL = { name: 'fill', code, bindings: ['readWrite', 'uniform'] } as const;

export interface FillOptions {
  readonly out: Tensor;
  readonly value: number;
  readonly count: number;
}

/**
 * Sets the first `count` numbers of `out` to `value`, which is fixed when the step is recorded.
 * @throws RangeError when `out` is shorter or not f32.
 */
export function fill(rec: Recorder, { out, value, count }: FillOptions): void {
  requireElements('fill', out, count);
  if (out.type !== 'f32') throw new RangeError(`fill: ${out.label} is ${out.type}, not f32.`);
  for (const window of rowWindows(rec.gpu, count, 1)) {
    rec.dispatch(FILL, {
      constants: { VALUE: value },
      bindings: [slice(out, window.first, window.count), sizesBlock(rec.gpu, { count: window.count })],
      grid: linearGrid(window.count, 64),
    });
  }
}
