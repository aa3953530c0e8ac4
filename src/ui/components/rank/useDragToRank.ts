/**
 * Dragging a card by its handle with mouse, pen or finger. Only the handle starts a drag, so that
 * scrolling a phone never reorders anything. Knows elements and positions; must not know drafts.
 */
import { useRef, useState, type PointerEvent, type RefObject } from 'react';

export interface DragToRank {
  /** Index of the answer being dragged, or null. */
  readonly dragged: number | null;
  /** Its distance from where it was, in CSS pixels. */
  readonly offset: number;
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
  const [state, setState] = useState<{ index: number; offset: number } | null>(null);
  const start = useRef(0);
  const end = () => setState(null);
  return {
    dragged: state?.index ?? null,
    offset: state?.offset ?? 0,
    onPointerDown(event, index) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = event.clientY;
      setState({ index, offset: 0 });
    },
    onPointerMove(event) {
      if (state) setState({ ...state, offset: event.clientY - start.current });
    },
    onPointerUp(event) {
      if (state && Math.abs(event.clientY - start.current) > 4) {
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
