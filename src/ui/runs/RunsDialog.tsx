/** All runs in one table: what each was made with, what came of it, and what can be done with it. */
import { useEffect, useMemo, useState } from 'react';
import { differences } from '../../rl/runs/recordTable.ts';
import { useApp, useRuns, useWords } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { Dialog } from '../parts/Dialog.tsx';
import type { Runs } from './state/runs.ts';
import type { RunHead } from './state/runsDb.ts';
import { CompareWith } from './CompareWith.tsx';
import { RunsTable } from './RunsTable.tsx';
import { numbersOf } from './state/runsFiles.ts';
import { matches, settingLabels } from './matching.ts';
import { Worded } from '../told/Worded.tsx';
import styles from './RunsDialog.module.css';

export default function RunsDialog() {
  const app = useApp();
  const words = useDialogWords().runs;
  const trouble = useRuns((state) => state.trouble);
  const [runs, setRuns] = useState<Runs | null>(null);
  useEffect(() => {
    let gone = false;
    app.runs.load().then(
      (all) => {
        if (gone) return;
        setRuns(all);
        void app.recorded.bring().then((record) => record && all.add(record, 'shipped'));
      },
      // It is told as trouble.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [app]);
  return (
    <Dialog title={words.title} wide="table">
      <p className={styles.lead}>{words.lead}</p>
      {trouble !== null && (
        <p className={styles.trouble} role="alert">
          <Worded text={words.trouble(trouble)} />
        </p>
      )}
      {runs && <CompareWith runs={runs} />}
      {runs && <Listed runs={runs} />}
    </Dialog>
  );
}

/** The runs that the filter finds, what can be done with all of them, and what was done last. */
function Listed({ runs }: { readonly runs: Runs }) {
  const app = useApp();
  const dialogWords = useDialogWords();
  const words = dialogWords.runs;
  const heads = useRuns((state) => state.heads);
  const live = useRuns((state) => state.live);
  const { rater } = useWords().rank;
  const labels = { ...settingLabels(dialogWords.settings), rater };
  const [filter, setFilter] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const [deleted, setDeleted] = useState<RunHead | null>(null);

  const apart = useMemo(() => differences(heads), [heads]);
  const shown = ordered(heads, live).filter((head) =>
    matches(head, apart.get(head.id) ?? [], labels, filter),
  );
  const back = deleted && !heads.some(({ id }) => id === deleted.id) ? deleted : null;

  const numbers = async (format: 'csv' | 'jsonl') => {
    const ids = shown.map(({ id }) => id);
    const file = await numbersOf(runs, ids, format);
    if (file) app.download(file.name, file.text);
    setSaid(file ? words.saved(file.name) : words.unread(shown[0].name));
  };
  return (
    <>
      <div className={styles.tools}>
        <label>
          <span>{words.filter}</span>
          <input
            type="search"
            value={filter}
            placeholder={words.filterHelp}
            aria-describedby="runs-listed"
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
        <span id="runs-listed" role="status">
          {words.listed(shown.length, heads.length)}
        </span>
        <span className={styles.numbers} role="group" aria-label={words.numbers(shown.length)}>
          <span aria-hidden="true">{words.numbers(shown.length)}</span>
          <button type="button" disabled={shown.length === 0} onClick={() => void numbers('csv')}>
            CSV
          </button>
          <button type="button" disabled={shown.length === 0} onClick={() => void numbers('jsonl')}>
            JSONL
          </button>
        </span>
      </div>
      <Said
        said={said}
        deleted={back}
        onBack={(name) => {
          runs.bringBack();
          setSaid(words.broughtBack(name));
        }}
      />
      {shown.length === 0 ? (
        <p className={styles.none}>{heads.length === 0 ? words.none : words.noneMatch}</p>
      ) : (
        <RunsTable
          runs={runs}
          heads={shown}
          apart={apart}
          labels={labels}
          say={setSaid}
          onDelete={setDeleted}
        />
      )}
    </>
  );
}

/** What was done last, and the way back from a deletion. */
function Said(props: {
  readonly said: string | null;
  readonly deleted: RunHead | null;
  onBack(name: string): void;
}) {
  const words = useDialogWords().runs;
  const { said, deleted, onBack } = props;
  return (
    <p className={styles.said} role="status">
      {deleted ? words.removed(deleted.name) : said}
      {deleted && (
        <button type="button" onClick={() => onBack(deleted.name)}>
          {words.bringBack}
        </button>
      )}
    </p>
  );
}

/** The one that trains, then pinned ones, then the newest. */
function ordered(heads: readonly RunHead[], live: string | null): readonly RunHead[] {
  const rank = ({ id, pinned }: RunHead) => (id === live ? 0 : pinned ? 1 : 2);
  return [...heads].sort((one, other) => rank(one) - rank(other) || other.created - one.created);
}
