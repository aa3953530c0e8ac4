/**
 * Writes out the sums of matmulNormRows.wgsl, which need a register each: an invocation takes some of the 64 strided sums of
 * rowTree64 and adds them in that tree's own branches. Knows only text.
 */
import layerCode from '../../shaders/matmul/matmulLayerNorm.wgsl?raw';
import rootCode from '../../shaders/matmul/matmulRootNorm.wgsl?raw';
import rowsCode from '../../shaders/matmul/matmulNormRows.wgsl?raw';
import { invocationsOf, type Block } from './matmulBlock.ts';

/** Layer normalisation, or by the root mean square. */
export type RowNorm = 'layer' | 'root';

/** Strided sums of a row: LANES of rowTree.wgsl. */
const STRIDED = 64;

/** Integers from 0 up to `count`. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The upper half of the sums is added to the lower until one is left. */
function tree(sums: readonly string[]): string {
  const half = sums.length / 2;
  return half < 1 ? sums[0] : tree(upTo(half).map((i) => `(${sums[i]} + ${sums[i + half]})`));
}

/**
 * A function that adds `term` of what an invocation takes of a row.
 * @param found what is taken of a vector of the row; nothing of one past the end, whatever lies there
 */
function rowFunction(head: string, ofRow: number, found: (x: string) => string, term: (x: string) => string) {
  const all = upTo(STRIDED / ofRow);
  return [
    `fn ${head} -> f32 {`,
    ...all.map((j) => `var s${j} = vec4f();`),
    `for (var i = local % OF_ROW; i < COLS; i += ${STRIDED}u) {`,
    ...all.flatMap((j) => [
      `let x${j} = select(vec4f(), ${found(`a[start + i + ${j * ofRow}u]`)}, i + ${j * ofRow}u < COLS);`,
      `s${j} += ${term(`x${j}`)};`,
    ]),
    '}',
    `return ${tree(all.map((j) => `total(s${j})`))};`,
    '}',
  ];
}

/**
 * The text that normalises the rows of `block`.
 * @throws RangeError when its invocations cannot share out the sums evenly
 */
export function normText(block: Block, norm: RowNorm): string {
  const ofRow = invocationsOf(block) / block.rows;
  if (!Number.isInteger(Math.log2(ofRow)) || ofRow > STRIDED) {
    throw new RangeError(`${ofRow} invocations of a row cannot share out ${STRIDED} sums.`);
  }
  const same = (x: string) => x;
  const square = (x: string) => `${x} * ${x}`;
  const sums =
    norm === 'layer'
      ? [
          ...rowFunction('rowSum(local: u32, start: u32)', ofRow, same, same),
          ...rowFunction(
            'rowSquares(local: u32, start: u32, mean: f32)',
            ofRow,
            (x) => `${x} - mean`,
            square,
          ),
        ]
      : rowFunction('rowSquares(local: u32, start: u32)', ofRow, same, square);
  return [rowsCode, norm === 'layer' ? layerCode : rootCode, ...sums].join('\n');
}
