/** Which model to train: those of the page, those in this browser, and the ways to bring another. */
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { AddModel } from './AddModel.tsx';
import { EmbeddedModels } from './EmbeddedModels.tsx';
import { OpenModel } from './OpenModel.tsx';
import { StoredModels } from './StoredModels.tsx';
import { TakenReward } from './TakenReward.tsx';
import { WaitingAdapter } from './WaitingAdapter.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Worded } from '../told/Worded.tsx';
import styles from './ModelDialog.module.css';

export default function ModelDialog() {
  const app = useApp();
  const words = useDialogWords().models;
  const chosen = useStore(app.models.store, (state) => state.chosen);
  const error = useStore(app.models.store, (state) => state.error);
  const list = useRef<HTMLDivElement>(null);
  const wasChosen = useRef(false);
  useEffect(() => {
    if (wasChosen.current && !chosen) list.current?.focus();
    wasChosen.current = chosen !== null;
  }, [chosen]);
  useEffect(() => {
    void app.models.refresh();
    // What was about to be opened is forgotten with the dialog.
    return () => app.models.leave();
  }, [app]);
  return (
    <Dialog title={words.title} wide>
      {error !== null && (
        <p className={styles.error} role="alert">
          <b>{words.failed}</b> <Worded text={error} />
        </p>
      )}
      {chosen ? (
        <OpenModel model={chosen} />
      ) : (
        <div ref={list} className={styles.sections} tabIndex={-1}>
          <p className={styles.lead}>{words.lead}</p>
          <WaitingAdapter />
          <TakenReward />
          <EmbeddedModels />
          <StoredModels />
          <AddModel />
        </div>
      )}
    </Dialog>
  );
}
