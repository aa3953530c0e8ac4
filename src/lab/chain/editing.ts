/** A chain changed step by step: moved, taken out, put in, called otherwise. Each gives a new chain; pure. */
import type { Chain, Step } from './steps.ts';

export function moved(chain: Chain, from: number, to: number): Chain {
  const others = chain.filter((_, place) => place !== from);
  return [...others.slice(0, to), chain[from], ...others.slice(to)];
}

export function removed(chain: Chain, place: number): Chain {
  return chain.filter((_, at) => at !== place);
}

export function changed(chain: Chain, place: number, step: Step): Chain {
  const before = chain[place].name;
  const others = chain.map((other, at) => (at === place ? step : other));
  return step.name === before ? others : others.map((other) => calling(other, before, step.name));
}

/** With a step more at the end, under a name that is free. */
export function added(
  chain: Chain,
  kind: Step['kind'],
  called: string,
  prompt: string,
  answers: readonly string[],
): Chain {
  const names = new Set(chain.map(({ name }) => name));
  let name = called;
  for (let count = 2; names.has(name); count++) name = `${called} ${count}`;
  const step: Step =
    kind === 'write'
      ? { kind, name, prompt, candidates: 3, temperature: 1 }
      : { kind, name, prompt, of: chain.slice(-1).map((last) => last.name), answers, keep: 1 };
  return [...chain, step];
}

/** A step that speaks of another by its new name. */
function calling(step: Step, before: string, name: string): Step {
  const said = (text: string) => text.replaceAll(`{${before}}`, () => `{${name}}`);
  const prompt = said(step.prompt);
  if (step.kind === 'write') return { ...step, prompt };
  const of = step.of.map((other) => (other === before ? name : other));
  return { ...step, prompt, of, answers: step.answers.map(said) };
}

/** The first place at which two chains differ; null where they do not. What stood before it is still right. */
export function firstChange(before: Chain, after: Chain): number | null {
  const most = Math.max(before.length, after.length);
  for (let place = 0; place < most; place++)
    if (JSON.stringify(before[place]) !== JSON.stringify(after[place])) return place;
  return null;
}
