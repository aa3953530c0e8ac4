/**
 * Writes out the register tile of matmulRegister.wgsl: WGSL has no macros, and an array of accumulators
 * would live in memory, so every accumulator is a variable with a name. Knows only text.
 */

const COMPONENTS = ['x', 'y', 'z', 'w'] as const;

export interface RegisterTile {
  /** Outputs of one invocation; multiples of 4. */
  readonly rows: number;
  readonly columns: number;
  readonly transA: boolean;
  readonly transB: boolean;
}

/** Integers from 0 up to `count`. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** `name0 ... name3` read across K for the four outputs from `first` on, as one vector per output. */
function turned(name: string, first: number, lines: readonly string[]): string[] {
  return upTo(4).map((i) => {
    const parts = lines.map((line) => `${line}.${COMPONENTS[i]}`);
    return `let ${name}${first + i} = vec4f(${parts.join(', ')});`;
  });
}

/**
 * Four terms of K of either operand. After them, x<r> holds row r of op(a) along K, and y<c>_<q> holds term q
 * of op(b) for the columns 4c to 4c + 3. An operand that lies the other way is turned in registers.
 */
function loads({ rows, columns, transA, transB }: RegisterTile): string[] {
  const quad = upTo(4);
  const a = transA
    ? upTo(rows / 4).flatMap((g) => [
        ...quad.map((q) => `let p${g}_${q} = loadA((k + ${q}u) * shape.lda, row + ${4 * g}u);`),
        ...turned(
          'x',
          4 * g,
          quad.map((q) => `p${g}_${q}`),
        ),
      ])
    : upTo(rows).map((r) => `let x${r} = loadA(a${r}, k);`);
  const b = upTo(columns / 4).flatMap((c) =>
    transB
      ? [
          ...quad.map((i) => `let s${c}_${i} = loadB(b${4 * c + i}, k);`),
          ...turned(
            `y${c}_`,
            0,
            quad.map((i) => `s${c}_${i}`),
          ),
        ]
      : quad.map((q) => `let y${c}_${q} = loadB((k + ${q}u) * shape.ldb, column + ${4 * c}u);`),
  );
  return [...a, ...b];
}

/**
 * The frame with its marked lines filled in for `tile`. Every accumulator adds its terms one by one with K
 * ascending, whatever the tile.
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
      ...loads(tile),
      ...sums.flatMap(({ r, c, name }) =>
        upTo(4).map((q) => `${name} += x${r}.${COMPONENTS[q]} * y${c}_${q};`),
      ),
    ],
    single: [
      ...upTo(rows / 4).map((g) => `let x${g} = loadA(k * shape.lda, row + ${4 * g}u);`),
      ...upTo(columns / 4).map((c) => `let y${c} = loadB(k * shape.ldb, column + ${4 * c}u);`),
      ...sums.map(({ r, c, name }) => `${name} += x${r >> 2}.${COMPONENTS[r % 4]} * y${c};`),
    ],
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
