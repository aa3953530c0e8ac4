/**
 * How well a training would end by two of its hyperparameters, as a small map: a learning rate from small to large (across) and a
 * width from narrow to wide (down), both by their logarithms. Drawn from a family: a bowl with a ridge whose best rate shifts with
 * the width, a cliff where the rate is too large, a plateau of failures beyond, ripples, and noise on what is seen. Pure.
 */
import type { Stream } from '../../../rl/random.ts';

export interface Surface {
  /** Places of a side. */
  readonly side: number;
  /** True values, from 0 to 1, row by row. */
  readonly values: readonly number[];
  /** What a trial of each place tells: its value with noise, as one of {@link LEVELS} levels. */
  readonly seen: readonly number[];
}

/** Values that can be told apart. */
export const LEVELS = 8;

/** Spread of the noise on what is seen. */
const NOISE = 0.02;
/** How soon a training breaks beyond the largest rate it stands, in parts of the map. */
const CLIFF = 0.03;
const RIPPLE = 0.03;

export function drawSurface(side: number, random: Stream): Surface {
  const between = (least: number, most: number) => least + (most - least) * random.uniform();
  const [rate, width] = [between(0.15, 0.85), between(0.1, 0.9)];
  const shift = between(-0.6, 0.2);
  const [acrossSpread, downSpread] = [between(0.08, 0.22), between(0.2, 0.6)];
  const edge = between(0.1, 0.35);
  const [floor, top] = [between(0, 0.12), between(0.55, 1)];
  const [waveAcross, waveDown, phase] = [between(0.5, 2), between(0.5, 2), random.uniform()];
  const at = (u: number, v: number): number => {
    const across = u - (rate + shift * (v - width));
    const bowl = Math.exp(-0.5 * (across / acrossSpread) ** 2 - 0.5 * ((v - width) / downSpread) ** 2);
    const stands = 1 / (1 + Math.exp((across - edge) / CLIFF));
    const ripple = RIPPLE * Math.sin(2 * Math.PI * (waveAcross * u + waveDown * v + phase));
    return clamp(floor + (top - floor) * bowl * stands + ripple);
  };
  const values = Array.from({ length: side * side }, (_, cell) =>
    at(((cell % side) + 0.5) / side, (Math.floor(cell / side) + 0.5) / side),
  );
  const seen = values.map((value) => levelOf(value + NOISE * random.gaussian()));
  return { side, values, seen };
}

/** The level that a value is told as. */
export function levelOf(value: number): number {
  return Math.min(LEVELS - 1, Math.floor(clamp(value) * LEVELS));
}

/** The middle of a level. */
export function valueOf(level: number): number {
  return (level + 0.5) / LEVELS;
}

/**
 * How far trials came, after each of them: the best true value that was tried, 0 for the surface's average and 1 for its best.
 * A place that is no place (−1) found nothing. At least one place must be better than the average.
 */
export function foundBy({ values }: Pick<Surface, 'values'>, trials: readonly number[]): number[] {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const best = Math.max(...values);
  let most = -Infinity;
  return trials.map((cell) => {
    most = Math.max(most, values[cell] ?? Math.min(...values));
    return (most - average) / (best - average);
  });
}

/** The place of the highest true value. */
export function bestOf({ values }: Pick<Surface, 'values'>): number {
  return values.indexOf(Math.max(...values));
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
