/**
 * Writes out the register tile of matmulRegister.wgsl: WGSL has no macros, and an array of accumulators
 * would live in memory, so every accumulator is a variable with a name. Knows only text.
 */

const COMPONENTS = ['x', 'y', 'z', 'w'] as const;

/** Integers from 0 up to `count`. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/**
 * The frame with its marked lines replaced for a tile of `rows` x `columns`, both multiples of 4.
 * Every accumulator adds its terms one by one with K ascending, whatever the tile.
 * @throws RangeError when a marker is missing from the frame.
 */
export function registerTile(frame: string, rows: number, columns: number): string {
  const sums = upTo(rows).flatMap((r) => upTo(columns / 4).map((c) => ({ r, c, name: `c${r}_${c}` })));
  const add = (a: (r: number, q: number) => string, b: (c: number, q: number) => string, terms: number) =>
    sums.flatMap(({ r, c, name }) => upTo(terms).map((q) => `${name} += ${a(r, q)} * ${b(c, q)};`));
  const [blocksA, blocksB] = [upTo(rows / 4), upTo(columns / 4)];
  const lines: Record<string, string[]> = {
    sums: sums.map(({ name }) => `var ${name} = vec4f();`),
    block: [
      ...blocksA.map((i) => `let x${i} = blockA(row + ${i * 4}u, k);`),
      ...blocksB.map((i) => `let y${i} = blockB(k, column + ${i * 4}u);`),
      ...add(
        (r, q) => `x${r >> 2}[${r % 4}].${COMPONENTS[q]}`,
        (c, q) => `y${c}[${q}]`,
        4,
      ),
    ],
    single: [
      ...blocksA.map((i) => `let x${i} = loadA(k, row + ${i * 4}u);`),
      ...blocksB.map((i) => `let y${i} = loadB(k, column + ${i * 4}u);`),
      ...add(
        (r) => `x${r >> 2}.${COMPONENTS[r % 4]}`,
        (c) => `y${c}`,
        1,
      ),
    ],
    spill: sums.map(({ name }, i) => `tile[${i}] = ${name};`),
  };
  let code = `const TILE_ROWS = ${rows}u;\nconst TILE_COLUMNS = ${columns}u;\n${frame}`;
  for (const [marker, text] of Object.entries(lines)) {
    const line = new RegExp(`^ *//@ ${marker}:.*$`, 'm');
    if (!line.test(code)) throw new RangeError(`The matmul frame has no line marked ${marker}.`);
    code = code.replace(line, text.join('\n'));
  }
  return code;
}
