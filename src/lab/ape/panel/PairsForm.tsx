/** Pairs and instructions of a person: typed, pasted, out of a file, or one of the examples beside the embedded model. */
import { useState } from 'react';
import { INSTRUCT_MODEL, TASKS_FILE } from '../experiment/heldOut.ts';
import type { ApeWords } from './enApe.ts';
import styles from './ApePanel.module.css';

interface Typed {
  readonly pairs: string;
  readonly given: string;
}

interface Props {
  readonly words: ApeWords;
  readonly typed: Typed;
  readonly modelRoot: string;
  onTyped(change: Partial<Typed>): void;
}

type Examples = readonly { readonly name: string; readonly pairs: readonly (readonly [string, string])[] }[];

export function PairsForm({ words, typed, modelRoot, onTyped }: Props) {
  const [failed, setFailed] = useState('');
  const take = async (name: string) => {
    try {
      const response = await fetch(`${modelRoot}${INSTRUCT_MODEL}/${TASKS_FILE}`);
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const { examples } = (await response.json()) as { readonly examples: Examples };
      const pairs = examples.find((example) => example.name === name)?.pairs ?? [];
      setFailed('');
      onTyped({ pairs: pairs.map(([input, output]) => `${input} -> ${output}`).join('\n') });
    } catch (error) {
      setFailed(words.failed(error instanceof Error ? error.message : String(error)));
    }
  };
  return (
    <>
      <div className={styles.buttons}>
        <span>{words.look}</span>
        {Object.entries(words.examples).map(([name, label]) => (
          <button key={name} type="button" onClick={() => void take(name)}>
            {label}
          </button>
        ))}
      </div>
      {failed && <p role="alert">{failed}</p>}
      <label className={styles.area}>
        <span>{words.pairs}</span>
        <textarea
          rows={8}
          spellCheck={false}
          value={typed.pairs}
          onChange={({ target }) => onTyped({ pairs: target.value })}
        />
      </label>
      <label className={styles.note}>
        {words.file}{' '}
        <input
          type="file"
          accept=".txt,.csv,.tsv,.json,.jsonl"
          onChange={({ target }) => {
            void target.files?.[0]?.text().then((pairs) => onTyped({ pairs }));
          }}
        />
      </label>
      <label className={styles.area}>
        <span>{words.given}</span>
        <textarea rows={2} value={typed.given} onChange={({ target }) => onTyped({ given: target.value })} />
      </label>
    </>
  );
}
