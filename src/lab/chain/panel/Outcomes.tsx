/** What came of the chain, and of copy at one go, with what the rater of the experiment makes of each. */
import { percent } from '../../../ui/text/format.ts';
import type { Domain, Item } from '../domain/domain.ts';
import { oneShot } from '../domain/prompts.ts';
import { rate } from '../raters/rater.ts';
import { resultOf } from '../trace.ts';
import { deskNow, type Board } from './board.ts';
import type { ChainWords } from './enChain.ts';
import styles from './ChainPanel.module.css';

interface Props {
  readonly words: ChainWords;
  readonly domain: Domain;
  readonly item: Item;
  readonly reader: string;
  readonly board: Board;
}

export function Outcomes({ words, domain, item, reader, board }: Props) {
  const { trace, atOnce } = board;
  const whole = trace.steps.length === deskNow(board).chain.length;
  const texts: readonly (readonly [string, string])[] = [
    [words.byChain, whole ? resultOf(trace) : ''],
    [words.byOne, atOnce?.steps.length === oneShot(domain).length ? resultOf(atOnce) : ''],
  ];
  return (
    <div aria-live="polite">
      {texts.map(([label, text]) => {
        if (text === '') return null;
        const { facts, fluent, fit } = rate(domain, item, reader, text);
        return (
          <p key={label} className={styles.outcome}>
            <b>{label}:</b> <q translate="no">{text}</q>{' '}
            <small>{words.rated(percent(facts), percent(fluent), percent(fit))}</small>
          </p>
        );
      })}
    </div>
  );
}
