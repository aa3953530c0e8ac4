/** The answers as a list that is the ranking: ranked ones on top in order, then the unranked. */
import { useEffect, useLayoutEffect, useRef, type CSSProperties } from 'react';
import { useApp, useRanking, useRun, useWords } from '../app/context.ts';
import { displayOrder } from './state/draft.ts';
import { AnswerCard } from './AnswerCard.tsx';
import { useDragToRank } from './useDragToRank.ts';
import styles from './AnswerList.module.css';

/** Lines every card has room for, so that neither words that arrive nor the next answers move anything. */
const TOKENS_PER_LINE = 20;
const FEWEST_LINES = 3;
const MOST_LINES = 5;

export function AnswerList() {
  const app = useApp();
  const words = useWords();
  const current = useRanking((state) => state.current);
  const draft = useRanking((state) => state.draft);
  const focused = useRanking((state) => state.focused);
  const { answers: expected, maxNewTokens } = useRun((state) => state.settings);
  const list = useRef<HTMLOListElement>(null);
  const drag = useDragToRank(list, (index, position) => {
    app.rater.drop(index, position);
    cardOf(list.current, index)?.focus({ preventScroll: true });
  });
  useSlide(list, displayOrder(draft).join(), current?.requestId ?? '');
  useFocus(list, focused, current?.requestId);
  useClickToRank(list, current !== null);
  const room = {
    '--wide-lines': Math.max(FEWEST_LINES, Math.min(MOST_LINES, Math.ceil(maxNewTokens / TOKENS_PER_LINE))),
  } as CSSProperties;

  if (!current) {
    return (
      <ol className={styles.list} style={room} aria-label={words.rank.answers} aria-busy="true">
        {Array.from({ length: expected }, (_, index) => (
          <li key={index} className={styles.awaited} aria-hidden="true" />
        ))}
      </ol>
    );
  }
  const order = displayOrder(draft);
  const others = order.filter((index) => index !== drag.dragged);
  return (
    <ol
      ref={list}
      className={styles.list}
      style={room}
      aria-label={words.rank.answers}
      aria-busy={current.streaming}
      data-ranking
      data-dragging={drag.dragged !== null}
    >
      {order.map((index, at) => {
        const rank = draft.ranks[index];
        const above = at > 0 ? draft.ranks[order[at - 1]] : null;
        const firstUnranked = rank === null && (at === 0 || above !== null);
        const place = drag.position === null ? -1 : others.indexOf(index);
        return (
          <li
            key={index}
            data-index={index}
            data-tied={rank !== null && rank === above}
            data-first-unranked={firstUnranked && at > 0}
            data-drop={dropMark(place, drag.position, others.length)}
            className={styles.item}
          >
            <AnswerCard
              index={index}
              answer={current.answers[index]}
              complete={current.complete[index]}
              ranks={draft.ranks}
              focused={focused === index}
              drag={drag}
            />
          </li>
        );
      })}
    </ol>
  );
}

/** On which side of the card at `place` the dragged one would drop, if on either. */
function dropMark(place: number, position: number | null, count: number): 'before' | 'after' | undefined {
  if (place < 0 || position === null) return undefined;
  if (place === position) return 'before';
  return position === count && place === count - 1 ? 'after' : undefined;
}

function cardOf(list: HTMLElement | null, index: number): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-index="${index}"] [data-card]`) ?? null;
}

/**
 * Focus follows the roving index while it is among the answers or nowhere. Answers that come after a judgement get it
 * wherever it was on this panel, and are brought into view with their prompt.
 */
function useFocus(list: React.RefObject<HTMLElement | null>, focused: number, setId?: string): void {
  const app = useApp();
  useEffect(() => {
    const active = document.activeElement;
    const panel = list.current?.closest<HTMLElement>('[data-panel]');
    const { judged } = app.ranking.getState();
    const nowhere = active === null || active === document.body;
    const near = active?.closest('[data-panel]') !== null && !active?.matches('select');
    if (!nowhere && !(judged ? near : list.current?.contains(active))) return;
    const card = cardOf(list.current, focused);
    if (!card || (!judged && active?.closest(`[data-index="${focused}"]`))) return;
    if (judged) {
      app.ranking.setState({ judged: false });
      panel?.querySelector('[data-prompt]')?.scrollIntoView({ block: 'nearest' });
    }
    card.focus({ preventScroll: true });
  }, [app, list, focused, setId]);
}

/** A click on a card that has no rank yet gives it the next one; keys have their own way, see registry.ts. */
function useClickToRank(list: React.RefObject<HTMLElement | null>, shown: boolean): void {
  const app = useApp();
  useEffect(() => {
    const element = list.current;
    const onClick = ({ target }: MouseEvent) => {
      if (!(target instanceof Element) || target.closest('button')) return;
      const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset.index ?? NaN);
      // Who marks words does not rank.
      if (window.getSelection()?.isCollapsed === false) return;
      if (app.ranking.getState().draft.ranks[index] === null) app.rater.rankNext(index);
    };
    element?.addEventListener('click', onClick);
    return () => element?.removeEventListener('click', onClick);
  }, [app, list, shown]);
}

/** Slides the cards from where they were to where they are (FLIP), unless motion is unwelcome. */
function useSlide(list: React.RefObject<HTMLOListElement | null>, order: string, setId: string): void {
  const tops = useRef(new Map<string, number>());
  const shownId = useRef(setId);
  useLayoutEffect(() => {
    // Other answers are not the same cards moved.
    const isNew = shownId.current !== setId;
    shownId.current = setId;
    const still = isNew || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const next = new Map<string, number>();
    for (const item of list.current?.children ?? []) {
      if (!(item instanceof HTMLElement) || item.dataset.index === undefined) continue;
      const top = item.offsetTop;
      const before = tops.current.get(item.dataset.index);
      next.set(item.dataset.index, top);
      if (still || before === undefined || before === top) continue;
      item.animate([{ transform: `translateY(${before - top}px)` }, { transform: 'none' }], {
        duration: 180,
        easing: 'cubic-bezier(0.2, 0, 0, 1)',
      });
    }
    tops.current = next;
  }, [list, order, setId]);
}
