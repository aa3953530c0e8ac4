/**
 * The token table of the kernels that look rows up: as binding 2, in f32 or in half precision, and in windows where
 * it is larger than one binding. Knows how a table is stored; knows no kernel.
 */
import type { Gpu } from '../../device.ts';
import type { BindingKind } from '../../pipelines.ts';
import { elementCount, type Tensor } from '../../tensor.ts';
import floats from '../../shaders/embedding/tableFloats.wgsl?raw';
import halvesScalar from '../../shaders/embedding/tableHalvesScalar.wgsl?raw';
import halvesVec4 from '../../shaders/embedding/tableHalvesVec4.wgsl?raw';
import { elementKernel, type ElementKernel } from '../elements.ts';
import { rowWindows, slice, type RowWindow } from '../windows.ts';

/** The builds of a kernel for each way of storing the table that it reads through `tableAt`. */
export interface TableKernel {
  readonly floats: ElementKernel;
  readonly halves: ElementKernel;
}

/** The builds of a kernel whose binding 2 is a table that `code` leaves to be declared. */
export function tableKernel(name: string, bindings: readonly BindingKind[], code: string): TableKernel {
  const half = `${name}.halves`;
  return {
    floats: elementKernel(name, bindings, floats, code),
    halves: {
      vec4: elementKernel(half, bindings, halvesVec4, code).vec4,
      scalar: elementKernel(half, bindings, halvesScalar, code).scalar,
    },
  };
}

/** The builds for a table's element type. */
export function forTable(kernel: TableKernel, table: Tensor): ElementKernel {
  return table.type === 'f16' ? kernel.halves : kernel.floats;
}

/** The windows of a table with rows of `dim` numbers, each with its part of it. */
export function tableWindows(
  gpu: Gpu,
  table: Tensor,
  dim: number,
): readonly (RowWindow & { readonly part: Tensor })[] {
  const entries = Math.floor(elementCount(table.shape) / dim);
  return rowWindows(gpu, entries, dim, table.type).map(({ first, count }) => ({
    first,
    count,
    part: slice(table, first * dim, count * dim),
  }));
}
