/** The conversation: a question, one answer at a time, and what can be done with it; or a simulated user who does it. */
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useStore } from 'zustand';
import { LABELERS } from '../../../tastes/index.ts';
import { fixed } from '../../../ui/text/format.ts';
import { LONGEST, type AskOptions } from './askOptions.ts';
import type { Conversation } from './conversation.ts';
import type { ImplicitWords } from './enImplicit.ts';
import type { KeptTalk } from './keptTalk.ts';
import { TurnCard } from './TurnCard.tsx';
import styles from './ImplicitPanel.module.css';

const TASTES = ['warmer', 'facts', 'question', 'shorter'] as const;
const HASTE = 2;
const QUESTIONS = 8;

interface Props {
  readonly words: ImplicitWords;
  readonly conversation: Conversation;
  readonly firstPrompt: string;
}

export function Converse({ words, conversation, firstPrompt, kept }: Props & { readonly kept: KeptTalk }) {
  const { is, why, turns, compared } = useStore(conversation.store);
  const [options, setOptions] = useState<AskOptions>(kept.options);
  const busy = is !== 'idle';
  const field = useRef<HTMLTextAreaElement>(null);
  // Buttons that a keyboard has just pressed go with the answer they belonged to.
  useEffect(() => {
    const { activeElement } = document;
    const lost = !activeElement || activeElement === document.body || activeElement.tagName === 'DIALOG';
    if (!busy && turns.length > 0 && lost) field.current?.focus({ preventScroll: true });
  }, [busy, turns.length]);
  const leave = () => {
    conversation.leave();
    field.current?.focus();
  };
  return (
    <>
      <ol className={styles.turns} aria-label={words.answers} aria-live="polite">
        {turns.map((turn, index) => (
          <TurnCard
            // A turn is never moved.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            words={words}
            turn={turn}
            isLast={index === turns.length - 1}
            busy={busy}
            onCopy={() => conversation.happened('copy')}
            onEdit={(text) => conversation.happened('edit', text)}
            onRegenerate={() => void conversation.regenerate(options)}
            onLeave={leave}
          />
        ))}
      </ol>
      <AskForm
        words={words}
        conversation={conversation}
        firstPrompt={firstPrompt}
        options={options}
        field={field}
      />
      {why !== null && why.at !== 'learning' && (
        <p className={styles.problem} role="alert">
          {words.failed(why.text)}
        </p>
      )}
      {compared !== null && <p role="status">{words.near(fixed(compared.nearness), compared.again)}</p>}
      <Options
        words={words}
        options={options}
        onOptions={(changed) => {
          kept.keepOptions(changed);
          setOptions(changed);
        }}
      />
      <SimulatedUserForm words={words} conversation={conversation} busy={busy} options={options} />
    </>
  );
}

interface AskProps extends Props {
  readonly options: AskOptions;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** The next question: typed, or one that the model can be asked. */
function AskForm({ words, conversation, firstPrompt, options, field }: AskProps) {
  const { is, turns } = useStore(conversation.store);
  const [question, setQuestion] = useState(firstPrompt);
  const [empty, setEmpty] = useState(false);
  const busy = is !== 'idle';
  const ask = () => {
    setEmpty(question.trim() === '');
    if (question.trim() !== '') void conversation.ask(question.trim(), options);
  };
  const another = async () => {
    const prompt = await conversation.prompt();
    if (prompt !== null) setQuestion(prompt);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label className={styles.area}>
        <span>
          {words.question}
          {turns.length > 0 && ` – ${words.goOn}`}
        </span>
        <textarea
          ref={field}
          rows={2}
          value={question}
          aria-invalid={empty}
          onChange={({ target }) => setQuestion(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            if (!busy) ask();
          }}
        />
      </label>
      {empty && (
        <p className={styles.problem} role="alert">
          {words.empty}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="submit" disabled={busy}>
          {words.ask}
        </button>
        <button type="button" disabled={busy} onClick={() => void another()}>
          {words.another}
        </button>
        <button type="button" disabled={!busy} onClick={() => conversation.stop()}>
          {words.stop}
        </button>
        <span role="status">{words.states[is]}</span>
      </div>
    </form>
  );
}

interface OptionsProps {
  readonly words: ImplicitWords;
  readonly options: AskOptions;
  onOptions(options: AskOptions): void;
}

/** How questions are asked. */
function Options({ words, options, onOptions }: OptionsProps) {
  return (
    <div className={styles.fields}>
      <label>
        <span>
          {words.threshold} {fixed(options.threshold)}
        </span>
        <input
          type="range"
          min={-1}
          max={1}
          step={0.05}
          value={options.threshold}
          onChange={({ target }) => onOptions({ ...options, threshold: Number(target.value) })}
        />
      </label>
      <label>
        <span>{words.longest}</span>
        <select
          value={options.maxTokens}
          onChange={({ target }) =>
            onOptions({ ...options, maxTokens: Number(target.value) as AskOptions['maxTokens'] })
          }
        >
          {LONGEST.map((tokens) => (
            <option key={tokens} value={tokens}>
              {tokens}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={options.remembers}
          onChange={({ target }) => onOptions({ ...options, remembers: target.checked })}
        />
        <span>{words.remembers}</span>
      </label>
    </div>
  );
}

interface UserProps {
  readonly words: ImplicitWords;
  readonly conversation: Conversation;
  readonly busy: boolean;
  readonly options: AskOptions;
}

function SimulatedUserForm({ words, conversation, busy, options }: UserProps) {
  const [taste, setTaste] = useState<(typeof TASTES)[number]>('warmer');
  const [hurried, setHurried] = useState(false);
  return (
    <fieldset className={styles.user}>
      <legend>{words.simulated}</legend>
      <label>
        <span>{words.taste}</span>{' '}
        <select value={taste} onChange={({ target }) => setTaste(target.value as (typeof TASTES)[number])}>
          {TASTES.map((id) => (
            <option key={id} value={id}>
              {words.tastes[id]}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.check}>
        <input type="checkbox" checked={hurried} onChange={({ target }) => setHurried(target.checked)} />
        <span>{words.hurried}</span>
      </label>
      <button
        type="button"
        disabled={busy}
        onClick={() =>
          void conversation.simulate(
            { taste: LABELERS[taste], haste: hurried ? HASTE : 0, questions: QUESTIONS },
            options,
          )
        }
      >
        {words.simulate}
      </button>
    </fieldset>
  );
}
