/** The person's job: facts, answers to rank, the buttons, and how far along they are. */
import { lazy, useEffect, useMemo } from 'react';
import type { JudgeId, Rater } from '../../tastes/labeler.ts';
import { ratersFor } from './state/raters.ts';
import { useApp, useOtherPrompts, useRanking, useRun, useUi, useWords } from '../app/context.ts';
import { useTouch } from '../actions/touch.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { Later } from '../parts/Later.tsx';
import { ClassifierStatus } from './ClassifierStatus.tsx';
import { AnswerList } from './AnswerList.tsx';
import { Keeping } from './Keeping.tsx';
import { PromptCard } from './PromptCard.tsx';
import { RankProgress } from './RankProgress.tsx';
import { Worded } from '../told/Worded.tsx';
import styles from './RankPanel.module.css';

const loadLast = () => import('./LastRanking.tsx');
const LastRanking = lazy(loadLast);
const WhyThese = lazy(() => import('./WhyThese.tsx'));
const GuideOffer = lazy(() => import('../guide/GuideOffer.tsx'));

export function RankPanel() {
  const app = useApp();
  const words = useWords();
  const touch = useTouch();
  const current = useRanking((state) => state.current);
  const draft = useRanking((state) => state.draft);
  const error = useRanking((state) => state.error);
  const rater = useRun((state) => state.settings.rater);
  const begun = draft.ranks.some((r) => r !== null);
  const partial = current !== null && begun && draft.ranks.some((r, i) => r === null && current.complete[i]);

  // While they rank, so that it is there at once and nothing moves late. One that does not come is told where it is shown.
  useEffect(() => {
    if (begun) loadLast().catch(() => undefined);
  }, [begun]);

  // Of answers in reserve it is told where it moves none of those that are being ranked.
  const failed = error !== null && (
    <div role="alert" className={styles.error}>
      <p>
        <Worded text={words.rank.failed(error)} />
      </p>
      <button type="button" onClick={() => app.rater.source.fill()}>
        {words.actions.retry}
      </button>
    </div>
  );

  return (
    <section className={styles.panel} aria-labelledby="rank-title" data-panel>
      <div className={styles.head}>
        <h2 id="rank-title">
          <span className={styles.number}>1</span> <span>{words.rank.title}</span>
        </h2>
        <RaterChoice rater={rater} />
        {rater !== 'person' && <ActionButton id="simulate" />}
      </div>
      {rater === 'classifier' && <ClassifierStatus />}
      {rater !== 'person' && <Taste rater={rater} />}
      <PromptCard prompt={current?.prompt ?? null} chat={current?.chat} />
      <div className={styles.ask}>
        <p className={styles.lead}>{words.rank.lead}</p>
        <p className={styles.hint}>{touch ? words.rank.hintTouch : words.rank.hint}</p>
      </div>
      {!current && failed}
      <AnswerList />
      <div className={styles.submit}>
        <ActionButton
          id="submit"
          kind="primary"
          withKey
          reason={app.rater.canSubmit ? null : words.rank.submitHint}
        />
        <ActionButton id="undo" iconOnly icon={<UndoIcon />} />
        <ActionButton id="redo" iconOnly icon={<UndoIcon flipped />} />
      </div>
      <div className={styles.others}>
        <ActionButton id="skip" kind="quiet" withKey />
        <ActionButton id="unusable" kind="quiet" withKey />
        {partial && <p className={styles.note}>{words.rank.rest}</p>}
        <Why />
      </div>
      {current && failed}
      <Keeping />
      <RankProgress />
      <LastRanked />
    </section>
  );
}

/** By what they were chosen, once they were. */
function Why() {
  const set = useRanking((state) => state.current);
  if (!set?.asked || set.candidates === undefined || set.streaming) return null;
  return (
    <Later>
      <WhyThese shown={set.answers.length} candidates={set.candidates} by={set.asked} />
    </Later>
  );
}

/** What was hidden until the ranking was in; before the first one, what will stand there. */
function LastRanked() {
  const words = useWords();
  const last = useRanking((state) => state.last);
  const first = useUi((state) => state.guideKept === null);
  const none = (
    <>
      <p className={styles.none}>{words.last.none}</p>
      {first && (
        <Later>
          <GuideOffer />
        </Later>
      )}
    </>
  );
  if (!last) return none;
  return (
    <Later meanwhile={none}>
      <LastRanking last={last} />
    </Later>
  );
}

/** Who ranks: a person, or one of the simulated raters that go with the prompts. */
function RaterChoice({ rater }: { readonly rater: Rater }) {
  const app = useApp();
  const words = useWords();
  const other = useOtherPrompts();
  const raters = useMemo(() => ratersFor(other, rater), [other, rater]);
  return (
    <label className={styles.rater} title={words.rank.raterHelp}>
      <span>{words.rank.rater}</span>
      <select
        value={rater}
        onChange={(event) => {
          const chosen = raters.find((candidate) => candidate === event.target.value);
          if (chosen === 'classifier') app.classifier.choose();
          else if (chosen) app.session.chooseRater(chosen);
        }}
      >
        {raters.map((id) => (
          <option key={id} value={id}>
            {id === 'classifier' && rater !== id ? words.classifier.option : words.rank.raters[id]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What a simulated rater likes, beside its name. */
function Taste({ rater }: { readonly rater: JudgeId }) {
  const settings = useRun((state) => state.settings);
  const likes = useWords().simulated.likes[rater];
  return <p className={styles.hint}>{typeof likes === 'string' ? likes : likes(settings)}</p>;
}

function UndoIcon({ flipped = false }: { readonly flipped?: boolean }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      aria-hidden="true"
      style={flipped ? { scale: '-1 1' } : undefined}
    >
      <path
        d="M3 6h7a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
