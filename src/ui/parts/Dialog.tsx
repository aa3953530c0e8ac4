/** A native modal dialog with a title and a way out. Closes with Esc and a click beside it. */
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useApp, useWords } from '../app/context.ts';
import styles from './Dialog.module.css';

interface Props {
  readonly title: string;
  readonly side?: boolean;
  /** For lists and forms rather than a sentence; a table takes what there is, a screen all of it. */
  readonly wide?: boolean | 'table' | 'screen';
  readonly children: ReactNode;
}

export function Dialog({ title, side = false, wide = false, children }: Props) {
  const app = useApp();
  const words = useWords();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    // The backdrop counts as the dialog itself, its content does not.
    const onClick = (event: MouseEvent) => event.target === element && app.closeDialog();
    element?.addEventListener('click', onClick);
    element?.showModal();
    return () => {
      element?.removeEventListener('click', onClick);
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, [app]);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-side={side}
      data-wide={wide}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        app.closeDialog();
      }}
    >
      <div className={styles.inner}>
        <header>
          <h2 id={titleId}>{title}</h2>
          <button type="button" onClick={() => app.closeDialog()}>
            {words.close}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
