/** The numbers of a chart as a table, newest first, for eyes and tools that canvas does not serve. */
import type { ReactNode } from 'react';
import styles from './DataTable.module.css';

interface Props {
  readonly caption: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Opens what stands behind a row, by its place; a row's first cell is the way there. */
  readonly onOpen?: (row: number) => void;
  /** What that does, said of the first cell. */
  readonly openLabel?: (cell: string) => string;
  /** It stands in the text; otherwise it lies over what it belongs to, as a chart's does. */
  readonly inText?: boolean;
  /** Above the table, and scrolled with it. */
  readonly children?: ReactNode;
}

export function DataTable({ caption, headers, rows, onOpen, openLabel, inText = false, children }: Props) {
  return (
    <div
      className={inText ? styles.inText : styles.scroll}
      tabIndex={0}
      // In a section of its own, which is a region and often called the same.
      role={inText ? 'group' : 'region'}
      aria-label={caption}
    >
      {children}
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {headers.map((header) => (
              <th key={header} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row[0]}>
              {row.map((cell, column) => (
                <td key={headers[column]}>
                  {onOpen && column === 0 ? (
                    <button type="button" aria-label={openLabel?.(cell)} onClick={() => onOpen(at)}>
                      {cell}
                    </button>
                  ) : (
                    cell
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
