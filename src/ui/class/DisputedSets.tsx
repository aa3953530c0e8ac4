/** Sets of answers, the most disputed first: how often each answer got each rank, and how each person ranked. */
import { useState } from 'react';
import type { ClassReport } from '../../preferences/class/classReport.ts';
import type { DisputedSet } from '../../preferences/class/dispute.ts';
import type { Rating } from '../../preferences/class/ratedSets.ts';
import { letterOf } from '../rank/state/letters.ts';
import { fixed, percent } from '../text/format.ts';
import { useClassWords } from './useClass.ts';
import { useNames } from './useNames.ts';
import styles from './Class.module.css';

/** Cards before the others are asked for. */
const FIRST = 6;

export function DisputedSets({ report }: { readonly report: ClassReport }) {
  const words = useClassWords().disputed;
  const [all, setAll] = useState(false);
  const { disputed } = report;
  if (disputed.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="class-disputed">
      <h3 id="class-disputed">{words.title}</h3>
      <p className={styles.lead}>{words.lead}</p>
      <div className={styles.cards}>
        {(all ? disputed : disputed.slice(0, FIRST)).map((one) => (
          <Card key={one.set.key} disputed={one} number={report.sets.indexOf(one.set) + 1} />
        ))}
      </div>
      {!all && disputed.length > FIRST && (
        <p className={styles.row}>
          <button type="button" onClick={() => setAll(true)}>
            {words.all(disputed.length)}
          </button>
        </p>
      )}
    </section>
  );
}

function Card({ disputed, number }: { readonly disputed: DisputedSet; readonly number: number }) {
  const words = useClassWords().disputed;
  const { set, dispute, answers } = disputed;
  const places = set.texts.map((_, at) => at).sort((a, b) => answers[a].meanRank - answers[b].meanRank);
  const ranks = set.texts.map((_, at) => at + 1);
  return (
    <article className={styles.card} aria-label={words.set(number)}>
      <h4>
        {words.set(number)} · {words.share(dispute, set.ratings.length)}
      </h4>
      <p className={styles.prompt}>{set.prompt.trim()}</p>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={words.set(number)}>
        <table>
          <thead>
            <tr>
              <th aria-hidden="true" />
              <th scope="col">{words.mean}</th>
              <th scope="col">{words.opposite}</th>
              {ranks.map((rank) => (
                <th key={rank} scope="col" aria-label={words.ranks(rank)}>
                  {rank}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {places.map((at, place) => (
              <tr key={at}>
                <th scope="row">
                  <b>{letterOf(place)}</b> {set.texts[at]}
                </th>
                <td>{fixed(answers[at].meanRank, 1)}</td>
                <td>{percent(answers[at].dispute)}</td>
                {ranks.map((rank) => (
                  <Count key={rank} count={countOf(set.ratings, at, rank)} of={set.ratings.length} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Who disputed={disputed} places={places} />
    </article>
  );
}

/** The more, the darker: told by the number, too. */
function Count({ count, of }: { readonly count: number; readonly of: number }) {
  const share = Math.round((100 * count) / of);
  return (
    <td className={styles.count} style={{ '--share': `${share}%` } as React.CSSProperties}>
      {count === 0 ? '' : count}
    </td>
  );
}

function Who({ disputed, places }: { readonly disputed: DisputedSet; readonly places: readonly number[] }) {
  const words = useClassWords().disputed;
  const nameOf = useNames();
  return (
    <details>
      <summary>{words.who}</summary>
      <ul className={styles.who}>
        {disputed.set.ratings.map((rating) => (
          <li key={rating.rater.key}>
            <span>{nameOf(rating.rater)}</span> <b>{orderText(rating, places)}</b>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Letters, best first: A › B = C. */
function orderText({ ranks }: Rating, places: readonly number[]): string {
  const letters = places.map((at, place) => ({ letter: letterOf(place), rank: ranks[at] }));
  const ranked = letters.filter((one) => one.rank !== null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  return ranked
    .map(({ letter, rank }, at) =>
      at === 0 ? letter : `${ranked[at - 1].rank === rank ? '=' : '›'} ${letter}`,
    )
    .join(' ');
}

/** How many gave an answer this rank; one shared by several counts where it is rounded down to. */
function countOf(ratings: readonly Rating[], at: number, rank: number): number {
  return ratings.filter(({ ranks }) => ranks[at] !== null && Math.floor(ranks[at]) === rank).length;
}
