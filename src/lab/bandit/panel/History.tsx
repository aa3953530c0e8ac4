/** The last turns: which template was chosen, what the user did, and what it counted. */
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { fixed } from '../../../ui/text/format.ts';
import type { BanditWords } from './enBandit.ts';
import { turnsOf, type Game, type Table } from './table.ts';

/** Turns listed. */
const LISTED = 20;

interface Props {
  readonly words: BanditWords;
  readonly table: Table;
  readonly game: Game;
}

export function History({ words, table, game }: Props) {
  const turns = turnsOf(table);
  if (turns.length === 0) return null;
  return (
    <details>
      <summary>{words.history}</summary>
      <DataTable
        inText
        caption={words.history}
        headers={words.historyHeads}
        rows={turns
          .map(({ arm, did }, turn) => [
            String(turn + 1),
            game.templates[arm],
            words.did[did],
            fixed(table.weights[did]),
          ])
          .slice(-LISTED)
          .toReversed()}
      />
    </details>
  );
}
