/**
 * An answer as its tokens, coloured by a quantity. One of them is looked at: that under the pointer, or the pinned one, which
 * arrow keys move. Knows rows; knows no formula.
 */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTextLanguage } from '../../parts/ModelText.tsx';
import { signed } from '../../text/format.ts';
import { visibleText } from '../../text/visibleText.ts';
import { shareOf, type Quantity, type Scale, type TokenRow } from './state/tokenRows.ts';
import { useInsideWords } from './useInsideWords.ts';
import styles from './Inside.module.css';

interface Props {
  readonly rows: readonly TokenRow[];
  readonly quantity: Quantity;
  readonly scale: Scale;
  /** The token that is looked at. */
  readonly chosen: number;
  /** The one that keys move, and whether it stays when the pointer goes. */
  readonly own: number;
  readonly pinned: boolean;
  readonly onPoint: (at: number | null) => void;
  /** To the answer before or behind. */
  readonly onAnswer: (step: number) => void;
  readonly onChoose: (at: number, pinned: boolean) => void;
}

export function TokenStrip({
  rows,
  quantity,
  scale,
  chosen,
  own,
  pinned,
  onPoint,
  onAnswer,
  onChoose,
}: Props) {
  const words = useInsideWords();
  const language = useTextLanguage();
  const strip = useRef<HTMLDivElement>(null);
  const walked = useRef(false);
  useEffect(() => {
    // Keys take the focus along, also to an answer that has fewer tokens.
    if (walked.current || strip.current?.contains(document.activeElement))
      strip.current?.querySelectorAll('button').item(own).focus();
    walked.current = false;
  }, [own, rows]);
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const to = stepped(event.key, own, rows.length);
    if (step === undefined && to === null) return;
    event.preventDefault();
    walked.current = true;
    if (step !== undefined) onAnswer(step);
    if (to !== null) onChoose(to, pinned);
  };
  return (
    <div
      ref={strip}
      className={styles.strip}
      role="group"
      aria-label={words.tokens.title}
      lang={language}
      dir="auto"
      translate="no"
      onKeyDown={walk}
      onMouseLeave={() => onPoint(null)}
    >
      {rows.map((row) => {
        const value = row[quantity];
        const said = value === null ? '' : `${words.quantities[quantity]} ${signed(value, 3)}`;
        return (
          <button
            key={row.at}
            type="button"
            tabIndex={row.at === own ? 0 : -1}
            aria-pressed={pinned && row.at === own}
            aria-label={`${shown(row.text)} ${said}`}
            title={said}
            data-chosen={row.at === chosen}
            data-clipped={row.clipped === true}
            style={{ background: background(shareOf(value, scale)) }}
            onMouseEnter={() => onPoint(row.at)}
            onClick={() => onChoose(row.at, !(pinned && row.at === own))}
          >
            {shown(row.text)}
          </button>
        );
      })}
    </div>
  );
}

/** Where a key leads; null where it leads nowhere. */
function stepped(key: string, at: number, count: number): number | null {
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}

/** A token's text; a sign for one that ends an answer. */
export function shown(text: string): string {
  return /^<\|.*\|>$/.test(text) ? '⏎' : visibleText(text);
}

function background(share: number): string {
  const color = share >= 0 ? 'var(--accent)' : 'var(--cool)';
  return `color-mix(in srgb, ${color} ${Math.round(Math.abs(share) * 42)}%, transparent)`;
}

/** What the colours stand for. */
export function StripLegend({ scale: { middle, full } }: { readonly scale: Scale }) {
  return (
    <span className={styles.legend}>
      <span>{signed(middle - full)}</span>
      <i aria-hidden="true">
        {[-1, -0.5, 0, 0.5, 1].map((share) => (
          <b key={share} style={{ background: background(share) }} />
        ))}
      </i>
      <span>{signed(middle + full)}</span>
    </span>
  );
}
