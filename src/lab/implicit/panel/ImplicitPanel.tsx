/** Feedback as reward on the page: a conversation, what was done in it and what that counts, what is learnt from it, what was found. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { LabConnection } from '../../../workers/labProtocol.ts';
import type { ModelChoice } from '../../../workers/protocol.ts';
import { embeddedRoot } from '../../../workers/labClient.ts';
import { useRun, useUi } from '../../../ui/app/context.ts';
import { ModelSelect } from '../../../ui/lab/parts/ModelSelect.tsx';
import { localItems } from '../../../files/siteStorage.ts';
import { feedbackDb } from '../../../ui/storage/feedbackDb.ts';
import { outcomesOf } from '../outcomes.ts';
import { Conversation, type OpenModel } from './conversation.ts';
import { Converse } from './Converse.tsx';
import { enImplicit } from './enImplicit.ts';
import { EventLog } from './EventLog.tsx';
import { FeedbackLog } from './feedbackLog.ts';
import { KeptTalk } from './keptTalk.ts';
import { LearnForm } from './LearnForm.tsx';
import { Recorded } from './Recorded.tsx';
import { zhImplicit } from './zhImplicit.ts';
import styles from './ImplicitPanel.module.css';

const EMBEDDED: ModelChoice = { kind: 'embedded', name: 'blurbs-tiny' };
/** What the embedded model is asked where nothing was typed yet. */
const EXAMPLE =
  'name: The Eagle, type: coffee shop, food: Italian, price: cheap, area: riverside, family: yes';
/** What was said outlives the dialog, and goes on in the middle of an answer. */
const spoken = new WeakMap<FeedbackLog, { readonly key: string; readonly conversation: Conversation }>();

let shared: FeedbackLog | null = null;

/** The page's own log, opened when the bench is first shown. */
function pageLog(): FeedbackLog {
  return (shared ??= new FeedbackLog(feedbackDb()));
}

interface Props {
  readonly lab: LabConnection;
  readonly log?: FeedbackLog;
  /** Where the bench finds what it had on its last visit. */
  readonly items?: Storage;
}

export default function ImplicitPanel({ lab, log = pageLog(), items }: Props) {
  const kept = useMemo(() => new KeptTalk(items ?? localItems()), [items]);
  const words = useUi(({ language }) => (language === 'zh' ? zhImplicit : enImplicit));
  const own = useRun(({ session, model }) => (session ? model : null));
  const [usesOwn, setUsesOwn] = useState(false);
  const [weights, setWeights] = useState(kept.weights);
  const { events } = useStore(log.store);
  const asksOwn = usesOwn && own !== null;
  const conversation = useConversation(lab, log, kept, asksOwn ? own : EMBEDDED);
  const outcomes = useMemo(() => outcomesOf(events, weights), [events, weights]);
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <section aria-labelledby="implicit-talk">
        <h3 id="implicit-talk">{words.talk}</h3>
        <div className={styles.narrow}>
          <ModelSelect
            label={words.model}
            words={words}
            own={own !== null}
            model={usesOwn ? 'open' : 'embedded'}
            onModel={(model) => setUsesOwn(model === 'open')}
          />
        </div>
        <p className={styles.note}>{words.asLoaded}</p>
        {'gpu' in navigator ? (
          <Converse
            words={words}
            conversation={conversation}
            firstPrompt={asksOwn ? '' : EXAMPLE}
            kept={kept}
          />
        ) : (
          <p role="status">{words.noGpu}</p>
        )}
      </section>
      <EventLog
        words={words}
        log={log}
        outcomes={outcomes}
        weights={weights}
        onWeights={(changed) => {
          kept.keepWeights(changed);
          setWeights(changed);
        }}
      />
      <LearnForm words={words} outcomes={outcomes} conversation={conversation} />
      <Recorded words={words} />
    </div>
  );
}

/** The conversation with a model: the one that was kept, if it was with this one. */
function useConversation(
  lab: LabConnection,
  log: FeedbackLog,
  kept: KeptTalk,
  model: ModelChoice,
): Conversation {
  const conversation = useMemo(() => {
    const open: OpenModel = (signal) => lab.open({ model, modelRoot: embeddedRoot() }, { signal });
    // Files have no name of their own in JSON: another folder would be taken for the same.
    const hasName = !('files' in model);
    const key = hasName ? JSON.stringify(model) : crypto.randomUUID();
    const before = spoken.get(log);
    if (before?.key === key) {
      before.conversation.through(open);
      return before.conversation;
    }
    const fresh = new Conversation(open, (events) => void log.add(events), kept.talkWith(key));
    fresh.store.subscribe(({ turns }, { turns: were }) => {
      if (hasName && turns !== were) kept.keepTalk(key, fresh.talk);
    });
    spoken.set(log, { key, conversation: fresh });
    return fresh;
  }, [lab, log, kept, model]);
  useEffect(() => () => conversation.stop(), [conversation]);
  return conversation;
}
