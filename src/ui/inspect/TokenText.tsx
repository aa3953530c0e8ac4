/** A text whose tokens are coloured by log π − log π_ref, and the legend of those colours. */
import type { ScoredAnswer } from '../../rl/runs/compare.ts';
import { useLooks } from './useLooks.ts';
import { signed } from '../text/format.ts';
import { visibleText } from '../text/visibleText.ts';
import { ModelText, useTextLanguage } from '../parts/ModelText.tsx';
import styles from './TokenText.module.css';

/** Shown for the token that ends an answer, which has no text of its own. */
const END = '⏎';

function isControl(text: string): boolean {
  return /^<\|.*\|>$/.test(text);
}

/** Nats at which the colour is full. */
const FULL = 2;

/** Share of full colour for a difference in nats, with its sign. */
function strength(difference: number): number {
  return Math.max(-1, Math.min(1, difference / FULL));
}

function background(share: number): string {
  const color = share >= 0 ? 'var(--accent)' : 'var(--cool)';
  return `color-mix(in srgb, ${color} ${Math.round(Math.abs(share) * 42)}%, transparent)`;
}

export function TokenText({ answer }: { readonly answer: ScoredAnswer }) {
  const language = useTextLanguage();
  if (answer.tokens.length === 0) return <ModelText text={answer.text} className={styles.text} />;
  return (
    <p className={styles.text} lang={language} dir="auto" translate="no">
      {answer.tokens.map((token, at) => {
        const difference = token.logp - token.logpRef;
        return (
          <span
            key={at}
            style={{ background: background(strength(difference)) }}
            title={`${signed(difference)} nats`}
          >
            {isControl(token.text) ? <i className={styles.end}>{END}</i> : visibleText(token.text)}
          </span>
        );
      })}
    </p>
  );
}

export function KlLegend() {
  const words = useLooks();
  return (
    <p className={styles.legend}>
      <span>{words.compare.legend}</span>
      <span className={styles.scale}>
        <span>{`−${FULL} ${words.compare.less}`}</span>
        <i aria-hidden="true">
          {[-1, -0.5, 0, 0.5, 1].map((share) => (
            <b key={share} style={{ background: background(share) }} />
          ))}
        </i>
        <span>{`${words.compare.more} +${FULL}`}</span>
      </span>
    </p>
  );
}
