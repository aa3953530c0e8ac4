/**
 * Writes out the straight text of matmulPanel.wgsl: what is indexed must be indexed by numbers that the text says.
 * Also says which products it is for, and how many rows a workgroup takes. Knows only text and sizes.
 */

export interface Panel {
  readonly transA: boolean;
  readonly transB: boolean;
  /** The sums are multiplied with a factor before anything is done with them. */
  readonly scaled: boolean;
  /** Where sums wait between two panels, by the name of its binding; null when K fits one panel. */
  readonly waiting: 'out' | 'preActivation' | null;
  /** What is written of a whole sum is what the epilogue's `finished` makes of it; one that waits is written as it is. */
  readonly finished?: boolean;
}

/** Terms of K in a panel. */
export const PANEL_DEPTH = 64;
/** Columns of a lane. */
const COLUMNS = 16;
/** Columns of a workgroup. */
export const PANEL_COLUMNS = 4 * COLUMNS;
/** Columns whose sums are in registers at a time: sixteen registers hold these, four factors and what is multiplied. */
const TOGETHER = 8;

/** Below these a panel is not worth filling. */
const FEWEST_ROWS = 64;
const FEWEST_COLUMNS = 32;
/** A panel is multiplied to its full depth: at most this many times the terms there are. */
const WASTE = 1.3;
/** A panel costs as much to fill as to multiply with about 35 rows. */
const ROWS = [256, 128, 64];
/** What keeps the cores of a large machine busy. */
const ENOUGH_GROUPS = 8;

/** Whether a panel is faster than a tile for m rows, n columns and sums over `terms`. */
export function suitsPanel(m: number, n: number, terms: number): boolean {
  const multiplied = Math.ceil(terms / PANEL_DEPTH) * PANEL_DEPTH;
  return m >= FEWEST_ROWS && n >= FEWEST_COLUMNS && multiplied <= WASTE * terms;
}

/** Rows that one workgroup multiplies with its panels, when there are `slices` of K. */
export function rowsOfPanel(m: number, n: number, slices: number): number {
  const across = Math.ceil(n / PANEL_COLUMNS) * slices;
  const enough = (rows: number) => Math.ceil(m / rows) * across >= ENOUGH_GROUPS;
  return ROWS.find(enough) ?? ROWS[ROWS.length - 1];
}

/** Integers from 0 up to `count`. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

const LETTERS = ['x', 'y', 'z', 'w'] as const;

/** Four columns at a time, of which the v-th are at `column + 4v`: to one term of K after another, or of lines along K to four. */
function fill({ transB }: Panel): string[] {
  const place = (t: string) => `panel[((v >> 1u) * DEPTH + ${t}) * 2u + (v & 1u)]`;
  const each = (step: number, text: string[]) => [
    `for (var v = 0u; v < COLUMNS / 4u; v++) {`,
    `for (var t = 0u; t < DEPTH; t += ${step}u) {`,
    ...text,
    `}`,
    `}`,
  ];
  if (!transB) {
    const line = `min(k + t, end - 1u) * ldb`;
    return each(1, [`${place('t')} = fourOfB((${line} + column + 4u * v) >> 2u);`]);
  }
  const line = (i: number) => `fourOfB(((column + 4u * v + ${i}u) * ldb + min(k + t, end - 4u)) >> 2u)`;
  return each(4, [
    `let block = transpose(mat4x4f(${upTo(4).map(line).join(', ')}));`,
    ...upTo(4).map((i) => `${place(`t + ${i}u`)} = block[${i}];`),
  ]);
}

/** x<t>: terms t to t + 3 of the row of op(a), in every lane; each lane loads the four of its number of sixteen. */
function factors({ transA }: Panel): string[] {
  return upTo(PANEL_DEPTH / 16).flatMap((s) => {
    const crossing = (i: number) =>
      `select(0.0, a[aStart + (k${s} + ${i}u) * lda + row], k${s} + ${i}u < end)`;
    const own = transA
      ? `vec4f(${upTo(4).map(crossing).join(', ')})`
      : `select(vec4f(), a[(aStart + row * lda + k${s}) >> 2u], k${s} < end)`;
    return [
      `let k${s} = k + ${16 * s}u + 4u * lane;`,
      `let own${s} = ${own};`,
      ...upTo(4).map((l) => `let x${16 * s + 4 * l} = quadBroadcast(own${s}, ${l}u);`),
    ];
  });
}

/** The sums of a column: `sum` is its name, and behind each four terms it is another's. */
function column(c: number, start: string | null): { text: string[]; sum: string }[] {
  const [block, within] = [Math.floor(c / TOGETHER), c % TOGETHER];
  const vector = (t: number) => ((block * PANEL_DEPTH + t) * TOGETHER + within) >> 2;
  const at = (t: number) => `panel[${vector(t)}].${LETTERS[c & 3]}`;
  let before = start;
  return upTo(PANEL_DEPTH / 4).map((f) => {
    const t = 4 * f;
    const [name, sum] = [`${c}_${t}`, `s${c}_${t}`];
    const y = (i: number) => `y${name}_${i}`;
    const term = (i: number) => `${y(i)} * x${t}.${LETTERS[i]}`;
    // Two numbers are loaded before one is used: used at once, a load costs a copy of the other factor.
    const text = [
      `let ${y(0)} = ${at(t)};`,
      `let ${y(1)} = ${at(t + 1)};`,
      `let p${name} = ${term(0)} + ${term(1)};`,
      `let ${y(2)} = ${at(t + 2)};`,
      `let ${y(3)} = ${at(t + 3)};`,
      `let ${sum} = ${before === null ? '' : `${before} + `}((p${name} + ${term(2)}) + ${term(3)});`,
    ];
    before = sum;
    return { text, sum };
  });
}

/** Eight columns after each other; of these, four terms of each column in turn, so that sums do not wait for each other. */
function columns({ scaled, waiting, finished }: Panel): string[] {
  return upTo(COLUMNS / TOGETHER).flatMap((block) => {
    const vectors = upTo(TOGETHER / 4).map((v) => (block * TOGETHER) / 4 + v);
    const waited = (v: number) => `let o${v} = select(vec4f(), ${waiting}[line + ${v}u], k > begin);`;
    const all = upTo(TOGETHER).map((i) => {
      const c = block * TOGETHER + i;
      return column(c, waiting && `o${c >> 2}.${LETTERS[c & 3]}`);
    });
    const turns = upTo(PANEL_DEPTH / 4).flatMap((f) => all.flatMap((sums) => sums[f].text));
    const sum = (c: number) => all[c % TOGETHER][PANEL_DEPTH / 4 - 1].sum;
    const factor = scaled ? 'factor * ' : '';
    const stores = vectors.map((v) => {
      const sums = upTo(4).map((i) => sum(4 * v + i));
      const at = `line + ${v}u`;
      const write =
        waiting && finished
          ? `out[${at}] = select(w${v}, finished(${at}, w${v}), whole);`
          : `finish(${at}, w${v});`;
      return [
        `let w${v} = ${factor}vec4f(${sums.join(', ')}) + added${v};`,
        `if (column + ${4 * v}u < n) { ${write} }`,
      ].join('\n');
    });
    return [...(waiting ? vectors.map(waited) : []), ...turns, ...stores];
  });
}

/**
 * The frame with its marked lines filled in for `panel`.
 * @throws RangeError when a marker is missing from the frame.
 */
export function panelText(frame: string, panel: Panel): string {
  const text: Record<string, string[]> = {
    fill: fill(panel),
    bias: [
      ...(panel.scaled ? ['let factor = select(1.0, shape.scale, whole);'] : []),
      ...upTo(COLUMNS / 4).map(
        (v) => `let added${v} = select(vec4f(), columnBias(column + ${4 * v}u), whole);`,
      ),
    ],
    row: [...factors(panel), ...columns(panel)],
  };
  let code = `const COLUMNS = ${COLUMNS}u;\nconst DEPTH = ${PANEL_DEPTH}u;\n${frame}`;
  for (const [marker, filling] of Object.entries(text)) {
    const line = new RegExp(`^ *//@ ${marker}:.*$`, 'm');
    if (!line.test(code)) throw new RangeError(`The matmul frame has no line marked ${marker}.`);
    code = code.replace(line, filling.join('\n'));
  }
  return code;
}
