/** The toolset on the page: a question goes in, the model speaks to its tools and then to the user, turn by turn. */
import { useState } from 'react';
import type { LabConnection } from '../../../workers/labProtocol.ts';
import { useRun, useUi } from '../../../ui/app/context.ts';
import { oneLine } from '../dialogue.ts';
import { ENTRIES } from '../questions/entries.ts';
import type { Question } from '../questions/questions.ts';
import { askOver } from '../questions/tableValues.ts';
import { VENUES } from '../questions/venues.ts';
import type { Kind } from '../questions/wordings.ts';
import { toolsOver } from '../toolset/toolset.ts';
import { ALL_WORK, inStates, offIn } from './brokenTools.ts';
import { enTools, type ToolsWords } from './enTools.ts';
import { FEW_SHOT } from './fewShot.ts';
import { QuestionForm } from './QuestionForm.tsx';
import { Recorded } from './Recorded.tsx';
import { withTold, type Told } from './told.ts';
import { ToolsForm, type ToolChoices } from './ToolsForm.tsx';
import { Turns } from './Turns.tsx';
import { useTalk, type TalkState } from './useTalk.ts';
import { VenuesForm } from './VenuesForm.tsx';
import { zhTools } from './zhTools.ts';
import styles from './ToolsPanel.module.css';

/** Where the model lies, below the root of those that come with the page. */
const TOOLS_MODEL = 'tools-tiny';

/** What was typed, set and told outlives the dialog: nothing is lost by closing it. */
let kept = {
  text: '',
  question: null as Question | null,
  venues: VENUES,
  choices: { states: ALL_WORK, most: 4, model: 'embedded' } as ToolChoices,
  told: [] as readonly Told[],
  asked: 0,
};

export default function ToolsPanel({ lab }: { readonly lab: LabConnection }) {
  const words = useUi(({ language }) => (language === 'zh' ? zhTools : enTools));
  const [now, setNow] = useState(kept);
  const take = (change: Partial<typeof kept>) => {
    kept = { ...kept, ...change };
    setNow(kept);
  };
  const modelRoot = new URL('models/', new URL(import.meta.env.BASE_URL, window.location.href)).href;
  const { state, start, stop } = useTalk(lab, modelRoot, (told) => take({ told: withTold(kept.told, told) }));
  const own = useRun(({ session, model }) => (session ? model : null));
  const { text, question, venues, choices, told } = now;
  const busy = state.is === 'opening' || state.is === 'talking';
  const gpu = 'gpu' in navigator;
  const fill = (kind: Kind | null) => {
    const made = askOver(kind, venues, ENTRIES, Date.now() + kept.asked);
    if (made) take({ text: made.text, question: made, asked: kept.asked + 1 });
  };
  const run = () => {
    const other = choices.model === 'open' ? own : null;
    const url = `${modelRoot}${TOOLS_MODEL}`;
    void start({
      text: oneLine(text),
      question: question?.text === text ? question : null,
      tools: inStates(toolsOver(venues, ENTRIES), choices.states),
      off: offIn(choices.states),
      most: choices.most,
      model: other ?? { kind: 'remote', address: { kind: 'url', url } },
      before: other ? FEW_SHOT : '',
    });
  };
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <QuestionForm
        words={words}
        text={text}
        busy={busy}
        gpu={gpu}
        onText={(text) => take({ text, question: null })}
        onFill={fill}
        onAsk={run}
        onStop={stop}
      />
      <div role="status">{gpu ? <Status words={words} state={state} /> : <p>{words.noGpu}</p>}</div>
      {told.map((each) => (
        <Turns key={each.id} words={words} told={each} />
      ))}
      <ToolsForm
        words={words}
        choices={choices}
        own={own !== null}
        onChoices={(choices) => take({ choices })}
      />
      <VenuesForm
        words={words}
        venues={venues}
        onVenues={(venues) => take({ venues, question: null })}
        onReset={() => take({ venues: VENUES, question: null })}
      />
      <details>
        <summary>{words.dictionary(ENTRIES.size)}</summary>
        <p className={styles.note} translate="no">
          {[...ENTRIES.keys()].join(', ')}
        </p>
      </details>
      <Recorded words={words} />
    </div>
  );
}

function Status({ words, state }: { readonly words: ToolsWords; readonly state: TalkState }) {
  if (state.is === 'idle') return null;
  return <p>{state.is === 'failed' ? words.failed(state.why) : words.at[state.is]}</p>;
}
