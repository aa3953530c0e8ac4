/** A number that explains itself: one line, the formula, and this step's values, on hover or focus. */
import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { place } from './place.ts';
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

  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);

  const show = () => {
    clearTimeout(leaving.current);
    if (!anchor.current || !bubble.current) return;
    bubble.current.showPopover();
    place(anchor.current, bubble.current);
    setOpen(true);
  };
  const hide = () => {
    clearTimeout(leaving.current);
    if (bubble.current?.matches(':popover-open')) bubble.current.hidePopover();
    setOpen(false);
  };
  // The pointer may cross over to the bubble, to read or to scroll it.
  const leave = () => {
    clearTimeout(leaving.current);
    leaving.current = setTimeout(hide, 150);
  };

  useClosing(open, hide, anchor, bubble);
  useEffect(() => () => clearTimeout(leaving.current), []);

  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={`${styles.anchor} ${className ?? ''}`}
        aria-describedby={id}
        data-open={open}
        onMouseEnter={show}
        onMouseLeave={leave}
        onFocus={show}
        onBlur={hide}
        onClick={show}
      >
        {children}
      </button>
      <div
        ref={bubble}
        id={id}
        role="tooltip"
        popover="manual"
        className={styles.bubble}
        onMouseEnter={show}
        onMouseLeave={leave}
      >
        <p>{text}</p>
        {formula && <p className={styles.formula}>{formula}</p>}
        {values && <p className={styles.values}>{values}</p>}
      </div>
    </>
  );
}

/** Closes what is open on Escape, on a press elsewhere, and when what it stands beside scrolls away. */
function useClosing(
  open: boolean,
  hide: () => void,
  anchor: RefObject<HTMLElement | null>,
  bubble: RefObject<HTMLElement | null>,
): void {
  const latest = useRef(hide);
  useEffect(() => {
    latest.current = hide;
  });
  useEffect(() => {
    if (!open) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      // The first Escape is for what lies on top; a dialog below stays.
      event.preventDefault();
      latest.current();
    };
    const onPointerDown = ({ target }: PointerEvent) => {
      const within =
        target instanceof Node && [anchor, bubble].some(({ current }) => current?.contains(target));
      if (!within) latest.current();
    };
    const onScroll = ({ target }: Event) => target !== bubble.current && latest.current();
    document.addEventListener('keydown', onKeyDown, true);
    document.addEventListener('pointerdown', onPointerDown, true);
    document.addEventListener('scroll', onScroll, true);
    return () => {
      document.removeEventListener('keydown', onKeyDown, true);
      document.removeEventListener('pointerdown', onPointerDown, true);
      document.removeEventListener('scroll', onScroll, true);
    };
  }, [open, anchor, bubble]);
}
