/** A figure's numbers as CSV, its title and caption before them as comments (`#`), which most readers can pass over. */
import type { Figure } from './figure.ts';

export function csvOf({ title, xLabel, yLabel, curves, caption, marks }: Figure): string {
  const said = [title, yLabel, ...caption, ...marks.map(({ x, text }) => `${xLabel} ${x}: ${text}`)];
  const xs = [...new Set(curves.flatMap(({ x }) => x))].sort((one, other) => one - other);
  const columns = curves.map(({ x, y }) => new Map(x.map((value, at) => [value, y[at]])));
  const rows = xs.map((x) => [String(x), ...columns.map((column) => numberText(column.get(x)))]);
  const header = [xLabel, ...curves.map(({ name }) => name)].map(cell);
  const comments = said.filter((line) => line !== '').map((line) => `# ${line.replace(/\s+/g, ' ')}`);
  return `${[...comments, header.join(','), ...rows.map((row) => row.join(','))].join('\r\n')}\r\n`;
}

function numberText(value: number | undefined): string {
  return value !== undefined && Number.isFinite(value) ? String(value) : '';
}

// A name that begins as a formula would be computed by a spreadsheet.
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
