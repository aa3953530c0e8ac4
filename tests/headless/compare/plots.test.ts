/** The figures: every point is inside, every method and every seed is there, and broken ones are named. */
import { expect, it } from 'vitest';
import type { Base, Run } from '../../../src/contest/result.ts';
import { standingsOf } from '../../../src/contest/standings.ts';
import { svgOf } from '../../../src/figure/svg.ts';
import { frontierOf, measuresOf } from '../../../src/headless/compare/plots.ts';

const base = (seed: number): Base => ({
  seed,
  utility: { mean: 0, sd: 1 },
  score: 0,
  rankings: 8,
  agreement: null,
  judge: '',
  bestOf: [1, 2, 4].map((n) => ({ n, d: Math.sqrt(Math.log(n)), value: Math.log(n), proxy: n })),
});
const run = (method: string, seed: number, kl: number, broken = false): Run => ({
  method,
  seed,
  learningRate: null,
  looks: [{ iteration: 1, utility: -kl, score: kl, kl, distinct4: 0.5, length: 20, ended: 1 }],
  broken: broken ? { iteration: 1, why: 'x' } : null,
  used: { answers: 1, tokens: 1, updates: 1, learned: 1, seconds: 1 },
});
const seeds = [1, 2, 3];
const runs = seeds.flatMap((seed) => [run('a', seed, seed), run('b', seed, 100 * seed, seed === 3)]);
const standings = standingsOf(['a', 'b'], runs, seeds.map(base));

it('draws the frontier with a point a seed and the best of n, all inside', () => {
  const { shapes, width, height } = frontierOf(standings, ['A caption.']);
  const words = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape] : []));
  const marks = (sign: string) => words.filter(({ text }) => text === sign).length;
  // One more in the legend.
  expect([marks('●'), marks('▲')]).toEqual([4, 3]);
  for (const said of ['best of n', 'A caption.', '√KL (√nats an answer)']) expect(marks(said)).toBe(1);
  for (const shape of shapes) {
    const points = shape.kind === 'path' ? shape.points : [[shape.x, shape.y] as const];
    for (const [x, y] of points) expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
  }
});

it('draws every measure with n, and says who broke', () => {
  const svg = svgOf(measuresOf(standings, []));
  expect(svg).toContain('b (n = 2, 1 broke)');
  for (const name of ['true utility (sd)', 'KL (nats)', 'distinct 4-grams', 'time (s)'])
    expect(svg).toContain(name);
  expect(svg).not.toMatch(/NaN|Infinity/);
});
