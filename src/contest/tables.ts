/** A contest's standings as text: a table in Markdown, sentences on every difference, and every run as CSV. Pure. */
import type { Interval } from '../lab/intervals.ts';
import type { Planned } from './budget.ts';
import type { Difference } from './differences.ts';
import { endOf, gain, type Base, type Run } from './result.ts';
import type { Measure, Standing, Standings } from './standings.ts';

export const MEASURE_NAMES: Readonly<Record<Measure, readonly [name: string, unit: string, digits: number]>> =
  {
    utility: ['true utility', 'sd', 2],
    score: ['learned reward', 'sd', 2],
    kl: ['KL', 'nats', 2],
    distinct4: ['distinct 4-grams', '', 3],
    length: ['length', 'tokens', 1],
    seconds: ['time', 's', 0],
  };

/** So many digits; what rounds to nothing has no sign. */
function fixedText(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** A mean with its 95 % interval; without, where there are too few seeds for one. */
export function intervalText({ mean, low, high }: Interval, digits: number): string {
  const fixed = (value: number) => fixedText(value, digits);
  return Number.isFinite(high - low) ? `${fixed(mean)} [${fixed(low)}, ${fixed(high)}]` : fixed(mean);
}

/** What every method is given, a line each. */
export function budgetLines(planned: readonly Planned[], seeds: number, rankings: number): string[] {
  return planned.map(({ method, iterations, answers, updates, learningRate, learnsFrom }) => {
    const sampled = answers === 0 ? 'nothing sampled to learn from' : `${iterations * answers} answers`;
    const each = answers === 0 ? '' : `${answers} answers and `;
    const work =
      iterations === 0
        ? 'trains nothing'
        : `${iterations} iterations of ${each}${updates} updates: ${sampled}, ${iterations * updates} updates`;
    const rate = learningRate === null ? '' : `, learning rate ${learningRate}`;
    return `${method}: ${rankings} rankings by its ${learnsFrom === 'rankings' ? 'own loss' : 'reward model'}, ${work}${rate}; ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`;
  });
}

const MEASURES = Object.keys(MEASURE_NAMES) as Measure[];

export function standingsTable({ methods }: Standings): string {
  const titles = MEASURES.map((measure) => {
    const [name, unit] = MEASURE_NAMES[measure];
    return unit === '' ? name : `${name} (${unit})`;
  });
  const rows = methods.map(({ method, seeds, broken, measures }) => [
    method,
    broken.length === 0 ? String(seeds.length) : `${seeds.length} (${broken.length} broke)`,
    ...MEASURES.map((measure) =>
      measures ? intervalText(measures[measure], MEASURE_NAMES[measure][2]) : '—',
    ),
  ]);
  return table(['method', 'n', ...titles], rows);
}

export function usedTable({ methods }: Standings): string {
  const rows = methods.map(({ method, learningRate, used }) => [
    method,
    learningRate === null ? '—' : String(learningRate),
    ...[used.answers, used.tokens, used.updates, used.learned].map((value) => value.toFixed(0)),
  ]);
  return table(
    ['method', 'learning rate', 'answers sampled', 'tokens sampled', 'updates', 'answers learned from'],
    rows,
  );
}

export function bestOfTable({ bestOf }: Standings): string {
  const rows = bestOf.map(({ n, d, value, proxy }) => [
    String(n),
    ...[d * d, value, proxy].map((number) => fixedText(number, 2)),
  ]);
  return table(['n', 'KL at most (nats)', 'true utility (sd)', 'learned reward (sd)'], rows);
}

/** Every run that broke, and where. */
export function brokenLines(methods: readonly Standing[]): string[] {
  return methods.flatMap(({ method, broken }) =>
    broken.map(
      ({ seed, iteration, why }) => `${method}, seed ${seed}, broke in iteration ${iteration}: ${why}`,
    ),
  );
}

/** What is a difference in true utility, and what is noise. */
export function differenceLines(differences: readonly Difference[]): string[] {
  return differences.map(({ one, other, seeds, difference, p, verdict }) => {
    const by = `${intervalText(difference, 2)} sd, ${seeds} seeds`;
    switch (verdict) {
      case 'few':
        return `${one} and ${other}: too few seeds to say (${seeds}).`;
      case 'noise':
        return `${one} and ${other}: noise (${by}, p = ${p.toFixed(3)}).`;
      default: {
        const [more, less] = verdict === 'more' ? [one, other] : [other, one];
        return `${more} above ${less} (${one} less ${other}: ${by}, p = ${p.toFixed(3)}).`;
      }
    }
  });
}

/** A line a run, broken ones too. */
export function runsCsv(runs: readonly Run[], bases: readonly Base[]): string {
  const header = [
    'method',
    'seed',
    'ended',
    ...MEASURES,
    'learning_rate',
    'answers',
    'tokens',
    'updates',
    'learned',
  ];
  const rows = runs.map((run) => {
    const end = endOf(run);
    const base = bases.find(({ seed }) => seed === run.seed);
    const numbers: readonly (number | null)[] =
      end && base
        ? [gain(end, base), end.score - base.score, end.kl, end.distinct4, end.length]
        : [null, null, null, null, null];
    const { answers, tokens, updates, learned, seconds } = run.used;
    const ended = run.broken ? `broke in ${run.broken.iteration}` : 'yes';
    return [
      run.method,
      run.seed,
      ended,
      ...[...numbers, seconds, run.learningRate, answers, tokens, updates, learned].map(
        (value) => value ?? '',
      ),
    ].join(',');
  });
  return `${[header.join(','), ...rows].join('\r\n')}\r\n`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, titles.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
