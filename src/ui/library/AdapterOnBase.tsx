/** What an adapter does to the base it stands on, and whether it names that base. */
import { useStore } from 'zustand';
import type { AdapterChoice } from '../../workers/protocol.ts';
import { useApp } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { basesOf } from './choice/adapters.ts';
import styles from './OpenModel.module.css';

export function AdapterOnBase({ model: { label, base } }: { readonly model: AdapterChoice }) {
  const app = useApp();
  const words = useDialogWords().models.adapter;
  const offered = useStore(app.models.store, (state) => state.adapter);
  const stored = useStore(app.models.store, (state) => state.models) ?? [];
  const named = offered === null || basesOf(offered, [base], stored).length > 0;
  return (
    <p className={styles.asks}>
      {words.merged(label, app.models.labelOf(base) ?? '')}
      {!named && ` ${words.other(offered.base, offered.revision)}`}
    </p>
  );
}
