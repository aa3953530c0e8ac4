/** Rankings out of what was done, on their way into the run beside those that a person gave. */
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { exportRankings } from '../../../preferences/exportRows.ts';
import { activeRankings } from '../../../preferences/log.ts';
import { useApp, usePreferences } from '../../../ui/app/context.ts';
import { fixed, signed } from '../../../ui/text/format.ts';
import { judgedOf, rankingsOf, type Outcome } from '../outcomes.ts';
import type { Conversation } from './conversation.ts';
import type { ImplicitWords } from './enImplicit.ts';
import styles from './ImplicitPanel.module.css';

/** A deed says less than an order that somebody gave. */
const USUAL_COUNT = 0.5;

interface Props {
  readonly words: ImplicitWords;
  readonly outcomes: readonly Outcome[];
  readonly conversation: Conversation;
}

export function LearnForm({ words, outcomes, conversation }: Props) {
  const { files, preferences } = useApp();
  const known = usePreferences(({ events }) => events);
  const [counts, setCounts] = useState(USUAL_COUNT);
  const [added, setAdded] = useState(0);
  const standing = useMemo(() => activeRankings(known), [known]);
  const deeds = standing.filter(({ implicit }) => implicit !== undefined).length;
  const ids = new Set(known.map(({ id }) => id));
  const fresh = rankingsOf(outcomes, counts).filter(({ id }) => !ids.has(id));
  const add = async (): Promise<void> => {
    const before = known.length;
    await files.import(new File([exportRankings(fresh)], 'implicit.jsonl'));
    setAdded(preferences.store.getState().events.length - before);
  };
  return (
    <section aria-labelledby="implicit-learn">
      <h3 id="implicit-learn">{words.use}</h3>
      <p>{words.useText}</p>
      <p>{words.mixed(standing.length - deeds, deeds)}</p>
      <div className={styles.narrow}>
        <label>
          <span>
            {words.counts} {fixed(counts)}
          </span>
          <input
            type="range"
            min={0.05}
            max={1}
            step={0.05}
            value={counts}
            onChange={({ target }) => setCounts(Number(target.value))}
          />
        </label>
      </div>
      <div className={styles.buttons}>
        <button type="button" disabled={fresh.length === 0} onClick={() => void add()}>
          {words.add(fresh.length)}
        </button>
        <span role="status">{added > 0 && words.added(added)}</span>
      </div>
      {'gpu' in navigator && <TeachForm words={words} outcomes={outcomes} conversation={conversation} />}
    </section>
  );
}

/** The same straight to the policy. */
function TeachForm({ words, outcomes, conversation }: Props) {
  const { is, why, learnt } = useStore(conversation.store);
  const judged = judgedOf(outcomes);
  return (
    <>
      <p>{words.teachText}</p>
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={judged.length === 0 || is !== 'idle'}
          onClick={() => void conversation.learn(judged)}
        >
          {words.teach(judged.length)}
        </button>
        <button type="button" disabled={is !== 'learning'} onClick={() => conversation.stop()}>
          {words.stop}
        </button>
      </div>
      <p role="status">
        {is === 'learning' && words.states.learning}
        {why?.at === 'learning' && words.failed(why.text)}
        {is !== 'learning' &&
          !why &&
          learnt &&
          words.taught(learnt, signed(learnt.liked, 1), signed(learnt.others, 1))}
      </p>
    </>
  );
}
