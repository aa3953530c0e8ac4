/** One bundle to go on with on a cluster: what is in it, in which format, where to. */
import { useState } from 'react';
import { useApp } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { FormatFields, USUAL_FORMAT, WriteButtons } from './ExportParts.tsx';
import styles from './ExportDialog.module.css';

export default function ClusterDialog() {
  const app = useApp();
  const words = useDialogWords().exports.cluster;
  const [format, setFormat] = useState(USUAL_FORMAT);
  return (
    <Dialog title={words.title}>
      <p className={styles.help}>{words.lead}</p>
      <ul className={styles.parts}>
        {words.parts.map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
      <p className={styles.help}>{words.back}</p>
      <FormatFields value={format} onChange={setFormat} />
      <WriteButtons onWrite={(to) => void app.exports.bundle(format, to)} />
    </Dialog>
  );
}
