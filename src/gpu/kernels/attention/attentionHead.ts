/**
 * Writes the head dimension into an attention kernel's text: vec4 pieces where it is a multiple of 4,
 * scalars otherwise, and every loop over pieces unrolled. Function-local arrays, the alternative, cannot have
 * an `override` size and are memory rather than registers on some adapters, where they cost four times as much.
 */
import scalarCode from '../../shaders/attention/attentionScalar.wgsl?raw';
import vec4Code from '../../shaders/attention/attentionVec4.wgsl?raw';
import type { BindingKind, Kernel } from '../../pipelines.ts';

/**
 * The kernel `body` specialised to heads of `headDim`; its text sees V, N (pieces of a head), M (rows of a
 * block) and inner(). Lines with `$` are repeated for each piece, lines with `#` for each row of a block.
 */
export function headKernel(
  name: string,
  body: string,
  headDim: number,
  bindings: readonly BindingKind[],
  block = 1,
): Kernel {
  const lanes = headLanes(headDim);
  const pieces = headDim / lanes;
  const prelude = `${lanes === 4 ? vec4Code : scalarCode}const N = ${pieces}u;\nconst M = ${block}u;\n`;
  const code = prelude + repeatLines(repeatLines(body, '#', block), '$', pieces);
  return { name: `${name}/${headDim}x${block}`, code, bindings };
}

/** Elements one V holds. */
export function headLanes(headDim: number): number {
  return headDim % 4 === 0 ? 4 : 1;
}

/** Repeats each line of code that holds `mark`, with 0, 1, ... in its place; comments stay as they are. */
function repeatLines(text: string, mark: string, count: number): string {
  const repeat = (line: string) =>
    line.includes(mark) && !line.startsWith('//')
      ? Array.from({ length: count }, (_, index) => line.replaceAll(mark, String(index))).join('\n')
      : line;
  return text.split('\n').map(repeat).join('\n');
}
