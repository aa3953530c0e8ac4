/** Laws are found again in points made by them, with their peaks; best-of-n is what drawing every subset gives. */
import { describe, expect, it } from 'vitest';
import { bestOfPool, fitLaw, lawAt, type Law } from '../../src/experiments/overoptimisation.ts';

const along = [0, 0.2, 0.5, 1, 1.7, 2.5, 4];

describe.each<[Law, number, number, number]>([
  ['bestOfN', 1.2, 0.3, 1.2 / 0.6],
  ['learning', 0.9, 0.6, Math.exp(0.9 / 0.6 - 1)],
])('%s', (law, alpha, beta, peak) => {
  const points = along.map((d) => ({ d, value: lawAt({ law, alpha, beta }, d) }));

  it('is found again in its own points, and has its peak where its slope is none', () => {
    const fit = fitLaw(law, points)!;
    expect(fit.alpha).toBeCloseTo(alpha, 9);
    expect(fit.beta).toBeCloseTo(beta, 9);
    expect(fit.residual).toBeCloseTo(0, 9);
    expect(fit.peak!.d).toBeCloseTo(peak, 9);
    for (const away of [-0.1, 0.1]) expect(lawAt(fit, peak + away)).toBeLessThan(fit.peak!.value);
  });

  it('leaves the noise over, and no other law leaves less', () => {
    const noisy = points.map(({ d, value }, at) => ({ d, value: value + (at % 2 ? 0.1 : -0.1) }));
    const fit = fitLaw(law, noisy)!;
    expect(fit.residual).toBeGreaterThan(0.03);
    const left = (a: number, b: number) =>
      noisy
        .filter(({ d }) => d > 0.05)
        .reduce((sum, { d, value }) => sum + (value - lawAt({ law, alpha: a, beta: b }, d)) ** 2, 0);
    const least = left(fit.alpha, fit.beta);
    for (const by of [-0.01, 0.01]) {
      expect(left(fit.alpha + by, fit.beta)).toBeGreaterThan(least);
      expect(left(fit.alpha, fit.beta + by)).toBeGreaterThan(least);
    }
  });

  it('has no peak where it only rises, and is no fit of two points or of one place', () => {
    expect(
      fitLaw(
        law,
        along.map((d) => ({ d, value: lawAt({ law, alpha, beta: -beta }, d) })),
      )!.peak,
    ).toBeNull();
    expect(fitLaw(law, points.slice(1, 3))).toBeNull();
    expect(
      fitLaw(
        law,
        [1, 2, 3].map((value) => ({ d: 2, value })),
      ),
    ).toBeNull();
    expect(
      fitLaw(
        law,
        points.map(({ d }) => ({ d, value: NaN })),
      ),
    ).toBeNull();
  });
});

describe('best of n', () => {
  const pool = [
    [0.3, -1, 2, 0.7, 1.1].map((score, at) => ({ score, value: at * at })),
    [5, 4, 3, 2, 1].map((score) => ({ score, value: -score })),
  ];

  it('is the mean over all subsets of each prompt’s answers', () => {
    const pairs = pool.map((answers) => {
      const best: number[] = [];
      for (let i = 0; i < answers.length; i++)
        for (let j = i + 1; j < answers.length; j++) {
          best.push((answers[i].score > answers[j].score ? answers[i] : answers[j]).value);
        }
      return best.reduce((sum, value) => sum + value, 0) / best.length;
    });
    const [one, two, five] = bestOfPool(pool, [1, 2, 5]);
    expect(one.value).toBeCloseTo((30 / 5 - 15 / 5) / 2, 9);
    expect(two.value).toBeCloseTo((pairs[0] + pairs[1]) / 2, 9);
    expect(five.value).toBeCloseTo((4 - 5) / 2, 9);
    expect(five.proxy).toBeCloseTo((2 + 5) / 2, 9);
  });

  it('is ln n − (n − 1)/n nats from the base model', () => {
    const [one, four] = bestOfPool(pool, [1, 4]);
    expect(one.d).toBe(0);
    expect(four.d ** 2).toBeCloseTo(0.6363, 4);
  });
});
