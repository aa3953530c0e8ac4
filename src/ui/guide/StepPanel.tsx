/** One step: what it is about, its formula, what to do, and its questions. */
import { useState } from 'react';
import { useApp, usePreferences, useRanking, useRun } from '../app/context.ts';
import type { UiStore } from '../app/state/uiStore.ts';
import { GUIDE_ACTIONS, watchRecording } from './actions.ts';
import { light, scrollToPart } from './parts.ts';
import { QuestionForm } from './QuestionForm.tsx';
import type { GuideFacts } from './state/facts.ts';
import { openedAt, questionsOf, type Act, type PartId, type Step } from './state/steps.ts';
import { useGuideWords } from './useWords.ts';
import styles from './Guide.module.css';

interface Props {
  readonly step: Step;
  readonly facts: GuideFacts;
  readonly answered: readonly string[];
  /** A question was answered rightly, by step and question. */
  readonly onAnswered: (id: string) => void;
}

export function StepPanel({ step, facts, answered, onAnswered }: Props) {
  const words = useGuideWords();
  const { text, formula, means } = words.texts[step.id];
  const [opened] = useState(() => openedAt(facts));
  const questions = questionsOf(step, facts);
  return (
    <>
      {text.map((paragraph, at) =>
        typeof paragraph === 'string' ? (
          <p key={at}>{paragraph}</p>
        ) : (
          <section key={at}>
            <h4>{paragraph[0]}</h4>
            <p>{paragraph[1]}</p>
          </section>
        ),
      )}
      <div className={styles.formula}>
        <code translate="no">{formula}</code>
        <p>{means}</p>
      </div>
      <Standing facts={facts} nothing={questions.length === 0} />
      {facts.source === 'live' && (
        <section>
          <h4>{words.doIt}</h4>
          <ul className={styles.acts}>
            {step.acts.map((act) => (
              <ActItem key={act.id} act={act} done={act.done(facts, opened)} />
            ))}
          </ul>
        </section>
      )}
      {questions.length > 0 && facts.source !== 'none' && (
        <section>
          <h4>{words.look}</h4>
          {questions.map((id) => (
            <QuestionForm
              key={id}
              id={id}
              facts={facts}
              answered={answered.includes(`${step.id}/${id}`)}
              onRight={() => onAnswered(`${step.id}/${id}`)}
            />
          ))}
        </section>
      )}
    </>
  );
}

/** Where there is no run of one's own: what can be done all the same. */
function Standing({ facts, nothing }: { readonly facts: GuideFacts; readonly nothing: boolean }) {
  const app = useApp();
  const words = useGuideWords();
  const loading = useRun(({ status }) => status === 'loading' || status === 'probing');
  if (facts.source === 'live') return null;
  if (facts.source === 'recorded')
    return <p className={styles.note}>{nothing ? words.gpu : words.recorded}</p>;
  return (
    <p className={styles.note}>
      <span>{loading ? words.waits : words.gpu}</span>{' '}
      <button type="button" onClick={() => void watchRecording(app)}>
        {words.watch}
      </button>
    </p>
  );
}

/** Something to do, whether it was done, the way to its place, and a button for what a press can do. */
function ActItem({ act, done }: { readonly act: Act; readonly done: boolean }) {
  const app = useApp();
  const words = useGuideWords();
  // Whether it is possible depends on these; a change of any asks again.
  useRun((state) => state);
  useRanking((state) => state.last);
  usePreferences((state) => state.events);
  const { text, button } = words.acts[act.id];
  const action = GUIDE_ACTIONS[act.id];
  return (
    <li data-done={done}>
      <span role="img" aria-label={done ? words.done : words.open}>
        {done ? '✓' : '○'}
      </span>
      <div>
        <p>{text}</p>
        <p className={styles.buttons}>
          {action && (
            <button type="button" disabled={!action.enabled(app)} onClick={() => action.perform(app)}>
              {button}
            </button>
          )}
          <button type="button" className={styles.quiet} onClick={() => showPart(act.part, app.ui)}>
            {words.show}
          </button>
        </p>
      </div>
    </li>
  );
}

function showPart(part: PartId, ui: UiStore): void {
  light(part);
  scrollToPart(part, ui);
}
