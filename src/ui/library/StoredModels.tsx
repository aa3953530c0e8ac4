/** Models kept in this browser and on their way into it, and the room there is for them. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { StoredModel } from '../../files/store/storedModel.ts';
import { useApp, useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { fileSize, millions } from '../text/format.ts';
import { TransferBar } from './TransferBar.tsx';
import styles from './ModelList.module.css';

export function StoredModels() {
  const app = useApp();
  const words = useDialogWords().models;
  const models = useStore(app.models.store, (state) => state.models);
  const transfers = useStore(app.models.store, (state) => state.transfers);
  const listed = new Set(models?.map(({ id }) => id));
  const arriving = Object.values(transfers).filter(({ id }) => !listed.has(id));
  return (
    <section aria-labelledby="stored-models">
      <h3 id="stored-models">{words.own.title}</h3>
      {models?.length === 0 && arriving.length === 0 && <p className={styles.none}>{words.own.none}</p>}
      {models === null && <p className={styles.none}>{words.own.loading}</p>}
      <ul className={styles.list}>
        {models?.map((model) => (
          <Stored key={model.id} model={model} />
        ))}
        {arriving.map((transfer) => (
          <li key={transfer.id} className={styles.model}>
            <p>
              <b>{transfer.label}</b>
            </p>
            <TransferBar transfer={transfer} />
          </li>
        ))}
      </ul>
      <StorageLine />
    </section>
  );
}

function Stored({ model }: { readonly model: StoredModel }) {
  const app = useApp();
  const words = useDialogWords();
  const { own } = words.models;
  const { id, label, source, architecture, parameters, bytes, totalBytes, complete } = model;
  const transfer = useStore(app.models.store, (state) => state.transfers[id]);
  const running = useRun((state) => state.session?.model === id);
  const [asked, setAsked] = useState(false);
  const missing = own.missing(fileSize(totalBytes - bytes), fileSize(totalBytes));
  return (
    <li className={styles.model}>
      <p>
        <b>{label}</b>
        {running && <span className={styles.badge}>{own.runs}</span>}
        <span className={styles.facts}>
          {architecture !== null && parameters !== null
            ? own.facts(architecture, millions(parameters), fileSize(totalBytes))
            : own.damaged}
          {' · '}
          {complete ? own.complete : missing}
          {!complete && source?.kind === 'files' && `; ${own.again}`}
        </span>
      </p>
      {transfer ? (
        <TransferBar transfer={transfer} />
      ) : (
        <span className={styles.buttons}>
          {complete ? (
            <button
              type="button"
              aria-label={own.openOf(label)}
              onClick={() => app.models.choose({ kind: 'stored', id })}
            >
              {own.open}
            </button>
          ) : (
            source !== null &&
            source.kind !== 'files' && (
              <button
                type="button"
                aria-label={own.resumeOf(label)}
                onClick={() => void app.models.download(source)}
              >
                {own.resume}
              </button>
            )
          )}
          <button
            type="button"
            className={styles.quiet}
            aria-label={own.removeOf(label)}
            aria-expanded={asked}
            onClick={() => setAsked(!asked)}
          >
            {own.remove}
          </button>
        </span>
      )}
      {asked && (
        <div className={styles.ask} role="alert">
          <span>{own.removeAsk(label)}</span>
          <button type="button" className={styles.danger} onClick={() => void app.models.remove(id)}>
            {own.removeSurely}
          </button>
          <button type="button" onClick={() => setAsked(false)}>
            {own.keep}
          </button>
        </div>
      )}
    </li>
  );
}

function StorageLine() {
  const app = useApp();
  const words = useDialogWords().models.storage;
  const usage = useStore(app.models.store, (state) => state.usage);
  const [refused, setRefused] = useState(false);
  if (!usage) return null;
  const { usedBytes, quotaBytes, persisted } = usage;
  return (
    <p className={styles.storage}>
      {words.used(fileSize(usedBytes), fileSize(quotaBytes))}{' '}
      {persisted ? words.persisted : refused ? words.refused : words.fragile}{' '}
      {!persisted && !refused && (
        <button
          type="button"
          onClick={() =>
            void app.models
              .persist()
              .then(() => setRefused(app.models.store.getState().usage?.persisted === false))
          }
        >
          {words.persist}
        </button>
      )}
    </p>
  );
}
