/** A number that explains itself: one line, the formula, and this step's values, on hover or focus. */
import { useId, useRef, useState, type ReactNode } from 'react';
import styles from './Explain.module.css';

interface Props {
  readonly children: ReactNode;
  readonly text: string;
  readonly formula?: string;
  /** The formula with this step's values, or null before the first step. */
  readonly values?: string | null;
  readonly className?: string;
}

export function Explain({ children, text, formula, values, className }: Props) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const show = () => {
    if (!anchor.current || !bubble.current) return;
    bubble.current.showPopover();
    place(anchor.current, bubble.current);
    setOpen(true);
  };
  const hide = () => {
    if (bubble.current?.matches(':popover-open')) bubble.current.hidePopover();
    setOpen(false);
  };

  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={`${styles.anchor} ${className ?? ''}`}
        aria-describedby={id}
        data-open={open}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
      >
        {children}
      </button>
      <div ref={bubble} id={id} role="tooltip" popover="manual" className={styles.bubble}>
        <p>{text}</p>
        {formula && <p className={styles.formula}>{formula}</p>}
        {values && <p className={styles.values}>{values}</p>}
      </div>
    </>
  );
}

/** Below the anchor, or above it where there is no room, and always inside the window. */
function place(anchor: HTMLElement, bubble: HTMLElement): void {
  const from = anchor.getBoundingClientRect();
  const size = bubble.getBoundingClientRect();
  const margin = 8;
  const left = Math.min(Math.max(margin, from.left), window.innerWidth - size.width - margin);
  const below = from.bottom + 6;
  const top = below + size.height > window.innerHeight - margin ? from.top - size.height - 6 : below;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${Math.max(margin, top)}px`;
}
