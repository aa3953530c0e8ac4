/** Feedback as reward on the page: a conversation, what was done in it and what that counts, what is learnt from it, what was found. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { LabConnection } from '../../../workers/labProtocol.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import { embeddedRoot } from '../../../workers/labClient.ts';
import { useRun, useUi } from '../../../ui/app/context.ts';
import { USUAL_WEIGHTS, wrongWeights, type FeedbackWeights } from '../../feedback/event.ts';
import { outcomesOf } from '../outcomes.ts';
import { Conversation } from './conversation.ts';
import { Converse } from './Converse.tsx';
import { enImplicit } from './enImplicit.ts';
import { EventLog } from './EventLog.tsx';
import { pageLog, type FeedbackLog } from './feedbackLog.ts';
import { LearnForm } from './LearnForm.tsx';
import { Recorded } from './Recorded.tsx';
import { zhImplicit } from './zhImplicit.ts';
import styles from './ImplicitPanel.module.css';

const EMBEDDED: ModelChoice = { kind: 'embedded', name: 'blurbs-tiny' };
/** What was chosen outlives the dialog. */
let keptWeights: FeedbackWeights = USUAL_WEIGHTS;

interface Props {
  readonly lab: LabConnection;
  readonly log?: FeedbackLog;
}

export default function ImplicitPanel({ lab, log = pageLog() }: Props) {
  const words = useUi(({ language }) => (language === 'zh' ? zhImplicit : enImplicit));
  const own = useRun(({ session, model }) => (session ? model : null));
  const [usesOwn, setUsesOwn] = useState(false);
  const [weights, setWeights] = useState(keptWeights);
  const { events } = useStore(log.store);
  const model = usesOwn && own ? own : EMBEDDED;
  const conversation = useMemo(
    () =>
      new Conversation(
        (signal) => lab.open({ model, modelRoot: embeddedRoot() }, { signal }),
        (events) => void log.add(events),
      ),
    [lab, log, model],
  );
  useEffect(() => () => conversation.stop(), [conversation]);
  const outcomes = useMemo(
    () => (wrongWeights(weights).length > 0 ? [] : outcomesOf(events, weights)),
    [events, weights],
  );
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <section aria-labelledby="implicit-talk">
        <h3 id="implicit-talk">{words.talk}</h3>
        <div className={styles.fields}>
          <label>
            <span>{words.model}</span>
            <select
              value={usesOwn && own ? 'open' : 'embedded'}
              onChange={({ target }) => setUsesOwn(target.value === 'open')}
            >
              <option value="embedded">{words.embedded}</option>
              <option value="open" disabled={!own}>
                {own ? words.open : `${words.open} (${words.openNone})`}
              </option>
            </select>
          </label>
        </div>
        <p className={styles.note}>{words.asLoaded}</p>
        {'gpu' in navigator ? (
          <Converse words={words} conversation={conversation} firstPrompt={usesOwn ? '' : EXAMPLE} />
        ) : (
          <p role="status">{words.noGpu}</p>
        )}
      </section>
      <EventLog
        words={words}
        log={log}
        outcomes={outcomes}
        weights={weights}
        onWeights={(changed) => setWeights((keptWeights = changed))}
      />
      <LearnForm words={words} outcomes={outcomes} />
      <Recorded words={words} />
    </div>
  );
}

/** What the embedded model is asked where nothing was typed yet. */
const EXAMPLE = 'name: The Eagle, type: coffee shop, food: Italian, price: cheap, area: riverside, family: yes';
