/**
 * What a chain did, as data: of each step the prompt as the model read it, the candidates with what the model gives them, the order
 * that it put them in, and the order that people gave. Types, and what follows from them; pure.
 */
import type { Step, Values } from './steps.ts';

export interface Candidate {
  readonly text: string;
  /** How often the model wrote just this. */
  readonly times: number;
  /** Of a writing step, and of a judge that goes by likelihood, log π of the text, nats a token; else the probability of the good answer. */
  readonly score: number;
}

/** Who ranked. */
export type Ranker = 'person' | `simulated:${string}`;

export interface StepTrace {
  readonly step: Step;
  /** With all that it names filled in; a judge's that asks for answers still has the place of the text. */
  readonly prompt: string;
  /** Whether the model was asked through its chat template, and what it then read; null of a judge, and where it read the prompt. */
  readonly templated: boolean;
  readonly read: string | null;
  readonly candidates: readonly Candidate[];
  /** Places of all candidates in tiers, the best first, as somebody ranked them; null where nobody has. */
  readonly tiers: readonly (readonly number[])[] | null;
  readonly by: Ranker | null;
}

export interface Trace {
  readonly id: string;
  readonly inputs: Values;
  readonly steps: readonly StepTrace[];
}

/** Places of the candidates, the best first: by who ranked, and where nobody did by the model's own scores. */
export function bestFirst({ candidates, tiers }: Pick<StepTrace, 'candidates' | 'tiers'>): readonly number[] {
  if (tiers) return tiers.flat();
  return candidates.map((_, place) => place).toSorted((a, b) => candidates[b].score - candidates[a].score);
}

/** What later steps get of a step when they name it; '' where nothing was written. */
export function outcome(done: Pick<StepTrace, 'candidates' | 'tiers'>): string {
  const [best] = bestFirst(done);
  return best === undefined ? '' : done.candidates[best].text;
}

/** What a judge gets of a step: all that was written, or what an earlier judge kept. */
export function passedOn(done: StepTrace): readonly string[] {
  const { step, candidates } = done;
  const texts = bestFirst(done).map((place) => candidates[place].text);
  return step.kind === 'judge' ? texts.slice(0, step.keep) : texts;
}

/** What came of a chain: the last step's best; '' where it ended before. */
export function resultOf({ steps }: Pick<Trace, 'steps'>): string {
  const last = steps.at(-1);
  return last ? outcome(last) : '';
}

/** A trace with a step ranked. Steps behind it were made from another order, and are taken away where what goes on is another. */
export function ranked(trace: Trace, place: number, tiers: StepTrace['tiers'], by: Ranker): Trace {
  const before = trace.steps[place];
  const after: StepTrace = { ...before, tiers, by: tiers === null ? null : by };
  const same =
    JSON.stringify(passedOn(before)) === JSON.stringify(passedOn(after)) &&
    outcome(before) === outcome(after);
  const behind = same ? trace.steps.slice(place + 1) : [];
  return { ...trace, steps: [...trace.steps.slice(0, place), after, ...behind] };
}

/** Steps of a trace that somebody ranked. */
export function rankedSteps(traces: readonly Trace[]): number {
  return traces.reduce((sum, { steps }) => sum + steps.filter(({ tiers }) => tiers !== null).length, 0);
}
