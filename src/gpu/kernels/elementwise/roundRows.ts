/**
 * A matrix rounded to fewer bits, as halves: to F16 itself, or to symmetric integers of a step a row, whose products with the
 * step are kept as halves. Arithmetic with what comes out is f32. Knows numbers; knows no model.
 */
import floats from '../../shaders/embedding/tableFloats.wgsl?raw';
import halves from '../../shaders/embedding/tableHalvesScalar.wgsl?raw';
import code from '../../shaders/elementwise/roundRows.wgsl?raw';
import { linearGrid, type Recorder } from '../../plan.ts';
import type { Tensor } from '../../tensor.ts';
import { sizesBlock } from '../../uniforms.ts';
import { cut, mostRows, slice } from '../windows.ts';

export interface RoundRows {
  /** [rows, width], f32 or f16. */
  readonly x: Tensor;
  /** The same, f16, written. */
  readonly out: Tensor;
  readonly rows: number;
  readonly width: number;
  /** Steps to either side of 0 that a row has, 127 for 8 bits; 0 rounds to F16 alone. */
  readonly levels: number;
}

const BINDINGS = ['readWrite', 'readWrite', 'read', 'uniform'] as const;
const KERNELS = {
  f32: build('roundRows', floats),
  f16: build('roundRows/halves', halves),
};

function build(name: string, table: string) {
  const text = { code: `${code}\n${table}`, bindings: BINDINGS };
  return {
    steps: { ...text, name: `${name}.steps`, entryPoint: 'steps' },
    main: { ...text, name, entryPoint: 'main' },
  } as const;
}

/** out := x in fewer bits; what a half cannot hold becomes its largest. */
export function roundRows(rec: Recorder, { x, out, rows, width, levels }: RoundRows): void {
  const { steps, main } = KERNELS[x.type === 'f16' ? 'f16' : 'f32'];
  // Windows that begin where halves may, and fit in f32.
  const most = mostRows(rec.gpu, rows, 2 * width, 'f16');
  for (const { first, count } of cut(rows, most)) {
    const rowSteps = rec.scratch('rowSteps', [count]);
    const part = (of: Tensor) => slice(of, first * width, count * width);
    const dispatch = {
      constants: { LEVELS: levels },
      bindings: [part(out), rowSteps, part(x), sizesBlock(rec.gpu, { rows: count, width })],
    };
    if (levels > 0) rec.dispatch(steps, { ...dispatch, grid: linearGrid(count, 64) });
    rec.dispatch(main, { ...dispatch, grid: linearGrid(Math.ceil((count * width) / 2), 64) });
    rec.release(rowSteps);
  }
}
