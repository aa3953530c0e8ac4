/**
 * A thought chain: calls of one model, one after the other, each a prompt of its own. A step either writes, so many candidates, or
 * judges what earlier steps wrote and keeps the best: by how probable a good answer is beside the bad ones, or by how probable the text
 * itself is as an answer to a writing prompt. Prompts name what they need in braces: an input, or another step, whose best candidate
 * stands there. Types, and what a prompt asks for; pure.
 */

/** What is known before the first step. */
export const INPUTS = ['facts', 'name', 'reader'] as const;

/** What stands in a judge's prompt for the text that it judges. */
export const TEXT = 'text';

interface Common {
  /** What other steps call it by. */
  readonly name: string;
  readonly prompt: string;
}

export interface WriteStep extends Common {
  readonly kind: 'write';
  readonly candidates: number;
  readonly temperature: number;
}

export interface JudgeStep extends Common {
  readonly kind: 'judge';
  /** Steps whose candidates are judged; of a judge those that it kept. */
  readonly of: readonly string[];
  /**
   * Likelihood: the prompt asks for such a text, and the text counts by its log π after it, nats a token; no answer is asked for. Left
   * out, the answers are.
   */
  readonly criterion?: 'likelihood';
  /** The good answer, and the others; each may name an input. */
  readonly answers: readonly string[];
  /** How many go on. */
  readonly keep: number;
}

/** Whether it goes by how probable the text is, and not by an answer. */
export const byLikelihood = (step: Step): boolean => step.kind === 'judge' && step.criterion === 'likelihood';

export type Step = WriteStep | JudgeStep;

export type Chain = readonly Step[];

/** Values by the names that prompts call them by. */
export type Values = Readonly<Record<string, string>>;

const MARK = /\{([^{}]*)\}/g;

/** The names in braces, each once. */
export function marksOf(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(MARK), ([, name]) => name.trim()))];
}

/** Other steps and inputs that a step needs, by their names. */
export function needsOf(step: Step): readonly string[] {
  const asked = step.kind === 'judge' && !byLikelihood(step) ? step.answers : [];
  const marks = [step.prompt, ...asked]
    .flatMap(marksOf)
    .filter((name) => step.kind !== 'judge' || name !== TEXT);
  return [...new Set([...(step.kind === 'judge' ? step.of : []), ...marks])];
}

/** @throws RangeError for a name without a value */
export function filled(text: string, values: Values): string {
  return text.replace(MARK, (_, name: string) => {
    const value = Object.hasOwn(values, name.trim()) ? values[name.trim()] : undefined;
    if (value === undefined) throw new RangeError(`Nothing is known as ${name.trim()}.`);
    return value;
  });
}

/** Calls of the model that a chain makes for one copy: a candidate that is written or judged is one. */
export function callsOf(chain: Chain): number {
  const passes = new Map<string, number>();
  let calls = 0;
  for (const step of chain) {
    const judged =
      step.kind === 'judge'
        ? step.of.reduce((sum, name) => sum + (passes.get(name) ?? 0), 0)
        : step.candidates;
    calls += judged;
    passes.set(step.name, step.kind === 'judge' ? Math.min(step.keep, judged) : judged);
  }
  return calls;
}
