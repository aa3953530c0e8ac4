/**
 * What sample.ts must compute, with a sort: the filtered distribution of one row, and its draw.
 */
import { softmaxTwin } from '../head/logits.twin.ts';

export interface SamplingTwin {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
}

/**
 * softmax(logits / T) restricted to the topK most probable tokens (0 = all), then to the fewest most
 * probable ones whose renormalised probability reaches topP, renormalised. Lower ids win ties.
 */
export function sampleDistributionTwin(
  logits: ArrayLike<number>,
  vocab: number,
  options: SamplingTwin,
): number[] {
  let p = softmaxTwin(logits, vocab, options.temperature);
  const order = p.map((_, id) => id).sort((a, b) => logits[b] - logits[a] || a - b);
  if (options.topK > 0) p = restrict(p, order.slice(0, options.topK));
  if (options.topP < 1) {
    const kept: number[] = [];
    let sum = 0;
    for (const id of order) {
      if (kept.length > 0 && sum >= options.topP) break;
      kept.push(id);
      sum += p[id];
    }
    p = restrict(p, kept);
  }
  return p;
}

/** The token a uniform draw in [0, 1) selects: the first at which the cumulative probability exceeds it. */
export function sampleTokenTwin(p: readonly number[], draw: number): number {
  let sum = 0;
  let last = 0;
  for (let id = 0; id < p.length; id++) {
    if (p[id] === 0) continue;
    sum += p[id];
    last = id;
    if (sum > draw) break;
  }
  return last;
}

/** pcg4d (Jarzynski and Olano 2020) of (seed, stream, row, count) as a fraction in [0, 1): 64 bits, as near as a number holds them. */
export function uniformDrawTwin(seed: number, stream: number, row: number, count: number): number {
  const v = Uint32Array.of(seed, stream, row, count).map((word) => Math.imul(word, 1664525) + 1013904223);
  const mix = () => {
    v[0] += Math.imul(v[1], v[3]);
    v[1] += Math.imul(v[2], v[0]);
    v[2] += Math.imul(v[0], v[1]);
    v[3] += Math.imul(v[1], v[2]);
  };
  mix();
  v.forEach((word, i) => (v[i] = word ^ (word >>> 16)));
  mix();
  return v[0] / 2 ** 32 + v[1] / 2 ** 64;
}

function restrict(p: readonly number[], ids: readonly number[]): number[] {
  const mass = ids.reduce((sum, id) => sum + p[id], 0);
  const result = p.map(() => 0);
  for (const id of ids) result[id] = p[id] / mass;
  return result;
}
