/** The prompt as the action: templates in, a user chosen, a strategy at work, what it learns handed to the policy. */
import { useStore } from 'zustand';
import type { LabConnection } from '../../../workers/labProtocol.ts';
import { useRun, useUi } from '../../../ui/app/context.ts';
import { templateProblems } from '../templates.ts';
import { enBandit, type BanditWords } from './enBandit.ts';
import { Estimates } from './Estimates.tsx';
import { History } from './History.tsx';
import { Pairs } from './Pairs.tsx';
import { Recorded } from './Recorded.tsx';
import { Regret } from './Regret.tsx';
import { Samples } from './Samples.tsx';
import { createTable, type Game, type TableStore } from './table.ts';
import { TemplatesForm } from './TemplatesForm.tsx';
import { Turns } from './Turns.tsx';
import { UserForm } from './UserForm.tsx';
import { useWriting, type WritingState } from './useWriting.ts';
import { zhBandit } from './zhBandit.ts';
import styles from './BanditPanel.module.css';

/** What was typed and played outlives the dialog. */
const kept = createTable();
const BENCH_MODEL = 'blurbs-tiny';

interface Props {
  readonly lab: LabConnection;
  /** For tests: otherwise the one that is kept. */
  readonly store?: TableStore;
}

export default function BanditPanel({ lab, store = kept }: Props) {
  const words = useUi(({ language }) => (language === 'zh' ? zhBandit : enBandit));
  const table = useStore(store);
  const own = useRun(({ session, model }) => (session ? model : null));
  const modelRoot = new URL('models/', new URL(import.meta.env.BASE_URL, window.location.href)).href;
  const { state, write, stop } = useWriting(lab, store, modelRoot);
  const busy = state.is === 'opening' || state.is === 'writing';
  const gpu = 'gpu' in navigator;
  const { game } = table;
  const mine = table.turns.person?.length ?? 0;
  const begin = () =>
    table.model === 'open' && own !== null
      ? write(own, true)
      : write({ kind: 'remote', address: { kind: 'url', url: `${modelRoot}${BENCH_MODEL}` } }, false);
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <p>{words.first}</p>
      <TemplatesForm
        words={words}
        table={table}
        own={own !== null}
        onChange={(change) => store.setState(change)}
      />
      {game !== null && mine > 0 && <p className={styles.note}>{words.again(mine)}</p>}
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={busy || !gpu || templateProblems(table.templates).length > 0}
          onClick={() => void begin()}
        >
          {game === null ? words.write : words.writeAgain}
        </button>
        <button type="button" disabled={!busy} onClick={stop}>
          {words.stop}
        </button>
      </div>
      <div role="status">{gpu ? <Status words={words} state={state} /> : <p>{words.noGpu}</p>}</div>
      {game !== null && <Bench words={words} store={store} game={game} />}
      <Recorded words={words} />
    </div>
  );
}

function Status({ words, state }: { readonly words: BanditWords; readonly state: WritingState }) {
  switch (state.is) {
    case 'idle':
      return null;
    case 'writing':
      return (
        <p>
          {words.writing(state.done, state.total)}{' '}
          <progress className={styles.progress} max={state.total} value={state.done} aria-hidden="true" />
        </p>
      );
    case 'failed':
      return <p>{words.failed(state.why)}</p>;
    case 'opening':
    case 'stopped':
    case 'noQuestions':
      return <p>{words[state.is]}</p>;
  }
}

interface BenchProps {
  readonly words: BanditWords;
  readonly store: TableStore;
  readonly game: Game;
}

/** All that needs answers. */
function Bench({ words, store, game }: BenchProps) {
  const table = useStore(store);
  return (
    <>
      <Samples words={words} game={game} />
      <UserForm words={words} store={store} />
      <Turns words={words} store={store} game={game} />
      <Estimates words={words} table={table} game={game} />
      <Regret words={words} table={table} game={game} />
      <History words={words} table={table} game={game} />
      <Pairs words={words} table={table} />
    </>
  );
}
