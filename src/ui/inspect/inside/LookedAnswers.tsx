/** Answers that no iteration sampled to learn from, token by token: what there is of them, and in words what there is not. */
import type { RunView } from '../../runs/view.ts';
import { useApp, useUi } from '../../app/context.ts';
import type { LookedAt } from '../../app/state/uiStore.ts';
import { letterOf } from '../../rank/state/letters.ts';
import { Worded } from '../../told/Worded.tsx';
import { Answers, inspectedAnswers } from './Answers.tsx';
import { OpenAnswer } from './OpenAnswer.tsx';
import { useInsideWords } from './useInsideWords.ts';
import { useLooked, type ShownAnswers } from './useLooked.ts';
import styles from './Inside.module.css';

interface Props {
  readonly of: LookedAt;
  readonly view: RunView;
}

export function LookedAnswers({ of, view }: Props) {
  const { looked: words } = useInsideWords();
  const shown = useLooked(of, view);
  return (
    <>
      {shown.trouble !== null && (
        <p className={styles.trouble} role="alert">
          <Worded text={words.trouble(shown.trouble)} />
        </p>
      )}
      <Content {...{ of, view, shown }} />
    </>
  );
}

function Content({ of, view, shown }: Props & { readonly shown: ShownAnswers }) {
  const app = useApp();
  const { looked: words } = useInsideWords();
  const wanted = useUi((state) => state.inside?.answer ?? 0);
  const { looked, reading, busy } = shown;
  if (!looked) return <p className={styles.none}>{words.none[of]}</p>;
  if (!reading)
    return (
      <p className={styles.none}>
        {busy ? words.reading : view.kind === 'live' ? words.unread : words.none[of]}
      </p>
    );
  const { answers, iteration, unscored } = reading;
  // What was opened is a card; those that are still being written are not among the answers.
  const places = looked.places ?? [...answers.keys()];
  const at = Math.max(0, Math.min(answers.length - 1, places.indexOf(wanted)));
  const open = (place: number) =>
    app.ui.setState(({ inside }) => ({ inside: inside && { ...inside, answer: places[place] } }));
  const names = looked.places?.map(letterOf) ?? words.sides;
  const inspection = { iteration, answers, total: answers.length, credit: null, updated: false };
  const listed = inspectedAnswers(inspection).map((answer, place) => ({ ...answer, name: names[place] }));
  return (
    <div className={styles.content}>
      <Answers answers={listed} total={answers.length} open={at} onOpen={open} />
      <OpenAnswer
        inspection={inspection}
        answer={at}
        firstRatio={null}
        onAnswer={open}
        missing={
          <>
            {unscored && <p>{words.unscored[unscored]}</p>}
            {unscored === null && answers[at].attribution === null && <p>{words.noParts}</p>}
            <p>{words.noCredit}</p>
          </>
        }
      />
    </div>
  );
}
