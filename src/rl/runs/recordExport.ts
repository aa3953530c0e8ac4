/**
 * The numbers of runs as files for other tools: CSV, a row an iteration with a column a metric, and JSONL, an object an
 * iteration. Metrics have TRL's names where they are TRL's numbers (docs/metrics.md). Pure; knows no file system.
 */
import { csvCell } from '../../files/csv.ts';
import type { RunRecord } from './record.ts';

type Exported = Pick<RunRecord, 'id' | 'name' | 'algorithm' | 'seed' | 'model' | 'history'> &
  Partial<Pick<RunRecord, 'agreement' | 'changes'>>;

/** What stands before the metrics: `step` is the iteration, as trainers' logs call it. */
const LEAD = ['run', 'name', 'algorithm', 'model', 'seed', 'step'] as const;

/** What stands behind the metrics where a run has any: what happened since the row before. */
const EVENTS = 'nudge/events';

/** A header and a row an iteration; a number that a row has not is left empty, as are those that are not finite. */
export function exportCsv(runs: readonly Exported[]): string {
  const metrics = metricsOf(runs);
  const last = runs.some((run) => run.history.some((_, at) => eventsOf(run, at) !== '')) ? [EVENTS] : [];
  const lines = [[...LEAD, ...metrics, ...last].map(csvCell).join(',')];
  for (const run of runs)
    for (const [at, { iteration, values }] of run.history.entries()) {
      const numbers = values as Readonly<Record<string, number | undefined>>;
      const cells = [
        ...leadOf(run, iteration),
        ...metrics.map((name) => (Number.isFinite(numbers[name]) ? String(numbers[name]) : '')),
        ...last.map(() => eventsOf(run, at)),
      ];
      lines.push(cells.map(csvCell).join(','));
    }
  return `${lines.join('\r\n')}\r\n`;
}

/** An object an iteration; a number that is not finite is null. */
export function exportJsonl(runs: readonly Exported[]): string {
  return runs
    .flatMap((run) =>
      run.history.map(({ iteration, values }, at) => {
        const lead = Object.fromEntries(LEAD.map((name, at) => [name, leadOf(run, iteration)[at]]));
        const events = eventsOf(run, at);
        return `${JSON.stringify({ ...lead, ...values, ...(events && { [EVENTS]: events }) })}\n`;
      }),
    )
    .join('');
}

/** Settings that were changed, and fits with their held-out accuracy, between the row before and this one. */
function eventsOf({ history, agreement = [], changes = [] }: Exported, at: number): string {
  const between = ({ iteration }: { readonly iteration: number }) =>
    iteration < history[at].iteration && iteration >= (history[at - 1]?.iteration ?? 0);
  const set = changes
    .filter(between)
    .flatMap(({ changed }) => changed.map(({ name, from, to }) => `${name}: ${from} → ${to}`));
  const fits = agreement
    .filter(between)
    .map(({ heldOut }) => (heldOut.pairs > 0 ? `fit: ${heldOut.accuracy.toFixed(3)} held out` : 'fit'));
  return [...set, ...fits].join('; ');
}

/** Names of all metrics that any row has, in the order met. */
function metricsOf(runs: readonly Exported[]): string[] {
  return [...new Set(runs.flatMap(({ history }) => history.flatMap(({ values }) => Object.keys(values))))];
}

function leadOf(run: Exported, iteration: number): readonly (string | number)[] {
  return [run.id, run.name, run.algorithm, run.model, run.seed, iteration];
}
