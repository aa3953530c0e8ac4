/**
 * Messages: notices and failures. They lie over the page's lower edge, so that none moves what is being ranked.
 * What takes time right now is told in the header, see TaskProgress.tsx.
 */
import { lazy, useEffect, useRef } from 'react';
import { useApp, useRun, useUi, useWords } from '../app/context.ts';
import { failureWays } from './failureWays.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { Later } from '../parts/Later.tsx';
import { Worded } from '../told/Worded.tsx';
import styles from './StatusBar.module.css';

const StateTeller = lazy(() => import('./StateTeller.ts'));

export function StatusBar() {
  return (
    <div className={styles.bars} data-room>
      <Notice />
      <Failure />
    </div>
  );
}

function Notice() {
  const app = useApp();
  const words = useWords();
  const notice = useUi((state) => state.notice);
  if (!notice) return null;
  return (
    <div
      className={styles.notice}
      data-kind={notice.kind}
      role={notice.kind === 'error' ? 'alert' : 'status'}
    >
      <p>
        <Worded text={notice.text} />
      </p>
      {notice.action && <ActionButton id={notice.action} />}
      <button type="button" onClick={() => app.ui.setState({ notice: null })}>
        {words.dismiss}
      </button>
    </div>
  );
}

function Failure() {
  const app = useApp();
  const words = useWords();
  const failure = useRun((state) => state.failure);
  const status = useRun((state) => state.status);
  const model = useRun((state) => state.model);
  if (status === 'cancelled') return <Cancelled />;
  if (!failure) return null;
  const { startTitle, savingTitle, title, kinds } = words.failure;
  const saving = failure.kind === 'storage' && status !== 'failed';
  const ways = failureWays(failure, status, model);
  return (
    <div className={styles.notice} data-kind="error" role="alert">
      <p>
        <b>{saving ? savingTitle : status === 'failed' ? startTitle : title}</b>{' '}
        <span>
          {kinds[failure.kind]} <Worded text={failure.message} />
        </span>
      </p>
      {ways.restart && (
        <button type="button" onClick={() => void app.session.open()}>
          {status === 'failed' ? words.actions.retry : words.actions.restart}
        </button>
      )}
      {ways.memory && (
        <button type="button" onClick={() => app.toggleDialog('settings')}>
          {words.actions.memory}
        </button>
      )}
      {ways.otherModel && (
        <button type="button" onClick={() => app.toggleDialog('model')}>
          {words.actions.otherModel}
        </button>
      )}
      {ways.dismiss && (
        <button type="button" onClick={() => app.run.setState({ failure: null })}>
          {words.dismiss}
        </button>
      )}
    </div>
  );
}

/** After the person stopped the loading: what that means, and the ways on. */
function Cancelled() {
  const app = useApp();
  const words = useWords();
  const load = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button that had the focus is gone; who uses the keyboard goes on here.
    if (document.activeElement === document.body) load.current?.focus();
  }, []);
  return (
    <div className={styles.notice} role="status">
      <p>
        <b>{words.failure.cancelledTitle}</b> <span>{words.failure.cancelledText}</span>
      </p>
      <button ref={load} type="button" onClick={() => void app.session.open()}>
        {words.actions.load}
      </button>
      <button type="button" onClick={() => app.toggleDialog('model')}>
        {words.actions.otherModel}
      </button>
    </div>
  );
}

/** Says announcements to screen readers. */
export function LiveRegion() {
  const announcement = useUi((state) => state.announcement);
  const region = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // Emptied first: the same sentence twice must be said twice.
    const element = region.current;
    if (!element) return;
    element.textContent = '';
    const timer = setTimeout(() => (element.textContent = announcement.text), 30);
    return () => clearTimeout(timer);
  }, [announcement]);
  return (
    <>
      <p ref={region} className="visually-hidden" role="status" aria-live="polite" aria-atomic="true" />
      <Later>
        <StateTeller />
      </Later>
    </>
  );
}
