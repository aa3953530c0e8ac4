/** Numbers as they are typed: the last right one of each counts, and what is none is marked. Knows no field and no bench. */
import { useState } from 'react';

export interface TypedNumbers<Key extends string> {
  /** What stands in the field. */
  text(key: Key): string;
  wrong(key: Key): boolean;
  take(key: Key, text: string): void;
  /** Forgets what was typed: the numbers themselves stand in the fields again. */
  clear(): void;
}

/** @param right whether a number may be one of these */
export function useTypedNumbers<Key extends string>(
  numbers: Readonly<Record<Key, number>>,
  right: (value: number) => boolean,
  onNumber: (key: Key, value: number) => void,
): TypedNumbers<Key> {
  // As typed: "0." on the way to "0.5" is a number already, and must not be taken from under the hand.
  const [typed, setTyped] = useState<Partial<Record<Key, string>>>({});
  const text = (key: Key): string => typed[key] ?? String(numbers[key]);
  return {
    text,
    wrong: (key) => !right(numberIn(text(key))),
    take(key, changed) {
      setTyped({ ...typed, [key]: changed });
      const value = numberIn(changed);
      if (right(value)) onNumber(key, value);
    },
    clear: () => setTyped({}),
  };
}

/** Also with a comma, as half of the world writes it; NaN for none. */
function numberIn(text: string): number {
  return text.trim() === '' ? NaN : Number(text.trim().replace(',', '.'));
}
