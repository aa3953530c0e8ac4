/**
 * What stands at an axis: numbers as their chart writes them, and with more decimals where two would read alike, as along a
 * curve that hardly moves. Knows numbers and how they are written. Pure.
 */
import { fixed } from '../../text/format.ts';

/** More decimals than these tell nothing apart that was computed in F32. */
const MOST_DECIMALS = 9;

/** @param format as the chart writes its numbers, a share as percent */
export function tickLabels(ticks: readonly number[], format: (tick: number) => string): string[] {
  const labels = ticks.map(format);
  const [factor, unit] = labels.at(0)?.endsWith('%') ? [100, '%'] : [1, ''];
  let longer = labels;
  for (let decimals = 0; !apart(longer) && decimals <= MOST_DECIMALS; decimals++)
    longer = ticks.map((tick) => fixed(tick * factor, decimals) + unit);
  return apart(longer) ? longer : labels;
}

function apart(labels: readonly string[]): boolean {
  return new Set(labels).size === labels.length;
}
