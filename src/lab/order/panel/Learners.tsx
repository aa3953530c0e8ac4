/** What each model knows of the procedure as it learns: a line an arm, and all stages as a table. */
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import { percent } from '../../../ui/text/format.ts';
import { meanOver } from '../measure.ts';
import { TOLD_BY_HISTORY } from '../procedure.ts';
import { STAGES } from '../vocabulary.ts';
import type { OrderWords } from './enOrder.ts';
import type { Learner } from './training.ts';
import styles from './OrderPanel.module.css';

const WIDTH = 480;
const HEIGHT = 120;
/** Told apart without colour, too; by the arm's place in the list. */
const DASHES = [undefined, '7 3', '2 3', '9 3 2 3'] as const;

interface Props {
  readonly words: OrderWords;
  readonly learners: readonly Learner[];
}

export function Learners({ words, learners }: Props) {
  const most = Math.max(...learners.flatMap(({ looks }) => looks.map(({ updates }) => updates)));
  const x = (updates: number) => ((WIDTH * updates) / most).toFixed(1);
  const y = (share: number) => (HEIGHT * (1 - share)).toFixed(1);
  const known = ({ looks }: Learner) =>
    looks.map(({ updates, next }) => ({ updates, share: meanOver(next, TOLD_BY_HISTORY) }));
  return (
    <section aria-labelledby="order-learners">
      <h3 id="order-learners">{words.learners}</h3>
      <p className={styles.note}>{words.learnersNote}</p>
      <svg className={styles.chart} viewBox={`-2 -4 ${WIDTH + 4} ${HEIGHT + 8}`} aria-hidden="true">
        <path d={`M0 0V${HEIGHT}H${WIDTH}`} className={styles.axis} />
        <path d={`M0 ${HEIGHT / 2}H${WIDTH}`} className={styles.half} />
        {learners.map((learner, index) => (
          <path
            key={learner.arm}
            className={styles.line}
            strokeDasharray={DASHES[index % DASHES.length]}
            d={known(learner)
              .map(({ updates, share }, at) => `${at === 0 ? 'M' : 'L'}${x(updates)} ${y(share)}`)
              .join('')}
          />
        ))}
      </svg>
      <ul className={styles.legend}>
        {learners.map((learner, index) => (
          <li key={learner.arm}>
            <svg viewBox="0 0 24 6" aria-hidden="true">
              <path d="M0 3H24" className={styles.line} strokeDasharray={DASHES[index % DASHES.length]} />
            </svg>
            {words.arms[learner.arm]} <b>{percent(known(learner).at(-1)?.share ?? null)}</b>
          </li>
        ))}
      </ul>
      <DataTable
        inText
        caption={words.stages}
        headers={[words.stage, ...learners.flatMap(({ arm }) => words.columns(words.arms[arm]))]}
        rows={STAGES.map((stage, index) => [
          TOLD_BY_HISTORY.includes(stage)
            ? words.byHistory(words.stageNames[stage])
            : words.stageNames[stage],
          ...learners.flatMap(({ looks }) => [
            percent(looks.at(-1)?.next[index] ?? null),
            percent(looks.at(-1)?.reached[index] ?? null),
          ]),
        ])}
      />
    </section>
  );
}
