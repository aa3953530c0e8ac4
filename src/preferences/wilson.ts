/** The interval of a share. Pure. */

/** 97.5 % of a standard normal lie below. */
const Z = 1.959964;

/**
 * 95 % interval of a share that was seen in `n` independent tries (Wilson 1927); both ends lie in [0, 1].
 * @param n may be a fraction, as the number of tries is in effect
 */
export function wilson(share: number, n: number): readonly [low: number, high: number] {
  const middle = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  // At a share of 0 or 1 an end of it is that number, up to rounding.
  return [Math.max(0, Math.min(share, middle - half)), Math.min(1, Math.max(share, middle + half))];
}
