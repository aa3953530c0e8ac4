/**
 * What takes time right now, with a way to stop it, in a place of the header that is always as high: it comes and
 * goes while a person ranks, and must move nothing. In between the place says what the page is for.
 */
import { loopStages } from '../../rl/declaration.ts';
import { methodOf } from '../../rl/algorithms/settings.ts';
import { useApp, useRun, useUi, useWords } from '../app/context.ts';
import type { Progress } from '../../rl/runs/events.ts';
import styles from './TaskProgress.module.css';

const BETWEEN: Progress = { task: 'prepare', done: 0, total: 0 };

export function TaskProgress() {
  const app = useApp();
  const words = useWords();
  const current = useRun((state) => state.progress);
  const status = useRun((state) => state.status);
  const language = useUi((state) => state.language);
  const method = useRun((state) => methodOf(state.opened ?? state.settings, app.methods));
  // Loading has gaps between its parts; the way to stop it must not come and go with them.
  const progress = current ?? (status === 'loading' ? BETWEEN : null);
  if (!progress) return <p className={styles.tagline}>{words.tagline}</p>;
  const stage = loopStages(method).find(({ name }) => name === progress.task);
  const label = stage?.words?.[language].name ?? words.progress.tasks[progress.task] ?? progress.task;
  const share = progress.total > 0 ? progress.done / progress.total : null;
  return (
    <div className={styles.progress}>
      <span className={styles.label}>{label}</span>
      {share !== null && <span>{amount(progress.done, progress.total)}</span>}
      <progress aria-label={words.progress.label(label)} value={share ?? undefined} max={1} />
      <button
        type="button"
        onClick={() => void (status === 'loading' ? app.session.cancelLoading() : app.training.cancelTask())}
      >
        {words.cancel}
      </button>
    </div>
  );
}

/** Bytes as megabytes, small counts as they are. */
function amount(done: number, total: number): string {
  return total > 100_000
    ? `${(done / 1e6).toFixed(1)} / ${(total / 1e6).toFixed(1)} MB`
    : `${done} / ${total}`;
}
