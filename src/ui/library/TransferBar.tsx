/** A download or import under way: how far, how fast, how long, and the way to stop it. */
import { useApp } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { duration, fileSize } from '../text/format.ts';
import type { Transfer } from './state/modelsStore.ts';
import styles from './ModelList.module.css';

export function TransferBar({ transfer }: { readonly transfer: Transfer }) {
  const app = useApp();
  const words = useDialogWords().models.transfer;
  const { id, label, stage, file, done, total, bytesPerSecond } = transfer;
  const known = total > 0;
  const parts = [
    words.stages[stage],
    known && words.amount(fileSize(done), fileSize(total)),
    bytesPerSecond > 0 && words.rate(fileSize(bytesPerSecond)),
    bytesPerSecond > 0 && known && words.left(duration((total - done) / bytesPerSecond)),
    file,
  ];
  return (
    <div className={styles.transfer}>
      <progress
        aria-label={words.label(words.stages[stage], label)}
        value={known ? done / total : undefined}
        max={1}
      />
      <button type="button" aria-label={words.pauseOf(label)} onClick={() => void app.models.pause(id)}>
        {words.pause}
      </button>
      <span className={styles.facts}>{parts.filter(Boolean).join(' · ')}</span>
    </div>
  );
}
