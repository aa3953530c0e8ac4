/** What both exports ask and show: number format, largest file, where to, how far, how it ended. */
import { useEffect, useId } from 'react';
import { useStore } from 'zustand';
import { EXPORTING, ROUNDING, type ExportTarget } from '../../workers/exportProtocol.ts';
import type { StoredType } from '../../files/safetensors/storedFloats.ts';
import { useApp, useRun, useWords } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { fileSize, percent } from '../text/format.ts';
import { Worded } from '../told/Worded.tsx';
import styles from './ExportDialog.module.css';

const MIB = 2 ** 20;
/** Largest files to choose from, in MiB. */
const SHARDS = [50, 200, 500, 2000];
const DTYPES: readonly StoredType[] = ['F32', 'F16', 'BF16'];

/** Less than this share of a change is not worth a warning. */
const TOLD_FROM = 0.005;

export interface Format {
  readonly dtype: StoredType;
  /** Infinity for one file. */
  readonly shardBytes: number;
}

export const USUAL_FORMAT: Format = { dtype: 'F32', shardBytes: Infinity };

interface FormatProps {
  readonly value: Format;
  onChange(format: Format): void;
}

export function FormatFields({ value, onChange }: FormatProps) {
  const words = useDialogWords().exports;
  const id = useId();
  return (
    <div className={styles.fields}>
      <label htmlFor={`${id}-dtype`}>{words.dtype}</label>
      <select
        id={`${id}-dtype`}
        value={value.dtype}
        onChange={(event) => {
          const dtype = DTYPES.find((candidate) => candidate === event.target.value);
          if (dtype) onChange({ ...value, dtype });
        }}
      >
        {DTYPES.map((dtype) => (
          <option key={dtype} value={dtype}>
            {words.dtypes[dtype]}
          </option>
        ))}
      </select>
      {value.dtype !== 'F32' && <p className={styles.help}>{words.rounds}</p>}
      <label htmlFor={`${id}-shard`}>{words.shard}</label>
      <select
        id={`${id}-shard`}
        value={String(value.shardBytes / MIB)}
        onChange={(event) => onChange({ ...value, shardBytes: Number(event.target.value) * MIB })}
      >
        <option value="Infinity">{words.shards.one}</option>
        {SHARDS.map((size) => (
          <option key={size} value={String(size)}>
            {words.shards.mebibytes(size)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface WriteProps {
  onWrite(to: ExportTarget['kind']): void;
}

/** The two buttons, the progress in their place while it lasts, and the outcome. */
export function WriteButtons({ onWrite }: WriteProps) {
  const app = useApp();
  const words = useDialogWords().exports;
  const ready = useRun((state) => state.status === 'ready');
  const writing = useStore(app.exports.store, (state) => state.writing);
  useEffect(() => () => app.exports.leave(), [app]);
  return (
    <div className={styles.write}>
      {writing ? (
        <Writing />
      ) : (
        <span className={styles.buttons}>
          {app.exports.toFolders && (
            <button type="button" disabled={!ready} onClick={() => onWrite('folder')}>
              {words.folder}
            </button>
          )}
          <button type="button" disabled={!ready} onClick={() => onWrite('zip')}>
            {words.zip}
          </button>
        </span>
      )}
      {!app.exports.toFolders && <p className={styles.help}>{words.noFolder}</p>}
      <Outcome />
    </div>
  );
}

function Writing() {
  const app = useApp();
  const words = useWords();
  const { writing, written, measuring, measured } = useDialogWords().exports;
  const progress = useRun((state) =>
    state.progress?.task === EXPORTING || state.progress?.task === ROUNDING ? state.progress : null,
  );
  const rounding = progress?.task === ROUNDING;
  return (
    <div className={styles.progress}>
      <progress
        aria-label={words.progress.label(rounding ? measuring : writing)}
        value={progress && progress.total > 0 ? progress.done / progress.total : undefined}
        max={1}
      />
      <button type="button" onClick={() => void app.exports.cancel()}>
        {words.cancel}
      </button>
      <span className={styles.help}>
        {!progress
          ? ''
          : rounding
            ? measured(percent(progress.done / Math.max(1, progress.total)))
            : written(fileSize(progress.done), fileSize(progress.total))}
      </span>
    </div>
  );
}

function Outcome() {
  const app = useApp();
  const words = useDialogWords().exports;
  const outcome = useStore(app.exports.store, (state) => state.outcome);
  const adapters = useRun((state) => state.opened?.method === 'lora');
  if (outcome?.kind === 'failed') {
    return (
      <p className={styles.failed} role="alert">
        <b>{words.failed}</b> <Worded text={outcome.message} />
      </p>
    );
  }
  return (
    <p role="status" className={styles.outcome}>
      {outcome?.kind === 'cancelled' && words.cancelled}
      {outcome?.kind === 'done' && (
        <>
          <b>
            {outcome.result.zip
              ? words.doneZip(`${outcome.result.name}.zip`)
              : words.doneFolder(outcome.result.name)}
          </b>{' '}
          {words.done(outcome.result.files, fileSize(outcome.result.bytes), outcome.result.iteration)}{' '}
          {outcome.result.lost !== null && outcome.result.lost >= TOLD_FROM && (
            <b>{words.lost(percent(outcome.result.lost), adapters)}</b>
          )}
        </>
      )}
    </p>
  );
}
