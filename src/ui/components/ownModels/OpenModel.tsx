/** Before a model is opened: will it fit, what is it given to write to, and what becomes of the run so far. */
import { useEffect, useId, useRef, useState } from 'react';
import type { ModelChoice, SessionInfo } from '../../../workers/protocol.ts';
import { useApp, useRun } from '../../context.ts';
import { useDialogWords } from '../../dialogWords.ts';
import { choiceKey, sameChoice } from '../../ownModels/choice.ts';
import { promptText } from '../../ownModels/prompts.ts';
import { FitPanel } from './FitPanel.tsx';
import styles from './OpenModel.module.css';

export function OpenModel({ model }: { readonly model: ModelChoice }) {
  const app = useApp();
  const words = useDialogWords().models;
  const id = useId();
  const session = useRun((state) => state.session);
  const iteration = useRun((state) => state.iteration);
  const same = useRun((state) => sameChoice(state.model, model));
  const [prompts, setPrompts] = useState(() => app.models.store.promptsOf(choiceKey(model)));
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
      <FitPanel model={model} />
      {model.kind !== 'embedded' && (
        <>
          <label htmlFor={`${id}-prompts`}>{words.opening.prompts}</label>
          <textarea
            id={`${id}-prompts`}
            rows={4}
            value={prompts}
            aria-describedby={`${id}-help`}
            onChange={(event) => setPrompts(event.target.value)}
          />
          <p id={`${id}-help`} className={styles.help}>
            {words.opening.promptsHelp}{' '}
            {session && (
              <button type="button" onClick={() => setPrompts(promptText(promptsOf(session)))}>
                {words.opening.take(session.modelLabel)}
              </button>
            )}
          </p>
        </>
      )}
      <button type="button" className={styles.open} onClick={() => void app.models.openChosen(prompts)}>
        {words.opening.open}
      </button>
    </section>
  );
}

/** All that the open model is given to write to, each once: what comes back from elsewhere goes on with the same. */
function promptsOf({ prompts }: SessionInfo): readonly string[] {
  return [...new Set([...prompts.train, ...prompts.heldOut])];
}
