/** Regret against turns, a line for each strategy that the user has played with, and the same as a table. */
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed } from '../../../ui/text/format.ts';
import { armsAfter, estimates, regrets } from '../bandit.ts';
import { kindOf, pullsOf, tasteOf, trueMeans } from '../game.ts';
import { STRATEGY_IDS } from '../strategies.ts';
import type { BanditWords } from './enBandit.ts';
import { seatOf, type Game, type Table } from './table.ts';
import styles from './BanditPanel.module.css';

const WIDTH = 480;
const HEIGHT = 140;
/** Rows of the table. */
const ROWS = 8;

interface Props {
  readonly words: BanditWords;
  readonly table: Table;
  readonly game: Game;
}

interface Line {
  readonly id: string;
  readonly name: string;
  readonly chosen: boolean;
  readonly values: readonly number[];
}

export function Regret({ words, table, game }: Props) {
  const lines = linesOf(words, table, game);
  if (lines.length === 0) return null;
  const turns = Math.max(...lines.map(({ values }) => values.length));
  const most = Math.max(1e-9, ...lines.map(({ values }) => values.at(-1)!));
  const x = (turn: number) => (WIDTH * turn) / turns;
  const y = (value: number) => HEIGHT - (HEIGHT * value) / most;
  const rows = Array.from({ length: Math.min(ROWS, turns) }, (_, row) =>
    Math.ceil((turns * (row + 1)) / Math.min(ROWS, turns)),
  );
  return (
    <section aria-labelledby="bandit-regret">
      <h3 id="bandit-regret">{words.regret}</h3>
      <p className={styles.note}>{table.by === 'person' ? words.regretGuessed : words.regretKnown}</p>
      <svg className={styles.chart} viewBox={`-2 -4 ${WIDTH + 4} ${HEIGHT + 8}`} aria-hidden="true">
        <path d={`M0 0V${HEIGHT}H${WIDTH}`} className={styles.axis} />
        {lines.map(({ id, values, chosen }, index) => (
          <path
            key={id}
            d={`M0 ${HEIGHT}${values.map((value, turn) => `L${x(turn + 1).toFixed(1)} ${y(value).toFixed(1)}`).join('')}`}
            className={chosen ? styles.chosenLine : styles.line}
            strokeDasharray={chosen ? undefined : DASHES[index % DASHES.length]}
          />
        ))}
      </svg>
      <ul className={styles.legend}>
        {lines.map(({ id, name, values, chosen }, index) => (
          <li key={id}>
            <svg viewBox="0 0 24 6" aria-hidden="true">
              <path
                d="M0 3H24"
                className={chosen ? styles.chosenLine : styles.line}
                strokeDasharray={chosen ? undefined : DASHES[index % DASHES.length]}
              />
            </svg>
            {name} <b>{fixed(values.at(-1), 1)}</b>
          </li>
        ))}
      </ul>
      <details>
        <summary>{words.table}</summary>
        <DataTable
          inText
          caption={words.table}
          headers={[words.turns, ...lines.map(({ name }) => name)]}
          rows={rows.map((turn) => [
            String(turn),
            ...lines.map(({ values }) => fixed(values[turn - 1] ?? null, 1)),
          ])}
        />
      </details>
    </section>
  );
}

/** Told apart without colour, too. */
const DASHES = ['2 3', '7 3', '1 5', '9 3 2 3', '4 4'] as const;

function linesOf(words: BanditWords, table: Table, game: Game): Line[] {
  const { by, weights, turns, strategy } = table;
  if (by === 'person') {
    const pulls = pullsOf(turns.person ?? [], weights);
    if (pulls.length === 0) return [];
    const means = estimates(armsAfter(game.templates.length, pulls), kindOf(weights)).map(({ mean }) => mean);
    return [{ id: by, name: words.users.person, chosen: true, values: regrets(pulls, means) }];
  }
  const means = trueMeans(tasteOf(by, game.written), weights);
  return STRATEGY_IDS.flatMap((id) => {
    const pulls = pullsOf(turns[seatOf({ by, strategy: id })] ?? [], weights);
    if (pulls.length === 0) return [];
    const values = regrets(pulls, means);
    return [{ id, name: words.strategies[id], chosen: id === strategy, values }];
  });
}
