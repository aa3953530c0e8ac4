/** What is believed of each template: means with intervals, how often each was chosen, and the truth where it is known. */
import { fixed } from '../../../ui/text/format.ts';
import { armsAfter, bestArm, estimates } from '../bandit.ts';
import { kindOf, pullsOf, tasteOf, trueMeans } from '../game.ts';
import type { BanditWords } from './enBandit.ts';
import { turnsOf, type Game, type Table } from './table.ts';
import styles from './BanditPanel.module.css';

interface Props {
  readonly words: BanditWords;
  readonly table: Table;
  readonly game: Game;
}

export function Estimates({ words, table, game }: Props) {
  const { by, weights } = table;
  const kind = kindOf(weights);
  const arms = armsAfter(game.templates.length, pullsOf(turnsOf(table), weights));
  const best = bestArm(arms, kind);
  const truth = by === 'person' ? null : trueMeans(tasteOf(by, game.written), weights);
  const alike = truth !== null && Math.max(...truth) - Math.min(...truth) < 1e-9;
  return (
    <section aria-labelledby="bandit-estimates">
      <h3 id="bandit-estimates">{words.estimates}</h3>
      <p className={styles.note}>{words.estimatesNote}</p>
      {alike && <p role="alert">{words.alike}</p>}
      <ul className={styles.arms}>
        {estimates(arms, kind).map(({ low, mean, high }, arm) => (
          <li key={game.templates[arm]}>
            <code translate="no">{game.templates[arm]}</code>
            <span className={styles.track} aria-hidden="true">
              <span
                className={arm === best ? styles.bestRange : styles.range}
                style={{ insetInlineStart: `${100 * low}%`, inlineSize: `${100 * (high - low)}%` }}
              />
              <span className={styles.mean} style={{ insetInlineStart: `${100 * mean}%` }} />
              {truth && (
                <span className={styles.truth} style={{ insetInlineStart: `${100 * truth[arm]}%` }}>
                  ◆
                </span>
              )}
            </span>
            <span className={styles.note}>
              {fixed(mean)} ({fixed(low)}–{fixed(high)}), {words.chosen(arms[arm].pulls)}
              {truth && `, ${words.truth(fixed(truth[arm]))}`}
              {arm === best && (
                <>
                  , <b>{words.best}</b>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
