/**
 * What was hidden until the ranking was in: which version wrote each answer, and the reward
 * model's scores beside the person's order. Loaded with the first ranking.
 */
import { measureAgreement } from '../../preferences/agreement.ts';
import { useMethod, useWords } from '../app/context.ts';
import { signed } from '../text/format.ts';
import { letterOf } from './state/letters.ts';
import type { LastRanking as Last } from './state/rankingStore.ts';
import { Explain } from '../parts/Explain.tsx';
import { ModelText } from '../parts/ModelText.tsx';
import styles from './LastRanking.module.css';

export default function LastRanking({ last }: { readonly last: Last }) {
  const words = useWords();
  const { event, scores, pending, learned } = last;
  const { rater } = event;
  const simulated = rater !== 'person';
  // A method without a reward model has nothing that scores.
  const scored = useMethod().needs.reward === true || scores !== null;
  const largest = Math.max(1, ...(scores ?? []).map(Math.abs));
  const agreement = scores && measureAgreement([{ tiers: event.tiers, scores }]);
  const says =
    agreement && agreement.pairs > 0
      ? (simulated ? words.simulated : words.last).agrees(
          trimmed(agreement.accuracy * agreement.pairs),
          agreement.pairs,
        )
      : pending
        ? words.last.pending
        : scored && words.last.noModel;
  return (
    <section className={styles.last} aria-labelledby="last-title">
      {simulated && <ModelText text={event.prompt} className={styles.prompt} />}
      <table>
        <caption id="last-title">
          {simulated ? words.simulated.title(words.rank.raters[rater]) : words.last.title}
        </caption>
        <thead>
          <tr>
            <th scope="col">{simulated ? words.simulated.order : words.last.order}</th>
            <th scope="col">{words.last.wroteIt}</th>
            {scored && (
              <th scope="col" className={styles.number}>
                <Explain text={words.last.scoreHelp}>{words.last.score}</Explain>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {event.tiers.flatMap((tier, rank) =>
            tier.map((index) => (
              <tr key={index}>
                <td>
                  <div className={styles.answer}>
                    <b>{rank + 1}</b>
                    <span translate="no">{letterOf(index)}</span>
                    <ModelText as="span" text={event.answers[index].text} />
                  </div>
                </td>
                <td>{words.last.version(event.answers[index].iteration)}</td>
                {scored && (
                  <td className={styles.number}>
                    {scores ? (
                      <>
                        <i
                          aria-hidden="true"
                          data-negative={scores[index] < 0}
                          style={{ width: `${(1.4 * Math.abs(scores[index])) / largest}rem` }}
                        />
                        <span>{signed(scores[index])}</span>
                      </>
                    ) : (
                      '–'
                    )}
                  </td>
                )}
              </tr>
            )),
          )}
        </tbody>
      </table>
      <p>{scores && learned ? `${says} ${words.last.learned}` : says}</p>
    </section>
  );
}

// Equal scores count half, so the number of right pairs can end in .5.
function trimmed(value: number): string {
  return String(Math.round(value * 2) / 2);
}
