/**
 * A step's candidates, best first, with what the model gives each; people put them in another order: with buttons, or with the arrow
 * keys and digits on the one that has the focus.
 */
import { useRef, type KeyboardEvent } from 'react';
import { fixed } from '../../../ui/text/format.ts';
import { byLikelihood } from '../steps.ts';
import { bestFirst, type StepTrace } from '../trace.ts';
import type { ChainWords } from './enChain.ts';
import styles from './ChainPanel.module.css';

interface Props {
  readonly words: ChainWords;
  readonly done: StepTrace;
  readonly busy: boolean;
  /** Places of all candidates in tiers, the best first. */
  onRank(tiers: readonly (readonly number[])[]): void;
}

export function RankList({ words, done, busy, onRank }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const { step, candidates, tiers } = done;
  const order = bestFirst(done);
  const kept = step.kind === 'judge' ? step.keep : 1;
  const to = (from: number, place: number): void => {
    const at = Math.max(0, Math.min(order.length - 1, place));
    const others = order.filter((_, index) => index !== from);
    onRank([...others.slice(0, at), order[from], ...others.slice(at)].map((index) => [index]));
    // The row that was moved keeps the focus.
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>('li')[at]?.focus());
  };
  const onKey = (event: KeyboardEvent, from: number): void => {
    if (busy || event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const place = Number(event.key) - 1;
    const steps: Record<string, number> = { ArrowUp: from - 1, ArrowDown: from + 1 };
    const wanted = event.key in steps ? steps[event.key] : place;
    if (!Number.isInteger(wanted) || wanted >= order.length || (wanted < 0 && !(event.key in steps))) return;
    event.preventDefault();
    event.stopPropagation();
    to(from, wanted);
  };
  return (
    <>
      <ol className={styles.candidates} ref={list} aria-label={words.candidatesOf(step.name)}>
        {order.map((index, place) => (
          <li
            key={index}
            tabIndex={0}
            className={place < kept ? styles.kept : undefined}
            onKeyDown={(event) => onKey(event, place)}
          >
            <span className={styles.candidate} translate="no">
              {candidates[index].text}
              {candidates[index].times > 1 && <small> ×{candidates[index].times}</small>}
            </span>
            <span
              className={styles.score}
              title={step.kind === 'judge' && !byLikelihood(step) ? words.probability : words.logp}
            >
              {fixed(candidates[index].score, 2)}
            </span>
            <span className={styles.moves}>
              <button
                type="button"
                disabled={busy || place === 0}
                aria-label={words.up(candidates[index].text)}
                onClick={() => to(place, place - 1)}
              >
                ↑
              </button>
              <button
                type="button"
                disabled={busy || place === order.length - 1}
                aria-label={words.down(candidates[index].text)}
                onClick={() => to(place, place + 1)}
              >
                ↓
              </button>
            </span>
          </li>
        ))}
      </ol>
      <div className={styles.buttons}>
        {tiers === null ? (
          <button
            type="button"
            disabled={busy || candidates.length < 2}
            onClick={() => onRank(order.map((index) => [index]))}
          >
            {words.agree}
          </button>
        ) : (
          <span className={styles.note}>{words.rankedBy(done.by === 'person')}</span>
        )}
      </div>
    </>
  );
}
