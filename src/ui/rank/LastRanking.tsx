/**
 * What was hidden until the ranking was in, as full cards: each answer in the order that was given, which version wrote it, and
 * beside it the reward model's order with its scores; where the two part is marked. Loaded with the first ranking.
 */
import { measureAgreement } from '../../preferences/agreement.ts';
import { useMethod, useUi, useWords } from '../app/context.ts';
import { signed } from '../text/format.ts';
import { letterOf } from './state/letters.ts';
import { byScore, revealOf, type RevealedAnswer } from './state/reveal.ts';
import type { LastRanking as Last } from './state/rankingStore.ts';
import { Explain } from '../parts/Explain.tsx';
import { LookInside } from '../parts/LookInside.tsx';
import { ModelText } from '../parts/ModelText.tsx';
import { enReveal, type RevealWords } from './words/enReveal.ts';
import { zhReveal } from './words/zhReveal.ts';
import styles from './LastRanking.module.css';

const useReveal = (): RevealWords => useUi(({ language }) => (language === 'zh' ? zhReveal : enReveal));

export default function LastRanking({ last }: { readonly last: Last }) {
  const words = useWords();
  const reveal = useReveal();
  const { event, scores } = last;
  const { rater } = event;
  const simulated = rater !== 'person';
  // A method without a reward model has nothing that scores.
  const scored = useMethod().needs.reward === true || scores !== null;
  const revealed = revealOf(event, scores);
  const model = byScore(revealed);
  return (
    <section className={styles.last} aria-labelledby="last-title">
      <h3 id="last-title">{simulated ? reveal.simulated.title(words.rank.raters[rater]) : reveal.title}</h3>
      {simulated && <ModelText text={event.prompt} className={styles.prompt} />}
      <Verdict last={last} scored={scored} />
      <div className={styles.heads} aria-hidden="true">
        <span>{simulated ? reveal.simulated.order : reveal.order}</span>
        {scored && <span>{reveal.score}</span>}
      </div>
      <ol className={styles.cards} data-scored={scored}>
        {revealed.map((answer, place) => (
          <li key={answer.index}>
            <Card answer={answer} last={last} scored={scored} />
            {scored && (
              <Place answer={model[place]} other={model[place]?.index !== answer.index} all={model} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How far the two orders agree, or why that is not known. */
function Verdict({ last, scored }: { readonly last: Last; readonly scored: boolean }) {
  const reveal = useReveal();
  const { event, scores, pending, learned } = last;
  const agreement = scores && measureAgreement([{ tiers: event.tiers, scores }]);
  const says =
    agreement && agreement.pairs > 0
      ? (event.rater === 'person' ? reveal : reveal.simulated).agrees(
          trimmed(agreement.accuracy * agreement.pairs),
          agreement.pairs,
        )
      : pending
        ? reveal.pending
        : scored && reveal.noModel;
  return (
    <div className={styles.verdict}>
      {scored && says ? <Explain text={reveal.scoreHelp}>{says}</Explain> : <span>{says}</span>}{' '}
      {scores && learned && <span>{reveal.learned}</span>}
    </div>
  );
}

interface CardProps {
  readonly answer: RevealedAnswer;
  readonly last: Last;
  readonly scored: boolean;
}

/** An answer in full, by whom it was written, and with whom the reward model would have it change places. */
function Card({ answer, last: { event }, scored }: CardProps) {
  const reveal = useReveal();
  const { index, rank, score, modelRank, against } = answer;
  const { text, iteration } = event.answers[index];
  return (
    <article className={styles.card} data-against={against.length > 0}>
      <header>
        <b>{rank}</b>
        <strong translate="no">{letterOf(index)}</strong>
        <span>{reveal.version(iteration)}</span>
        <LookInside name={letterOf(index)} of="last" answer={index} />
      </header>
      <ModelText text={text} />
      {scored && score !== null && modelRank !== null && (
        <p className="visually-hidden">{reveal.place(modelRank, signed(score))}</p>
      )}
      {against.length > 0 && (
        <p className={styles.against}>{reveal.against(against.map((other) => letterOf(other)))}</p>
      )}
    </article>
  );
}

interface PlaceProps {
  /** Who stands here by score; nobody yet without scores. */
  readonly answer: RevealedAnswer | undefined;
  /** Whether that is another than the answer beside it. */
  readonly other: boolean;
  readonly all: readonly RevealedAnswer[];
}

/** A place in the reward model's order. Each card says the same in words. */
function Place({ answer, other, all }: PlaceProps) {
  if (!answer || answer.score === null) return <span className={styles.place}>–</span>;
  const largest = Math.max(1, ...all.map(({ score }) => Math.abs(score ?? 0)));
  return (
    <span className={styles.place} data-other={other} aria-hidden="true">
      <strong translate="no">{letterOf(answer.index)}</strong>
      <span>{signed(answer.score)}</span>
      <i data-negative={answer.score < 0} style={{ width: `${(100 * Math.abs(answer.score)) / largest}%` }} />
    </span>
  );
}

// Equal scores count half, so the number of right pairs can end in .5.
function trimmed(value: number): string {
  return String(Math.round(value * 2) / 2);
}
