/**
 * Dragging a card by its handle with mouse, pen or finger. Only the handle starts a drag, so that
 * scrolling a phone never reorders anything. Knows elements and positions; must not know drafts.
 */
import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';

/** Pixels that a hand may tremble without dragging. */
const SLACK = 4;
/** Pixels from the upper and the lower edge of the screen in which a card that is held there scrolls the page. */
const EDGES = [72, 136] as const;
const SCROLLED = 9;

interface Drag {
  readonly index: number;
  readonly offset: number;
  readonly position: number;
}

export interface DragToRank {
  /** Index of the answer being dragged, or null. */
  readonly dragged: number | null;
  /** Its distance from where it was, in CSS pixels. */
  readonly offset: number;
  /** Where it would drop: its position among the other cards, or null while it is where it was. */
  readonly position: number | null;
  onPointerDown(event: PointerEvent<HTMLElement>, index: number): void;
  onPointerMove(event: PointerEvent<HTMLElement>): void;
  onPointerUp(event: PointerEvent<HTMLElement>): void;
  onPointerCancel(): void;
}

/** @param drop called with the answer's index and its position among the other cards */
export function useDragToRank(
  list: RefObject<HTMLElement | null>,
  drop: (index: number, position: number) => void,
): DragToRank {
  const [state, setState] = useState<Drag | null>(null);
  const start = useRef(0);
  const held = useRef(0);
  const end = () => setState(null);
  const dragging = state !== null;
  const move = (y: number) => {
    held.current = y;
    setState(
      (now) => now && { ...now, offset: y - start.current, position: positionAt(list.current, now.index, y) },
    );
  };
  useEffect(() => {
    if (!dragging) return;
    const timer = setInterval(() => {
      const y = held.current;
      if (Math.abs(y - start.current) <= SLACK) return;
      const before = window.scrollY;
      if (y < EDGES[0]) window.scrollBy(0, -SCROLLED);
      else if (y > window.innerHeight - EDGES[1]) window.scrollBy(0, SCROLLED);
      const scrolled = window.scrollY - before;
      if (scrolled === 0) return;
      // The card stays under the finger while its place moves on.
      start.current -= scrolled;
      move(y);
    }, 16);
    return () => clearInterval(timer);
  });
  useEffect(() => {
    if (!dragging) return;
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && setState(null);
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [dragging]);
  const moved = state !== null && Math.abs(state.offset) > SLACK;
  return {
    dragged: state?.index ?? null,
    offset: state?.offset ?? 0,
    position: moved ? state.position : null,
    onPointerDown(event, index) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = event.clientY;
      held.current = event.clientY;
      setState({ index, offset: 0, position: 0 });
    },
    onPointerMove(event) {
      if (state) move(event.clientY);
    },
    onPointerUp(event) {
      if (state && Math.abs(event.clientY - start.current) > SLACK) {
        drop(state.index, positionAt(list.current, state.index, event.clientY));
      }
      end();
    },
    onPointerCancel: end,
  };
}

/** How many of the other cards have their middle above `y`. */
function positionAt(list: HTMLElement | null, dragged: number, y: number): number {
  let position = 0;
  for (const item of list?.children ?? []) {
    if (!(item instanceof HTMLElement) || item.dataset.index === String(dragged)) continue;
    const box = item.getBoundingClientRect();
    if (box.top + box.height / 2 < y) position++;
  }
  return position;
}
