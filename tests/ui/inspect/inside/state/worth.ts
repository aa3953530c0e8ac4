/** Formulas as a reader with a calculator has them. */
import { createContext, runInContext } from 'node:vm';
import type { Formula } from '../../../../../src/ui/inspect/inside/state/formulas.ts';

const PLAIN = createContext({});

/** What a line of numbers comes to, read as it is written. @throws of a sign that no calculator has */
export function worth({ id, numbers }: Pick<Formula, 'id' | 'numbers'>): number {
  const line = numbers
    .map(({ text }) => text)
    .join('')
    .replace(/, ε.*$/, '');
  const script = line
    .replaceAll('−', '-')
    .replaceAll('·', '*')
    .replaceAll('÷', '/')
    .replaceAll('√', 'Math.sqrt')
    .replaceAll('e^', 'Math.exp')
    .replaceAll('max', 'Math.max')
    .replaceAll('min', 'Math.min');
  if (/[^\d\s()+\-*/.,Mathexpmaxinsqr]/.test(script)) throw new Error(`${id}: ${line}`);
  return Number(runInContext(script, PLAIN));
}
