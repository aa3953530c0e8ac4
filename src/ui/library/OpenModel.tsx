/** Before a model is opened: what is it asked, will it fit, and what becomes of the run so far. */
import { useEffect, useId, useRef, useState } from 'react';
import type { ModelChoice } from '../../workers/protocol.ts';
import { useApp, useRun } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { AdapterOnBase } from './AdapterOnBase.tsx';
import { choiceKey, sameChoice } from './choice/choice.ts';
import { FitPanel } from './FitPanel.tsx';
import styles from './OpenModel.module.css';
import { PromptsEditor } from './PromptsEditor.tsx';

export function OpenModel({ model }: { readonly model: ModelChoice }) {
  const app = useApp();
  const { models: words, prompts: promptsWords } = useDialogWords();
  const id = useId();
  const session = useRun((state) => state.session);
  const iteration = useRun((state) => state.iteration);
  const same = useRun((state) => sameChoice(state.model, model));
  const [asked, setAsked] = useState(() => app.models.store.askedOf(choiceKey(model)));
  const title = useRef<HTMLHeadingElement>(null);
  // The button that led here is gone; who uses the keyboard goes on from the title.
  useEffect(() => title.current?.focus(), []);
  const name =
    model.kind === 'embedded' ? words.embedded[model.name].name : (app.models.labelOf(model) ?? '');
  return (
    <section className={styles.opening} aria-labelledby={`${id}-title`}>
      <button type="button" className={styles.back} onClick={() => app.models.choose(null)}>
        ← {words.opening.back}
      </button>
      <h3 ref={title} id={`${id}-title`} tabIndex={-1}>
        {words.opening.title(name)}
      </h3>
      {iteration > 0 && session && !same && (
        <p className={styles.asks}>{words.opening.asks(session.modelLabel, iteration)}</p>
      )}
      {model.kind === 'adapter' && <AdapterOnBase model={model} />}
      <FitPanel model={model} asked={asked} />
      <PromptsEditor model={model} asked={asked} onChange={setAsked} />
      <button
        type="button"
        className={styles.open}
        onClick={() => void app.models.openChosen(asked, promptsWords.notKept)}
      >
        {words.opening.open}
      </button>
    </section>
  );
}
