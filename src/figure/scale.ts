/** Limits and ticks of an axis. Numbers only. */

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** An axis that spans these limits, with about `most` ticks at round numbers. */
export function scaleOf(low: number, high: number, most: number, whole = false): Scale {
  const span = high - low || 1;
  const raw = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= raw) ?? raw;
  const even = whole ? Math.max(1, Math.round(step)) : step;
  const first = Math.ceil(low / even - 1e-9);
  const count = Math.floor(high / even + 1e-9) - first + 1;
  const digits = Math.max(0, -Math.floor(Math.log10(even)) + 1);
  const ticks = Array.from({ length: Math.max(0, count) }, (_, at) =>
    Number(((first + at) * even).toFixed(digits)),
  );
  return { low, high: low === high ? low + 1 : high, ticks };
}

/** The limits of what is drawn, with a little air; a whole 0 stays where it is. */
export function limitsOf(values: readonly number[]): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const low = finite.reduce((least, value) => Math.min(least, value));
  const high = finite.reduce((most, value) => Math.max(most, value));
  const pad = Math.max((high - low) * 0.08, Math.abs(high) * 1e-3, 1e-6);
  return [low === 0 ? 0 : low - pad, high + pad];
}
