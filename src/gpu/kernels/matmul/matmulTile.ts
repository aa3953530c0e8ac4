/**
 * Writes out the register tiles of matmulRegister.wgsl: WGSL has no macros, and an array of accumulators would live in
 * memory, so every 4x4 block of sums is a matrix with a name. Knows only text.
 */

export interface RegisterTile {
  /** Outputs of one invocation; of the four lanes of a quad together, rows. Multiples of 4. */
  readonly rows: number;
  readonly columns: number;
  readonly transA: boolean;
  readonly transB: boolean;
  /** The four lanes of a quad own the same rows and load a quarter of them each, so a must be bound as f32 with transA. */
  readonly quad?: boolean;
  /** Loads go through loadA and loadB, for operands that are not whole vectors. */
  readonly anySize?: boolean;
  /** b holds halves, four of them in a vec2u. */
  readonly halves?: boolean;
  /** The sums are multiplied with a factor before anything is done with them. */
  readonly scaled?: boolean;
}

/** Integers from 0 up to `count`. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Four columns of a matrix made by `column`. */
function matrix(column: (i: number) => string): string {
  return `mat4x4f(${upTo(4).map(column).join(', ')})`;
}

/** From `at` on in the line that begins at `start`: four numbers along the line. */
function load(operand: 'A' | 'B', tile: RegisterTile, start: string, at: string): string {
  // Written in place, not called: software adapters keep what an inlined function returns in memory.
  return tile.anySize
    ? `load${operand}(${start}, ${at})`
    : `${operand.toLowerCase()}[(${start} + ${at}) >> 2u]`;
}

/** Where the lines along K begin that an invocation reads. */
function lines({ rows, columns, transA, transB, quad, anySize }: RegisterTile): string[] {
  // The last row stands in for rows past the end; the store drops their sums.
  // loadA knows itself where a begins.
  const begin = anySize ? '' : 'shape.aStart + ';
  const line = (name: string, row: string) => `let ${name} = ${begin}min(${row}, shape.m - 1u) * lda;`;
  const ofA = quad
    ? upTo(rows / 4).map((g) => line(`a${g}`, `row + ${4 * g}u + lane`))
    : upTo(rows).map((r) => line(`a${r}`, `row + ${r}u`));
  const ofB = upTo(columns).map((c) => `let b${c} = (column + ${c}u) * ldb;`);
  return [...(transA ? [`let crossing = ${begin}row;`] : ofA), ...(transB ? ofB : [])];
}

/** X<g>: four terms of K of rows 4g to 4g + 3 of op(a), a column for each row. */
function rowsOfA(tile: RegisterTile): string[] {
  const { rows, transA, quad } = tile;
  // Lines that cross K end with it: their terms past the end must be zero, whatever lies there.
  const term = (q: number, zero: string, value: string) => `select(${zero}, ${value}, k + ${q}u < end)`;
  return upTo(rows / 4).flatMap((g) => {
    const at = `crossing + ${4 * g}u`;
    if (quad) {
      const crossing = upTo(4).map((q) => term(q, '0.0', `a[(k + ${q}u) * lda + ${at} + lane]`));
      const own = transA ? `vec4f(${crossing.join(', ')})` : load('A', tile, `a${g}`, 'k');
      return [
        `let x${g} = ${own};`,
        `let X${g} = mat4x4f(x${g}, quadSwapX(x${g}), quadSwapY(x${g}), quadSwapDiagonal(x${g}));`,
      ];
    }
    const crossing = (q: number) => term(q, 'vec4f()', load('A', tile, `(k + ${q}u) * lda`, at));
    const along = (i: number) => load('A', tile, `a${4 * g + i}`, 'k');
    return [`let X${g} = ${transA ? `transpose(${matrix(crossing)})` : matrix(along)};`];
  });
}

/** Y<h>: columns 4h to 4h + 3 of op(b), a column of the matrix for each of four terms of K. */
function columnsOfB(tile: RegisterTile): string[] {
  const { columns, transA, transB } = tile;
  // Zero times the last line is zero; what lies behind it might be NaN.
  const line = (q: number) => (transA ? `min(k + ${q}u, end - 1u)` : `(k + ${q}u)`);
  return upTo(columns / 4).flatMap((h) => {
    const crossing = (q: number) => load('B', tile, `${line(q)} * ldb`, `column + ${4 * h}u`);
    const along = (i: number) => load('B', tile, `b${4 * h + i}`, 'k');
    const loaded = transB ? along : crossing;
    const unpacked = (i: number) => `vec4f(unpack2x16float(y${h}_${i}.x), unpack2x16float(y${h}_${i}.y))`;
    const inWords = tile.halves && !tile.anySize;
    const words = inWords ? upTo(4).map((i) => `let y${h}_${i} = ${loaded(i)};`) : [];
    const block = matrix(inWords ? unpacked : loaded);
    return [...words, `let Y${h} = ${transB ? `transpose(${block})` : block};`];
  });
}

/**
 * The frame with its marked lines filled in for `tile`. Every sum adds its terms four at a time with K ascending, in
 * the same order whatever the tile: tiles of all sizes, and quads, agree bit for bit where the device multiplies and
 * adds as written.
 * @throws RangeError when a marker is missing from the frame.
 */
export function registerTile(frame: string, tile: RegisterTile): string {
  const { rows, columns, scaled } = tile;
  const factor = scaled ? 'shape.scale * ' : '';
  const sums = upTo(rows / 4).flatMap((g) => upTo(columns / 4).map((h) => ({ g, h, name: `C${g}_${h}` })));
  const text: Record<string, string[]> = {
    lines: lines(tile),
    sums: sums.map(({ name }) => `var ${name} = mat4x4f();`),
    block: [
      ...rowsOfA(tile),
      ...columnsOfB(tile),
      ...sums.map(({ g, h, name }) => `${name} += Y${h} * X${g};`),
    ],
    // Column by column of the tile: what an epilogue reads for a column, it reads for all rows in turn.
    spill: upTo(columns / 4).flatMap((h) =>
      upTo(rows).map((r) => `tile[${h * rows + r}] = ${factor}C${r >> 2}_${h}[${r % 4}];`),
    ),
  };
  let code = `const TILE_ROWS = ${rows}u;\nconst TILE_COLUMNS = ${columns}u;\n${frame}`;
  for (const [marker, filling] of Object.entries(text)) {
    const line = new RegExp(`^ *//@ ${marker}:.*$`, 'm');
    if (!line.test(code)) throw new RangeError(`The matmul frame has no line marked ${marker}.`);
    code = code.replace(line, filling.join('\n'));
  }
  return code;
}
