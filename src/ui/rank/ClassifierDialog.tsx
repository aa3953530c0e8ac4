/** Which classifier from a hub ranks, and what it calls good. */
import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { CLASSIFIER } from '../../workers/protocol.ts';
import { useApp, useRun, useWords } from '../app/context.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Worded } from '../told/Worded.tsx';
import styles from './ClassifierDialog.module.css';

/** A small one that many pages use for the classic demonstration. */
const EXAMPLE = 'Xenova/distilbert-base-uncased-finetuned-sst-2-english';

export default function ClassifierDialog() {
  const words = useWords().classifier;
  return (
    <Dialog title={words.title}>
      <p className={styles.lead}>{words.lead}</p>
      <Choice />
      <Loaded />
    </Dialog>
  );
}

function Choice() {
  const app = useApp();
  const words = useWords().classifier;
  const ready = useRun((state) => state.status === 'ready');
  const { request, loading, error } = useStore(app.classifier.store, (state) => state);
  const [id, setId] = useState(request?.id ?? EXAMPLE);
  const [revision, setRevision] = useState(request?.revision ?? '');
  const [host, setHost] = useState(request?.host ?? '');
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void app.classifier.load({
          id: id.trim(),
          revision: revision.trim() || undefined,
          host: host.trim() || undefined,
        });
      }}
    >
      <Field label={words.id} help={words.idHelp}>
        <input
          value={id}
          spellCheck={false}
          autoComplete="off"
          required
          onChange={(event) => setId(event.target.value)}
        />
      </Field>
      <details>
        <summary>{words.more}</summary>
        <Field label={words.revision} help={words.revisionHelp}>
          <input value={revision} spellCheck={false} onChange={(event) => setRevision(event.target.value)} />
        </Field>
        <Field label={words.host} help={words.hostHelp}>
          <input type="url" value={host} onChange={(event) => setHost(event.target.value)} />
        </Field>
      </details>
      <div className={styles.buttons}>
        <button type="submit" className={styles.load} disabled={loading || !ready}>
          {loading ? words.loading : words.load}
        </button>
        {loading && <Loading />}
      </div>
      {!ready && <p className={styles.help}>{words.notReady}</p>}
      {error !== null && (
        <p className={styles.error} role="alert">
          <Worded text={error} />
        </p>
      )}
    </form>
  );
}

function Loading() {
  const app = useApp();
  const words = useWords();
  const progress = useRun((state) => state.progress);
  const share = progress?.task === CLASSIFIER && progress.total > 0 ? progress.done / progress.total : null;
  return (
    <>
      <progress aria-label={words.classifier.loading} value={share ?? undefined} max={1} />
      <button type="button" onClick={() => void app.classifier.cancel()}>
        {words.cancel}
      </button>
    </>
  );
}

/** Once there is one: its labels, of which one means better. */
function Loaded() {
  const app = useApp();
  const words = useWords().classifier;
  const { request, info, loading } = useStore(app.classifier.store, (state) => state);
  if (!info || !request) return null;
  return (
    <div className={`${styles.form} ${styles.loaded}`}>
      <p role="status">{words.ready(info.id, info.file)}</p>
      <Field label={words.label} help={words.labelHelp}>
        <select
          value={info.label}
          disabled={loading}
          onChange={(event) => void app.classifier.load({ ...request, label: event.target.value })}
        >
          {info.labels.map((label) => (
            <option key={label}>{label}</option>
          ))}
        </select>
      </Field>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly help: string;
  readonly children: ReactNode;
}

function Field({ label, help, children }: FieldProps) {
  return (
    <label>
      {label}
      {children}
      <span className={styles.help}>{help}</span>
    </label>
  );
}
