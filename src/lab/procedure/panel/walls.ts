/** The text of a maze as a grid of places that can be pressed. Pure. */

/** A place inside the outer walls, by line and column of the text, from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
  /** What stands in a cell; null between cells. */
  readonly mark: string | null;
  readonly wall: boolean;
}

/** Places of a maze of a size, row by row, each row ended by its right outer wall; none where the text is no such maze. */
export function wallsOf(text: string, size: number): Place[] {
  const lines = linesOf(text);
  const side = 2 * size + 1;
  if (lines.length !== side || lines.some((line) => line.length > side)) return [];
  const places: Place[] = [];
  for (let row = 1; row < side - 1; row++)
    for (let column = 1; column < side; column++) {
      const character = lines[row][column] ?? ' ';
      const edge = column === side - 1;
      const inCell = row % 2 === 1 && column % 2 === 1;
      places.push({
        row,
        column,
        mark: edge ? '' : inCell ? character.trim() : null,
        wall: character === '#',
      });
    }
  return places;
}

/** The same maze with a wall put up or taken away. */
export function toggled(text: string, row: number, column: number): string {
  const lines = linesOf(text);
  const line = lines[row].padEnd(column + 1, ' ');
  lines[row] = line.slice(0, column) + (line[column] === '#' ? ' ' : '#') + line.slice(column + 1);
  return lines.join('\n');
}

function linesOf(text: string): string[] {
  return text
    .replaceAll('\r', '')
    .split('\n')
    .filter((line) => line.trim() !== '');
}
