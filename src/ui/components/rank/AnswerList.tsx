/** The answers as a list that is the ranking: ranked ones on top in order, then the unranked. */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useApp, useRanking, useRun, useWords } from '../../context.ts';
import { displayOrder } from '../../ranking/draft.ts';
import { AnswerCard } from './AnswerCard.tsx';
import { useDragToRank } from './useDragToRank.ts';
import styles from './AnswerList.module.css';

export function AnswerList() {
  const app = useApp();
  const words = useWords();
  const current = useRanking((state) => state.current);
  const draft = useRanking((state) => state.draft);
  const focused = useRanking((state) => state.focused);
  const expected = useRun((state) => state.settings.answers);
  const list = useRef<HTMLOListElement>(null);
  const drag = useDragToRank(list, (index, position) => app.rater.drop(index, position));
  useSlide(list, displayOrder(draft).join(), current?.requestId ?? '');

  // Focus follows the roving index, but only when it is among the answers or nowhere.
  useEffect(() => {
    const active = document.activeElement;
    const inside = active !== null && list.current?.contains(active);
    if (!inside && active !== document.body) return;
    const card = list.current?.querySelector<HTMLElement>(`[data-index="${focused}"] [data-card]`);
    if (!active?.closest(`[data-index="${focused}"]`)) card?.focus({ preventScroll: true });
  }, [focused, current?.requestId]);

  if (!current) {
    return (
      <ol className={styles.list} aria-label={words.rank.answers} aria-busy="true">
        {Array.from({ length: expected }, (_, index) => (
          <li key={index} className={styles.awaited} aria-hidden="true" />
        ))}
      </ol>
    );
  }
  const order = displayOrder(draft);
  return (
    <ol
      ref={list}
      className={styles.list}
      aria-label={words.rank.answers}
      aria-busy={current.streaming}
      data-ranking
      data-dragging={drag.dragged !== null}
    >
      {order.map((index, at) => {
        const rank = draft.ranks[index];
        const above = at > 0 ? draft.ranks[order[at - 1]] : null;
        const firstUnranked = rank === null && (at === 0 || above !== null);
        return (
          <li
            key={index}
            data-index={index}
            data-tied={rank !== null && rank === above}
            data-first-unranked={firstUnranked && at > 0}
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
