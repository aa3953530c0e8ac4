/** A trained model as files that transformers and peft load: which one, in which format, where to. */
import { useState } from 'react';
import type { ExportedModel } from '../../workers/exportProtocol.ts';
import { useApp, useMethod, useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { FormatFields, USUAL_FORMAT, WriteButtons } from './ExportParts.tsx';
import styles from './ExportDialog.module.css';

const KINDS: readonly ExportedModel[] = ['policy', 'adapter', 'reference', 'reward'];

export default function ExportDialog() {
  const app = useApp();
  const words = useDialogWords().exports;
  const adapters = useRun((state) => state.opened?.method === 'lora');
  const [what, setWhat] = useState<ExportedModel>('policy');
  const [format, setFormat] = useState(USUAL_FORMAT);
  const { needs } = useMethod();
  const has = { policy: true, adapter: adapters, reference: true, reward: needs.reward };
  const kinds = KINDS.filter((kind) => has[kind]);
  return (
    <Dialog title={words.title}>
      <p className={styles.help}>{words.lead}</p>
      <fieldset className={styles.kinds}>
        <legend>{words.what}</legend>
        {kinds.map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="exported"
              value={kind}
              checked={what === kind}
              onChange={() => setWhat(kind)}
            />
            <span>
              {words.kinds[kind]} <small>{words.kindHelp[kind]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <FormatFields value={format} onChange={setFormat} />
      <WriteButtons onWrite={(to) => void app.exports.model({ what, ...format }, to)} />
    </Dialog>
  );
}
