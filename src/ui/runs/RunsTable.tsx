/** The rows of the table of runs. */
import { useRef, useState } from 'react';
import type { Difference } from '../../rl/runs/recordTable.ts';
import { useApp, useRuns } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { messageOf } from '../app/state/trainerLink.ts';
import { OVERLAY_STYLES } from './overlayStyle.ts';
import type { RunHead } from './state/runsDb.ts';
import { fixed, percent } from '../text/format.ts';
import { differenceText, type SettingLabels } from './matching.ts';
import { MOST_OVERLAID, type Runs } from './state/runs.ts';
import { recordFile } from './state/runsFiles.ts';
import styles from './RunsTable.module.css';

interface Common {
  readonly runs: Runs;
  readonly labels: SettingLabels;
  /** Says a sentence above the table. */
  say(text: string): void;
  onDelete(head: RunHead): void;
}

interface Props extends Common {
  readonly heads: readonly RunHead[];
  readonly apart: ReadonlyMap<string, readonly Difference[]>;
}

export function RunsTable({ heads, apart, ...common }: Props) {
  const words = useDialogWords().runs;
  const { columns } = words;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.over}</th>
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.made}</th>
            <th scope="col" tabIndex={0} title={words.differsHelp}>
              {columns.differs}
            </th>
            <th scope="col">{columns.iterations}</th>
            <th scope="col">{columns.reward}</th>
            <th scope="col">{columns.kl}</th>
            <th scope="col">{columns.agreement}</th>
            <th scope="col">{columns.actions}</th>
          </tr>
        </thead>
        <tbody>
          {heads.map((head) => (
            <Row key={head.id} head={head} differs={apart.get(head.id) ?? []} {...common} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  runs,
  head,
  differs,
  labels,
  say,
  onDelete,
}: Common & { readonly head: RunHead; readonly differs: readonly Difference[] }) {
  const words = useDialogWords().runs;
  const live = useRuns((state) => state.live === head.id);
  const slot = useRuns((state) => state.overlaid.find(({ id }) => id === head.id)?.slot ?? null);
  const { id, name, model, adapter, algorithm, seed, iterations, agreed, source } = head;
  const last = head.last?.values as Readonly<Record<string, number | undefined>> | undefined;
  const style = slot === null ? null : OVERLAY_STYLES[slot];

  const overlay = async (on: boolean) => {
    if (!(await runs.overlay(id, on))) say(words.tooMany(MOST_OVERLAID));
  };
  return (
    <tr data-live={live}>
      <td className={styles.over}>
        <input
          type="checkbox"
          aria-label={words.overlayOf(name)}
          checked={slot !== null}
          onChange={(event) => void overlay(event.target.checked)}
        />
        {style && (
          <span aria-hidden="true" style={{ color: `var(${style.color})` }}>
            {style.mark}
          </span>
        )}
      </td>
      <th scope="row">
        <Name key={name} runs={runs} head={head} />
        <small>{live ? words.live : words.from[source]}</small>
      </th>
      <td data-label={words.columns.made}>
        {algorithm.toUpperCase()} · {words.seed(seed)}
        <small>
          {model} · {adapter}
        </small>
      </td>
      <td className={styles.differs} data-label={words.columns.differs}>
        {differs.length === 0
          ? words.usual
          : differs.map((difference) => {
              const text = differenceText(difference, labels);
              return <span key={difference.name}>{difference.apart ? <b>{text}</b> : text}</span>;
            })}
      </td>
      <td className={styles.number} data-label={words.columns.iterations}>
        {iterations}
      </td>
      <td className={styles.number} data-label={words.columns.reward}>
        {fixed(last?.['nudge/score'] ?? NaN)}
      </td>
      <td className={styles.number} data-label={words.columns.kl}>
        {fixed(last?.['objective/kl'] ?? NaN)}
      </td>
      <td className={styles.number} data-label={words.columns.agreement}>
        {agreed === null ? '–' : percent(agreed)}
      </td>
      <td className={styles.last}>
        <RowActions {...{ runs, head, live, say, onDelete }} />
      </td>
    </tr>
  );
}

function RowActions({
  runs,
  head,
  live,
  say,
  onDelete,
}: Omit<Common, 'labels'> & { readonly head: RunHead; readonly live: boolean }) {
  const app = useApp();
  const words = useDialogWords().runs;
  const { id, name, pinned } = head;
  const watch = async () => {
    const record = await runs.record(id).catch(() => null);
    if (!record) return say(words.unread(name));
    app.recorded.show(record);
    app.run.setState({ view: 'recorded', company: false });
    app.closeDialog();
    app.recorded.play();
  };
  const save = async () => {
    const file = await recordFile(runs, id);
    if (file) app.download(file.name, file.text);
    say(file ? words.saved(file.name) : words.unread(name));
  };
  const link = async () => {
    const record = await runs.record(id).catch(() => null);
    if (!record) return say(words.unread(name));
    const { shareLink } = await import('../share/state/shareLink.ts');
    try {
      const { origin, pathname, search } = window.location;
      const end = { iteration: record.history.at(-1)?.iteration ?? 0, chart: null, dialog: null };
      const { hash, left } = shareLink(record, end);
      await navigator.clipboard.writeText(origin + pathname + search + hash);
      const rankings = record.rankings.filter(({ type }) => type === 'ranking').length;
      say(left > 0 ? words.copiedWithout(left) : words.copied(rankings));
    } catch (error) {
      say(words.notCopied(messageOf(error)));
    }
  };
  return (
    <span className={styles.actions}>
      <button type="button" aria-label={words.watchOf(name)} onClick={() => void watch()}>
        {words.watch}
      </button>
      <button
        type="button"
        aria-label={words.pinOf(name)}
        aria-pressed={pinned}
        onClick={() => runs.pin(id, !pinned)}
      >
        {words.pin}
      </button>
      <button type="button" aria-label={words.linkOf(name)} onClick={() => void link()}>
        {words.link}
      </button>
      <button type="button" aria-label={words.fileOf(name)} onClick={() => void save()}>
        {words.file}
      </button>
      {!live && (
        <button
          type="button"
          aria-label={words.removeOf(name)}
          onClick={() => {
            runs.delete(id);
            onDelete(head);
          }}
        >
          {words.remove}
        </button>
      )}
    </span>
  );
}

/** The name, to be changed where it stands: Enter or leaving the field takes it, Esc leaves it as it was. */
function Name({ runs, head: { id, name } }: { readonly runs: Runs; readonly head: RunHead }) {
  const words = useDialogWords().runs;
  const [text, setText] = useState(name);
  const left = useRef(false);
  return (
    <input
      className={styles.name}
      aria-label={words.nameOf(name)}
      translate="no"
      value={text}
      maxLength={60}
      size={16}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== name) {
          // The dialog stays: one press, one step back.
          event.preventDefault();
          left.current = true;
          setText(name);
          event.currentTarget.blur();
        } else if (event.key === 'Enter') event.currentTarget.blur();
      }}
      onBlur={() => {
        if (!left.current) runs.rename(id, text);
        if (text.trim() === '') setText(name);
        left.current = false;
      }}
    />
  );
}
