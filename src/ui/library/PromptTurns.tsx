/** The turns of a conversation: who speaks, what they say, turns added and removed. */
import { useRef } from 'react';
import type { Message } from '../../model/prompts/chatTemplate.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import { ASSISTANT } from './choice/prompts.ts';
import { PromptText } from './PromptText.tsx';
import styles from './PromptsEditor.module.css';

/** Those that templates know. Others come out of files. */
const ROLES = ['system', 'user', ASSISTANT];

interface PromptTurnsProps {
  readonly turns: readonly Message[];
  /** Of the prompt, from 1. */
  readonly number: number;
  readonly onChange: (turns: readonly Message[]) => void;
}

export function PromptTurns({ turns, number, onChange }: PromptTurnsProps) {
  const words = useDialogWords().prompts;
  const list = useRef<HTMLDivElement>(null);
  const change = (turn: number, changed: Partial<Message>) =>
    onChange(turns.map((message, at) => (at === turn ? { ...message, ...changed } : message)));
  const remove = (turn: number) => {
    onChange(turns.toSpliced(turn, 1));
    // The button is gone: who uses the keyboard goes on at the turn that took its place.
    requestAnimationFrame(() => {
      const fields = list.current?.querySelectorAll('textarea');
      fields?.[Math.min(turn, fields.length - 1)]?.focus();
    });
  };
  return (
    <div ref={list} className={styles.turns}>
      {turns.map(({ role, content }, turn) => (
        // Turns have no names but their places.
        <div key={turn} className={styles.turn}>
          <select
            aria-label={words.roleOf(turn + 1, number)}
            value={role}
            onChange={({ target: { value } }) => change(turn, { role: value })}
          >
            {(ROLES.includes(role) ? ROLES : [...ROLES, role]).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <PromptText
            label={words.turn(role, number)}
            text={content}
            onChange={(text) => change(turn, { content: text })}
          />
          <button
            type="button"
            disabled={turns.length === 1}
            aria-label={words.removeTurn(turn + 1, number)}
            onClick={() => remove(turn)}
          >
            ×
          </button>
        </div>
      ))}
      {turns.at(-1)?.role === ASSISTANT && <p className={styles.help}>{words.answerLast}</p>}
    </div>
  );
}

/** The same conversation and a turn more, of whoever speaks next. A single text is what the user says. */
export function withTurn(prompt: string | readonly Message[]): readonly Message[] {
  const turns = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
  return [...turns, { role: turns.at(-1)?.role === 'user' ? ASSISTANT : 'user', content: '' }];
}
