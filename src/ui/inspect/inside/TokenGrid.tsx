/** All quantities of every token of an answer. A column is lit with its formula terms and its curve, a row with its token. */
import { fixed, signed } from '../../text/format.ts';
import type { Quantity, TokenRow } from './state/tokenRows.ts';
import { shown } from './TokenStrip.tsx';
import { useInsideWords } from './useInsideWords.ts';
import { lighting, type Lit } from './useLit.ts';
import styles from './Inside.module.css';

interface Props {
  readonly rows: readonly TokenRow[];
  /** Its columns. */
  readonly quantities: readonly Quantity[];
  readonly at: number;
  readonly colour: Quantity;
  readonly lit: Lit;
  readonly onColour: (quantity: Quantity) => void;
  readonly onPoint: (at: number | null) => void;
}

/** Those whose sign says something. */
const SIGNED: readonly Quantity[] = [
  'kl',
  'reward',
  'attribution',
  'value',
  'delta',
  'advantage',
  'mismatch',
  'pull',
];

export function TokenGrid({ rows, quantities, at, colour, lit, onColour, onPoint }: Props) {
  const words = useInsideWords();
  const clips = quantities.includes('ratio');
  const write = (name: Quantity, value: number | null) =>
    value === null ? '–' : SIGNED.includes(name) ? signed(value, 3) : fixed(value, 3);
  return (
    <div className={styles.grid} role="region" tabIndex={0} aria-label={words.tokens.table}>
      <table>
        <caption className="visually-hidden">{words.tokens.table}</caption>
        <thead>
          <tr>
            <th scope="col">{words.tokens.token}</th>
            {quantities.map((name) => (
              <th key={name} scope="col" data-lit={lit.is(name)}>
                <button
                  type="button"
                  aria-pressed={name === colour}
                  onClick={() => onColour(name)}
                  {...lighting(lit, name)}
                >
                  {words.quantities[name]}
                </button>
              </th>
            ))}
            {clips && <th scope="col">{words.tokens.clipped}</th>}
          </tr>
        </thead>
        <tbody onMouseLeave={() => onPoint(null)}>
          {rows.map((row) => (
            <tr key={row.at} data-chosen={row.at === at} onMouseEnter={() => onPoint(row.at)}>
              <th scope="row" translate="no">
                {row.at + 1} {shown(row.text).trim()}
              </th>
              {quantities.map((name) => (
                <td key={name} data-lit={lit.is(name)}>
                  {write(name, row[name])}
                </td>
              ))}
              {clips && (
                <td>{row.clipped === null ? '–' : row.clipped ? words.tokens.yes : words.tokens.no}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
