/** What is wrong with a chain before it runs: a circle, a step out of order, a prompt that is empty or asks for what there is not. Pure. */
import { byLikelihood, INPUTS, marksOf, needsOf, TEXT, type Chain, type Step } from './steps.ts';

/** Numbers that a step may have. */
export const LIMITS = { steps: 24, candidates: 16, name: 24, prompt: 2000 } as const;

export type ChainProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'full' }
  | { readonly kind: 'nameless'; readonly place: number }
  | {
      readonly kind:
        | 'badName'
        | 'twice'
        | 'noPrompt'
        | 'longPrompt'
        | 'noText'
        | 'hasText'
        | 'judgesNothing'
        | 'fewAnswers';
      readonly step: string;
    }
  | { readonly kind: 'unknown' | 'early'; readonly step: string; readonly needs: string }
  | { readonly kind: 'circle'; readonly steps: readonly string[] };

/** Everything that stands in a chain's way, in the order of its steps; nothing where it can run. */
export function problemsOf(chain: Chain): readonly ChainProblem[] {
  if (chain.length === 0) return [{ kind: 'empty' }];
  const circle = circleIn(chain);
  return [
    ...(chain.length > LIMITS.steps ? [{ kind: 'full' } as const] : []),
    ...chain.flatMap((step, place) => [...nameProblems(chain, step, place), ...promptProblems(step)]),
    ...(circle ? [{ kind: 'circle', steps: circle } as const] : []),
    // In a circle every order is wrong.
    ...chain.flatMap((step, place) => needProblems(chain, step, place, circle === null)),
  ];
}

function nameProblems(chain: Chain, { name }: Step, place: number): readonly ChainProblem[] {
  if (name.trim() === '') return [{ kind: 'nameless', place }];
  const known: readonly string[] = [...INPUTS, TEXT];
  if (name !== name.trim() || /[{},，\n]/.test(name) || name.length > LIMITS.name || known.includes(name))
    return [{ kind: 'badName', step: name }];
  return chain.findIndex((other) => other.name === name) < place ? [{ kind: 'twice', step: name }] : [];
}

function promptProblems(step: Step): readonly ChainProblem[] {
  const { name, prompt } = step;
  if (prompt.trim() === '') return [{ kind: 'noPrompt', step: name }];
  if (prompt.length > LIMITS.prompt) return [{ kind: 'longPrompt', step: name }];
  if (step.kind === 'write') return [];
  const problems: ChainProblem[] = [];
  const weighs = byLikelihood(step);
  if (marksOf(prompt).includes(TEXT) === weighs)
    problems.push({ kind: weighs ? 'hasText' : 'noText', step: name });
  if (step.of.length === 0) problems.push({ kind: 'judgesNothing', step: name });
  if (weighs) return problems;
  const answers = new Set(step.answers.map((answer) => answer.trim()));
  if (answers.size < 2 || answers.size < step.answers.length || answers.has(''))
    problems.push({ kind: 'fewAnswers', step: name });
  return problems;
}

function needProblems(chain: Chain, step: Step, place: number, ordered: boolean): readonly ChainProblem[] {
  return needsOf(step).flatMap((needs): ChainProblem[] => {
    if ((INPUTS as readonly string[]).includes(needs)) {
      // Inputs are no candidates.
      const judged = step.kind === 'judge' && step.of.includes(needs);
      return judged ? [{ kind: 'unknown', step: step.name, needs }] : [];
    }
    const at = chain.findIndex(({ name }) => name === needs);
    if (at < 0) return [{ kind: 'unknown', step: step.name, needs }];
    return ordered && at >= place ? [{ kind: 'early', step: step.name, needs }] : [];
  });
}

/** Steps that need each other in a ring, from one back to itself; null where there is none. */
export function circleIn(chain: Chain): readonly string[] | null {
  const steps = new Map(chain.map((step) => [step.name, step]));
  const done = new Set<string>();
  const follow = (name: string, path: readonly string[]): readonly string[] | null => {
    const at = path.indexOf(name);
    if (at >= 0) return [...path.slice(at), name];
    const step = steps.get(name);
    if (!step || done.has(name)) return null;
    for (const needs of needsOf(step)) {
      const circle = follow(needs, [...path, name]);
      if (circle) return circle;
    }
    done.add(name);
    return null;
  };
  for (const { name } of chain) {
    const circle = follow(name, []);
    if (circle) return circle;
  }
  return null;
}
