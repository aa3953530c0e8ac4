/** Curves of several runs on one x, as one plot needs them. Pure. */

/** A curve with columns on its x, ascending. */
export interface Columns {
  readonly x: readonly number[];
  readonly ys: readonly (readonly (number | null)[])[];
}

/** Every x that any has, ascending, then the columns of each in order; null where it has no such x. */
export function align(curves: readonly Columns[]): [number[], ...(number | null)[][]] {
  const [only] = curves;
  if (curves.length === 1) return [[...only.x], ...only.ys.map((y) => [...y])];
  const x = [...new Set(curves.flatMap((curve) => curve.x))].sort((one, other) => one - other);
  const place = new Map(x.map((value, at) => [value, at]));
  const columns = curves.flatMap((curve) =>
    curve.ys.map((y) => {
      const column: (number | null)[] = x.map(() => null);
      for (const [at, value] of curve.x.entries()) column[place.get(value) ?? 0] = y[at];
      return column;
    }),
  );
  return [x, ...columns];
}
