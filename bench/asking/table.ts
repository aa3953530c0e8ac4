/** What was found, as the tables of docs/asking.md. Knows rows of results; computes nothing that saved.ts does not. */
import { ASKINGS, type Asking } from '../../src/preferences/asked.ts';
import type { Interval } from '../rewards/verdict.ts';
import { EVERY, type Learned } from './curve.ts';
import { gainInterval, meanCurve, savedInterval, type SavedInterval, type SeedCurves } from './saved.ts';

/** A curve, and whose it is. */
export interface Row extends Learned {
  readonly seed: number;
  readonly taste: string;
  readonly agreement: number;
  readonly asking: Asking;
}

/** Rankings of random's at whose accuracy is compared. */
const COUNTS = [16, 32, 48];
const BASE: Asking = 'random';
const OTHERS = ASKINGS.filter((asking) => asking !== BASE);

export function table(rows: readonly Row[]): string {
  const tastes = [...new Set(rows.map(({ taste }) => taste))];
  const agreements = [...new Set(rows.map(({ agreement }) => agreement))];
  const groups: [string, Row[]][] = [
    ['all', [...rows]],
    ...agreements.map((of): [string, Row[]] => [`all, ${of}`, rows.filter((row) => row.agreement === of)]),
    ...tastes.flatMap((taste) =>
      agreements.map((of): [string, Row[]] => [
        `${taste}, ${of}`,
        rows.filter((row) => row.taste === taste && row.agreement === of),
      ]),
    ),
  ];
  return [
    ...COUNTS.flatMap((count) => ['', `Saved at ${count}`, ...savedLines(groups, count)]),
    '',
    'Accuracy, and over random',
    ...groups.flatMap(([name, own]) => accuracyLines(name, own)),
    '',
    'Pairs that the taste orders, and how many of them the ranking orders so',
    ...groups.slice(0, 3).flatMap(([name, own]) =>
      ASKINGS.map((asking) => {
        const of = own.filter((row) => row.asking === asking);
        const mean = (key: 'ordered' | 'right') => of.reduce((sum, row) => sum + row[key], 0) / of.length;
        return line([name, asking, mean('ordered').toFixed(3), mean('right').toFixed(3)]);
      }),
    ),
  ].join('\n');
}

function savedLines(groups: readonly (readonly [string, readonly Row[]])[], count: number): string[] {
  return [
    line(['', ...OTHERS]),
    ...groups.map(([name, own]) =>
      line([
        name,
        ...OTHERS.map((asking) => {
          const base = seedsOf(own, BASE);
          const rankings = base[0][0].map((_, point) => (point + 1) * EVERY);
          return savedText(savedInterval(rankings, base, seedsOf(own, asking), count));
        }),
      ]),
    ),
  ];
}

function accuracyLines(name: string, own: readonly Row[]): string[] {
  const base = seedsOf(own, BASE);
  const points = [16, 32, 64].map((count) => count / EVERY - 1);
  return ASKINGS.map((asking) => {
    const of = seedsOf(own, asking);
    const mean = meanCurve(of, [...of.keys()]);
    const told = points.map((point) => {
      const gain = asking === BASE ? '' : ` ${signed(gainInterval(base, of, point), 3)}`;
      return `${mean[point].toFixed(3)}${gain}`;
    });
    return line([name, asking, ...told]);
  });
}

/** Curves by seed, each of all its tastes and levels. */
function seedsOf(rows: readonly Row[], asking: Asking): SeedCurves[] {
  const own = rows.filter((row) => row.asking === asking);
  const seeds = [...new Set(own.map(({ seed }) => seed))];
  return seeds.map((seed) => own.filter((row) => row.seed === seed).map(({ accuracy }) => accuracy));
}

/** Where more than the interval leaves out end below, all three numbers are upper bounds: ≤. */
function savedText(interval: SavedInterval): string {
  return (interval.censored > 0.025 ? '≤ ' : '') + signed(interval, 0);
}

function signed({ mean, low, high }: Interval, digits: number): string {
  const of = (value: number) => {
    const size = Math.abs(value).toFixed(digits);
    return Number(size) === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
  };
  return `${of(mean)} [${of(low)}, ${of(high)}]`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
