/** The table of venues: its rows, which can be changed and removed, and a new one. A row that is wrong changes nothing. */
import { useState } from 'react';
import {
  COLUMNS,
  isProblem,
  readVenue,
  type TypedVenue,
  type Venue,
  type VenueProblem,
} from '../toolset/table.ts';
import type { ToolsWords } from './enTools.ts';
import styles from './ToolsPanel.module.css';

const EMPTY: TypedVenue = { name: '', food: '', dish: '', price: '', opened: '' };

interface Props {
  readonly words: ToolsWords;
  readonly venues: readonly Venue[];
  onVenues(venues: readonly Venue[]): void;
  /** Puts back what the page began with. */
  onReset(): void;
}

export function VenuesForm({ words, venues, onVenues, onReset }: Props) {
  /** The row that is being changed, or null for a new one. */
  const [changed, setChanged] = useState<string | null>(null);
  const [typed, setTyped] = useState(EMPTY);
  const [problem, setProblem] = useState<VenueProblem | null>(null);
  const begin = (venue: Venue | null) => {
    setChanged(venue?.name ?? null);
    setTyped(venue ? { ...venue, price: String(venue.price) } : EMPTY);
    setProblem(null);
  };
  const take = () => {
    const others = venues.filter(({ name }) => name !== changed);
    const read = readVenue(typed, others);
    if (isProblem(read)) return setProblem(read);
    onVenues(
      changed === null ? [...venues, read] : venues.map((venue) => (venue.name === changed ? read : venue)),
    );
    begin(null);
  };
  const remove = ({ name }: Venue) => {
    onVenues(venues.filter((venue) => venue.name !== name));
    if (changed === name) begin(null);
  };
  return (
    <details className={styles.venues}>
      <summary>{words.venues(venues.length)}</summary>
      {venues.length === 0 && <p className={styles.note}>{words.noVenues}</p>}
      <Rows words={words} venues={venues} onChange={begin} onRemove={remove} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          take();
        }}
      >
        <div className={styles.fields}>
          {COLUMNS.map((column) => (
            <label key={column}>
              <span>{words.columns[column]}</span>
              <input
                value={typed[column]}
                inputMode={column === 'price' ? 'numeric' : 'text'}
                aria-invalid={problem !== null && columnOf(problem) === column ? 'true' : undefined}
                onChange={({ target }) => setTyped({ ...typed, [column]: target.value })}
              />
            </label>
          ))}
        </div>
        {problem && (
          <p className={styles.problem} role="alert">
            {words.problem(problem)}
          </p>
        )}
        <div className={styles.buttons}>
          <button type="submit">{changed === null ? words.add : words.save(changed)}</button>
          {changed !== null && (
            <button type="button" onClick={() => begin(null)}>
              {words.cancel}
            </button>
          )}
          <button type="button" onClick={onReset}>
            {words.reset}
          </button>
        </div>
      </form>
    </details>
  );
}

interface RowsProps extends Pick<Props, 'words' | 'venues'> {
  onChange(venue: Venue): void;
  onRemove(venue: Venue): void;
}

function Rows({ words, venues, onChange, onRemove }: RowsProps) {
  return (
    <ul className={styles.rows}>
      {venues.map((venue) => (
        <li key={venue.name}>
          <span translate="no">
            <b>{venue.name}</b> {venue.food} · {venue.dish} · £{venue.price} · {venue.opened}
          </span>
          <span className={styles.buttons}>
            <button
              type="button"
              aria-label={`${words.change}: ${venue.name}`}
              onClick={() => onChange(venue)}
            >
              {words.change}
            </button>
            <button
              type="button"
              aria-label={`${words.remove}: ${venue.name}`}
              onClick={() => onRemove(venue)}
            >
              {words.remove}
            </button>
          </span>
        </li>
      ))}
    </ul>
  );
}

function columnOf(problem: VenueProblem): string | null {
  switch (problem.kind) {
    case 'empty':
    case 'long':
    case 'sign':
      return problem.column;
    case 'price':
      return 'price';
    case 'date':
      return 'opened';
    case 'duplicate':
      return 'name';
    case 'full':
      return null;
  }
}
