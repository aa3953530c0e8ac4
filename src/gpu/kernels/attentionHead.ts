/**
 * Puts the head dimension into an attention kernel's text: vec4 pieces where it is a multiple of 4,
 * scalars otherwise. A WGSL function-local array cannot have an `override` size, hence text.
 */
import scalarCode from '../shaders/attentionScalar.wgsl?raw';
import vec4Code from '../shaders/attentionVec4.wgsl?raw';
import type { BindingKind, Kernel } from '../pipelines.ts';

/** The kernel `body` specialised to heads of `headDim`; its text sees V, N and inner(). */
export function headKernel(
  name: string,
  body: string,
  headDim: number,
  bindings: readonly BindingKind[],
): Kernel {
  const vectors = headDim % 4 === 0;
  const prelude = `${vectors ? vec4Code : scalarCode}const N = ${vectors ? headDim / 4 : headDim}u;\n`;
  return { name: `${name}/${headDim}`, code: prelude + body, bindings };
}

/** Elements one V holds: how many invocations a copy of one head needs is headDim / this. */
export function headLanes(headDim: number): number {
  return headDim % 4 === 0 ? 4 : 1;
}
