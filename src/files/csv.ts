/** Tables as CSV, for other people's spreadsheets. Knows no table. */

/** A cell, quoted where it must be. A text that begins as a formula would be computed by a spreadsheet: it gets a mark in front. */
export function csvCell(value: string | number): string {
  const text =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && isNaN(Number(value))
      ? `'${value}`
      : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows with the line ends that RFC 4180 asks for, the last one too. */
export function csvTable(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
