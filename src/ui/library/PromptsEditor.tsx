/** What a model is asked: prompts typed or from a file, how they are written, and what the model reads of them. */
import { useId, useRef, useState, type RefObject } from 'react';
import type { AskedPrompt } from '../../model/prompts/prompts.ts';
import type { ModelChoice } from '../../workers/protocol.ts';
import { useApp, useRun } from '../app/context.ts';
import { messageOf } from '../app/state/trainerLink.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { askedOfSession, asSent, type Asked } from './choice/prompts.ts';
import { PromptField } from './PromptField.tsx';
import { PromptPreview } from './PromptPreview.tsx';
import { TemplateFields } from './TemplateFields.tsx';
import styles from './PromptsEditor.module.css';
import { usePreview } from './usePreview.ts';
import { Worded } from '../told/Worded.tsx';

/** Prompts shown at first, and more at a time: files have thousands. */
const SHOWN = 10;
const MORE = 10 * SHOWN;
/** Where the settings leave the context to the model: as the trainer has it. */
const LONGEST_CONTEXT = 1024;

interface PromptsEditorProps {
  readonly model: ModelChoice;
  readonly asked: Asked;
  readonly onChange: (asked: Asked) => void;
}

export function PromptsEditor({ model, asked, onChange }: PromptsEditorProps) {
  const app = useApp();
  const words = useDialogWords().prompts;
  const id = useId();
  const settings = useRun((state) => state.settings);
  const [shown, setShown] = useState(SHOWN);
  const [looked, setLooked] = useState(0);
  const [said, setSaid] = useState<Said | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const { preview, of, error } = usePreview(model, asked);
  // One field to begin with: nothing typed is nothing asked.
  const prompts: readonly AskedPrompt[] = asked.prompts.length > 0 ? asked.prompts : [''];
  const context = Math.min(preview?.positions ?? Infinity, settings.contextLength || LONGEST_CONTEXT);
  const room = context - settings.maxNewTokens;
  const read = of === asked && preview ? readTexts(asked, preview.texts) : null;
  const tokensOf = (index: number) => {
    const text = read?.get(index);
    return text === undefined ? null : (preview?.tokens.get(text) ?? null);
  };

  const change = (next: readonly AskedPrompt[]) => {
    setSaid(null);
    onChange({ ...asked, prompts: next });
  };
  const focusLast = () =>
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-child textarea')?.focus());
  const take = (next: readonly AskedPrompt[]) => {
    setShown(SHOWN);
    setLooked(0);
    change(next);
  };
  const readFile = async (file: File) => {
    try {
      const found = await app.models.readPrompts(file);
      const typed = asked.prompts.filter((prompt) => asSent(prompt) !== null);
      take([...typed, ...found]);
      setSaid({ text: words.fileTaken(found.length, file.name), error: false });
    } catch (problem) {
      setSaid({ text: messageOf(problem), error: true });
    }
  };
  return (
    <fieldset className={styles.editor}>
      <legend>{words.title}</legend>
      <p className={styles.help}>{words.help}</p>
      {preview && preview.templates.length > 0 && (
        <TemplateFields asked={asked} names={preview.templates} onChange={onChange} />
      )}
      <PromptList
        list={list}
        prompts={prompts}
        shown={shown}
        tokensOf={tokensOf}
        room={room}
        onLook={setLooked}
        onChange={change}
      />
      <PromptButtons
        count={asked.prompts.length}
        hidden={prompts.length - shown}
        describedBy={`${id}-file`}
        onMore={() => setShown(shown + MORE)}
        onAdd={() => {
          setShown(Math.max(shown, prompts.length + 1));
          change([...prompts, '']);
          focusLast();
        }}
        onFile={(file) => void readFile(file)}
        onTake={take}
      />
      <p id={`${id}-file`} className={styles.help}>
        {words.fileHelp}
      </p>
      <Told said={said} failure={error === null ? null : words.failed(error)} />
      {preview && <PromptPreview preview={preview} read={read} looked={looked} room={room} />}
    </fieldset>
  );
}

interface Said {
  readonly text: string;
  readonly error: boolean;
}

/** What became of a file, and why there is no preview. */
function Told({ said, failure }: { readonly said: Said | null; readonly failure: string | null }) {
  return (
    <>
      {said && (
        <p role={said.error ? 'alert' : 'status'} className={said.error ? styles.problem : styles.help}>
          <Worded text={said.text} />
        </p>
      )}
      {failure !== null && (
        <p role="alert" className={styles.problem}>
          <Worded text={failure} />
        </p>
      )}
    </>
  );
}

interface PromptListProps {
  readonly list: RefObject<HTMLOListElement | null>;
  readonly prompts: readonly AskedPrompt[];
  /** How many of them. */
  readonly shown: number;
  /** Tokens of a prompt's text; null while nobody knows. */
  readonly tokensOf: (index: number) => number | null;
  /** Tokens that there is room for. */
  readonly room: number;
  /** The prompt that the preview is of. */
  readonly onLook: (index: number) => void;
  readonly onChange: (prompts: readonly AskedPrompt[]) => void;
}

/** A field for each prompt; one can be taken away, and one of several lines made into as many. */
function PromptList({ list, prompts, shown, tokensOf, room, onLook, onChange }: PromptListProps) {
  return (
    <ol ref={list} className={styles.prompts}>
      {prompts.slice(0, shown).map((prompt, index) => (
        <PromptField
          // Prompts have no names but their places.
          key={index}
          prompt={prompt}
          number={index + 1}
          tokens={tokensOf(index)}
          room={room}
          onFocus={() => onLook(index)}
          onChange={(next) => onChange(prompts.map((old, at) => (at === index ? next : old)))}
          onRemove={
            prompts.length === 1 && prompt === ''
              ? null
              : () => {
                  onLook(0);
                  onChange(prompts.filter((_, at) => at !== index));
                }
          }
          onSplit={
            typeof prompt === 'string' && prompt.trim().includes('\n')
              ? () => onChange([...prompts.slice(0, index), ...linesOf(prompt), ...prompts.slice(index + 1)])
              : null
          }
        />
      ))}
    </ol>
  );
}

interface PromptButtonsProps {
  /** Prompts asked. */
  readonly count: number;
  /** Prompts that are not shown. */
  readonly hidden: number;
  /** What describes files. */
  readonly describedBy: string;
  readonly onMore: () => void;
  readonly onAdd: () => void;
  readonly onFile: (file: File) => void;
  readonly onTake: (prompts: readonly AskedPrompt[]) => void;
}

/** Below the list: more of it, one more, those of a file or of the session, none. */
function PromptButtons({ count, hidden, describedBy, onMore, onAdd, onFile, onTake }: PromptButtonsProps) {
  const words = useDialogWords().prompts;
  const session = useRun((state) => state.session);
  return (
    <p className={styles.buttons}>
      {hidden > 0 && (
        <button type="button" onClick={onMore}>
          {words.more(Math.min(MORE, hidden))}
        </button>
      )}
      <button type="button" onClick={onAdd}>
        {words.add}
      </button>
      <label className={styles.file} title={words.fileHelp}>
        {words.file}
        <input
          type="file"
          accept=".txt,.jsonl,.ndjson,.json,.csv,.tsv"
          aria-describedby={describedBy}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) onFile(file);
          }}
        />
      </label>
      {session && (
        <button type="button" onClick={() => onTake(askedOfSession(session))}>
          {words.take(session.modelLabel)}
        </button>
      )}
      {count > 1 && (
        <>
          <span>{words.count(count)}</span>
          <button type="button" onClick={() => onTake([])}>
            {words.clear}
          </button>
        </>
      )}
    </p>
  );
}

/** The texts by the places of their prompts: empty fields have none. */
function readTexts({ prompts }: Asked, texts: readonly string[]): ReadonlyMap<number, string> {
  const filled = prompts.flatMap((prompt, index) => (asSent(prompt) === null ? [] : [index]));
  return new Map(filled.flatMap((index, at) => (at < texts.length ? [[index, texts[at]] as const] : [])));
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
}
