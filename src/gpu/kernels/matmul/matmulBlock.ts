/**
 * Writes out the straight text of matmulBlock.wgsl for a block of any size: registers need names, and constants that
 * size workgroup memory are part of the text, since some drivers make arrays of an override's size empty. Knows only text.
 */

export interface Block {
  /** Outputs of a workgroup. */
  readonly rows: number;
  readonly columns: number;
  /** Outputs of an invocation; multiples of 4. */
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Terms of K staged at a time; a power of two from 8 on. */
  readonly depth: number;
  /** Parts that the staged terms are shared out in among invocations: 1 for kAscending, or a power of two. */
  readonly slices: number;
}

/** Bytes of workgroup memory that every WebGPU device has. */
const WORKGROUP_BYTES = 16_384;

/** Invocations of a workgroup. */
export function invocationsOf({ rows, columns, tileRows, tileColumns, slices }: Block): number {
  return (rows / tileRows) * (columns / tileColumns) * slices;
}

/**
 * @throws RangeError when a block does not divide evenly among its invocations, or needs more workgroup memory than
 *   every device has.
 */
function requireWhole(block: Block): void {
  const { rows, columns, tileRows, tileColumns, depth, slices } = block;
  const invocations = invocationsOf(block);
  const staged = [(rows * depth) / 4, (columns * depth) / 4];
  const whole = [rows / tileRows, columns / tileColumns, tileRows / 4, tileColumns / 4, depth / slices / 4];
  // A half of the slices leaves its sums where a was staged.
  const room = staged[0] * 4 >= (rows * columns * slices) / 2 || slices === 1;
  const fits = (staged[0] + staged[1]) * 16 <= WORKGROUP_BYTES && invocations <= 256;
  if (
    !room ||
    !fits ||
    ![...whole, ...staged.map((vectors) => vectors / invocations)].every(Number.isInteger)
  )
    throw new RangeError(`No matmul block can be ${JSON.stringify(block)}.`);
}

/** Integers from 0 up to `count`. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

const LETTERS = ['x', 'y', 'z', 'w'] as const;

/** How operands lie: along K, or across it. */
export interface Lies {
  readonly transA: boolean;
  readonly transB: boolean;
}

/** What an invocation loads of an operand at a time, and where it stages it. */
function loadsOf(block: Block, operand: 'A' | 'B', crossing: boolean) {
  const lines = operand === 'A' ? block.rows : block.columns;
  const [from, invocations] = [operand === 'A' ? 'top' : 'left', invocationsOf(block)];
  const name = (q: number, r: number) => `next${operand}${q}_${r}`;
  const vectors = (lines * block.depth) / 4;
  // Along K an invocation takes four lines by four terms, if there are so many for it.
  const each = crossing ? 1 : 4;
  const count = vectors / each;
  const rounds = upTo(Math.ceil(count / invocations));
  const place = (q: number) => `local + ${q * invocations}u`;
  const guarded = (q: number, lines: readonly string[]) =>
    (q + 1) * invocations <= count ? lines : [`if (${place(q)} < ${count}u) {`, ...lines, '}'];
  const across = `ACROSS_${operand}`;
  return {
    names: rounds.flatMap((q) => upTo(each).map((r) => name(q, r))),
    load: (k: string) =>
      rounds.flatMap((q) =>
        guarded(
          q,
          crossing
            ? [`${name(q, 0)} = crossing${operand}(${place(q)}, ${from}, ${k}, end);`]
            : upTo(4).map((r) => `${name(q, r)} = along${operand}(${place(q)}, ${r}u, ${from}, ${k}, end);`),
        ),
      ),
    stage: rounds.flatMap((q) => {
      const i = `(${place(q)})`;
      if (crossing) {
        return guarded(q, [
          `stage${operand}[place${operand}(${i} / ${across}, ${i} % ${across})] = ${name(q, 0)};`,
        ]);
      }
      const turned = LETTERS.map((letter, term) => {
        const values = upTo(4).map((r) => `${name(q, r)}.${letter}`);
        const at = `place${operand}(${i} % ALONG * 4u + ${term}u, ${i} / ALONG)`;
        return `stage${operand}[${at}] = vec4f(${values.join(', ')});`;
      });
      return guarded(q, turned);
    }),
  };
}

/** What each marked line of the frame becomes. */
function filling(
  block: Block,
  scaled: boolean,
  { transA, transB }: Lies,
  pairs: boolean,
): Record<string, string[]> {
  const { rows, columns, tileRows, tileColumns, slices } = block;
  const [rowBlocks, columnBlocks] = [upTo(tileRows / 4), upTo(tileColumns / 4)];
  const across = columns / tileColumns;
  const all = rowBlocks.flatMap((i) => columnBlocks.flatMap((j) => upTo(4).map((r) => ({ i, j, r }))));
  const sum = ({ i, j, r }: { i: number; j: number; r: number }) => `c${i}_${j}_${r}`;
  const loads = [loadsOf(block, 'A', transA), loadsOf(block, 'B', !transB)];
  return {
    places: [
      ...rowBlocks.map((i) => `let row${i} = tile / ${across}u * 4u + ${(i * rows * 4) / tileRows}u;`),
      ...columnBlocks.map(
        (j) => `let column${j} = tile % ${across}u * 4u + ${(j * columns * 4) / tileColumns}u;`,
      ),
    ],
    sums: [
      ...all.map((one) => `var ${sum(one)} = vec4f();`),
      ...loads.flatMap(({ names }) => names.map((name) => `var ${name}: vec4f;`)),
    ],
    load: loads.flatMap(({ load }) => load('begin')),
    stage: loads.flatMap(({ stage }) => stage),
    next: loads.flatMap(({ load }) => load('next')),
    // One term after the other, so that a sum does not wait for itself.
    multiply: upTo(4).flatMap((t) => [
      ...rowBlocks.map((i) => `let x${i}_${t} = stageA[placeA(deep + ${t}u, row${i} >> 2u)];`),
      ...columnBlocks.map((j) => `let y${j}_${t} = stageB[placeB(deep + ${t}u, column${j} >> 2u)];`),
      ...all.map((one) => {
        const factors = `vec4f(x${one.i}_${t}.${LETTERS[one.r]}), y${one.j}_${t}`;
        return `${sum(one)} = fma(${factors}, ${sum(one)});`;
      }),
    ]),
    tree: treeOf(slices, all.map(sum)),
    store: [
      ...columnBlocks.map((j) => `let added${j} = columnBias(columnOf(left, column${j}));`),
      ...all
        .filter(({ j }) => !pairs || j === 0)
        .map(({ i, j, r }) => {
          const value = (of: number) =>
            `${scaled ? 'shape.scale * ' : ''}${sum({ i, j: of, r })} + added${of}`;
          const row = `top + row${i} + ${r}u`;
          return pairs
            ? `storePair(${row}, left / 2u + column0, ${value(0)}, ${value(1)});`
            : `store(${row}, left + column${j}, group.z, ${value(j)});`;
        }),
    ],
  };
}

/** Halves the slices until one is left: the upper half hands its sums to the lower. */
function treeOf(slices: number, sums: readonly string[]): string[] {
  const text: string[] = [];
  for (let half = slices / 2; half >= 1; half /= 2) {
    const at = (s: number, from: string) => `stageA[(${s}u * ${half}u + ${from}) * TILES + tile]`;
    text.push(
      'workgroupBarrier();',
      `if (slice >= ${half}u && slice < ${2 * half}u) {`,
      ...sums.map((name, s) => `${at(s, `slice - ${half}u`)} = ${name};`),
      '}',
      'workgroupBarrier();',
      `if (slice < ${half}u) {`,
      ...sums.map((name, s) => `${name} += ${at(s, 'slice')};`),
      '}',
    );
  }
  return text;
}

/**
 * The frame with its marked lines filled in for `block`.
 * @param pairs whether what is stored is made of pairs of columns, which an invocation must then own both of: two blocks
 *   of four columns each
 * @throws RangeError when the block does not divide evenly, or a marker is missing from the frame.
 */
export function blockText(frame: string, block: Block, scaled: boolean, lies: Lies, pairs = false): string {
  requireWhole(block);
  const { rows, columns, tileRows, tileColumns, depth, slices } = block;
  if (pairs && tileColumns !== 8) throw new RangeError(`No pairs in tiles of ${tileColumns} columns.`);
  const constants = {
    ROWS: rows,
    COLUMNS: columns,
    TILE_ROWS: tileRows,
    TILE_COLUMNS: tileColumns,
    DEPTH: depth,
    SLICES: slices,
    INVOCATIONS: invocationsOf(block),
  };
  let code = `${Object.entries(constants)
    .map(([name, value]) => `const ${name} = ${value}u;`)
    .join('\n')}\n${frame}`;
  for (const [marker, lines] of Object.entries(filling(block, scaled, lies, pairs))) {
    const line = new RegExp(`^ *//@ ${marker}:.*$`, 'm');
    if (!line.test(code)) throw new RangeError(`The matmul frame has no line marked ${marker}.`);
    code = code.replace(line, lines.join('\n'));
  }
  return code;
}
