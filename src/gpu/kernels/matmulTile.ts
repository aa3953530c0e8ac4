/**
 * Writes out the register tiles of matmulRegister.wgsl and matmulQuad.wgsl: WGSL has no macros, and an array of accumulators
 * would live in memory, so every accumulator is a variable with a name. Knows only text.
 */

const COMPONENTS = ['x', 'y', 'z', 'w'] as const;

export interface RegisterTile {
  /** Outputs of one invocation; multiples of 4. */
  readonly rows: number;
  readonly columns: number;
  readonly transA: boolean;
  readonly transB: boolean;
  /** Four lanes share their rows: see matmulQuad.wgsl. Loads along K then bring single numbers. */
  readonly quad?: boolean;
}

const SWAPS = ['', 'quadSwapX', 'quadSwapY', 'quadSwapDiagonal'] as const;

/** Integers from 0 up to `count`. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Which term of the block at k an invocation meets as its q-th. */
function term(q: number, quad: boolean): string {
  return quad ? `(lane ^ ${q}u)` : `${q}u`;
}

/** Loads four terms of op(a): p<g>_<q> holds term q of rows 4g to 4g + 3 with transA, else see `factor`. */
function loadsOfA({ rows, transA, quad = false }: RegisterTile): string[] {
  const swapped = (name: string, load: string) => [
    `let ${name}_0 = ${load};`,
    ...[1, 2, 3].map((q) => `let ${name}_${q} = ${SWAPS[q]}(${name}_0);`),
  ];
  if (transA) {
    const load = (g: number, q: string) => `loadA((k + ${q}) * shape.lda, row + ${4 * g}u)`;
    return upTo(rows / 4).flatMap((g) =>
      quad
        ? swapped(`p${g}`, load(g, 'lane'))
        : upTo(4).map((q) => `let p${g}_${q} = ${load(g, term(q, quad))};`),
    );
  }
  return upTo(rows).flatMap((r) =>
    quad ? swapped(`x${r}`, `loadA(a${r}, k + lane)`) : [`let x${r} = loadA(a${r}, k);`],
  );
}

/** Term q of row r of op(a), as loadsOfA left it. */
function factor({ transA, quad }: RegisterTile, r: number, q: number): string {
  if (transA) return `p${r >> 2}_${q}.${COMPONENTS[r % 4]}`;
  return quad ? `x${r}_${q}` : `x${r}.${COMPONENTS[q]}`;
}

/** Loads four terms of op(b): y<c>_<q> holds term q of columns 4c to 4c + 3. */
function loadsOfB({ columns, transB, quad = false }: RegisterTile): string[] {
  const lanes = upTo(4);
  return upTo(columns / 4).flatMap((c) => {
    if (!transB) {
      const at = `column + ${4 * c}u`;
      return lanes.map((q) => `let y${c}_${q} = loadB((k + ${term(q, quad)}) * shape.ldb, ${at});`);
    }
    // Lines of b run along K: a vector of columns is gathered, or turned out of vectors along K.
    const parts = (q: number) =>
      lanes.map((i) => (quad ? `loadB(b${4 * c + i}, k + ${term(q, quad)})` : `s${c}_${i}.${COMPONENTS[q]}`));
    return [
      ...(quad ? [] : lanes.map((i) => `let s${c}_${i} = loadB(b${4 * c + i}, k);`)),
      ...lanes.map((q) => `let y${c}_${q} = vec4f(${parts(q).join(', ')});`),
    ];
  });
}

/** One term of K for operands whose lines both cross it. */
function singleTerm(rows: number, columns: number): string[] {
  return [
    ...upTo(rows / 4).map((g) => `let x${g} = loadA(k * shape.lda, row + ${4 * g}u);`),
    ...upTo(columns / 4).map((c) => `let y${c} = loadB(k * shape.ldb, column + ${4 * c}u);`),
    ...upTo(rows).flatMap((r) =>
      upTo(columns / 4).map((c) => `c${r}_${c} += x${r >> 2}.${COMPONENTS[r % 4]} * y${c};`),
    ),
  ];
}

/**
 * The frame with its marked lines filled in for `tile`. Every accumulator adds its terms one by one with K
 * ascending, in blocks of four within a quad.
 * @throws RangeError when a marker is missing from the frame.
 */
export function registerTile(frame: string, tile: RegisterTile): string {
  const { rows, columns, transA, transB } = tile;
  const sums = upTo(rows).flatMap((r) => upTo(columns / 4).map((c) => ({ r, c, name: `c${r}_${c}` })));
  const text: Record<string, string[]> = {
    // The last row stands in for rows past the end; the store drops their sums.
    lines: [
      ...(transA ? [] : upTo(rows).map((r) => `let a${r} = min(row + ${r}u, shape.m - 1u) * shape.lda;`)),
      ...(transB ? upTo(columns).map((c) => `let b${c} = (column + ${c}u) * shape.ldb;`) : []),
    ],
    sums: sums.map(({ name }) => `var ${name} = vec4f();`),
    block: [
      ...loadsOfA(tile),
      ...loadsOfB(tile),
      ...sums.flatMap(({ r, c, name }) =>
        upTo(4).map((q) => `${name} += ${factor(tile, r, q)} * y${c}_${q};`),
      ),
    ],
    single: transA && !transB ? singleTerm(rows, columns) : [],
    spill: sums.map(({ name }, i) => `tile[${i}] = ${name};`),
  };
  let code = `const TILE_ROWS = ${rows}u;\nconst TILE_COLUMNS = ${columns}u;\n${frame}`;
  for (const [marker, lines] of Object.entries(text)) {
    const line = new RegExp(`^ *//@ ${marker}:.*$`, 'm');
    if (!line.test(code)) throw new RangeError(`The matmul frame has no line marked ${marker}.`);
    code = code.replace(line, lines.join('\n'));
  }
  return code;
}
