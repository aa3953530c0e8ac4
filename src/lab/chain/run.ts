/**
 * Lets a model go through a chain, step by step, for one item or for many side by side. Knows chains and a model's calls; where the
 * model is, and who looks on, is the caller's matter.
 */
import type { CallHooks, Chat, Continuation, LanguageModel } from '../model/languageModel.ts';
import {
  byLikelihood,
  filled,
  INPUTS,
  TEXT,
  type Chain,
  type JudgeStep,
  type Step,
  type Values,
  type WriteStep,
} from './steps.ts';
import { outcome, passedOn, type Candidate, type StepTrace, type Trace } from './trace.ts';

/** Most tokens of a candidate. */
const MOST_TOKENS = 48;

export interface RunOptions {
  readonly seed: number;
  /** For a model that is asked through its chat template; null where it reads prompts as they stand. */
  readonly chat: Chat | null;
}

type Model = Pick<LanguageModel, 'generate' | 'logProbability'>;

/** Begins a trace. */
export function beginTrace(id: string, inputs: Values): Trace {
  return { id, inputs: Object.fromEntries(INPUTS.map((name) => [name, inputs[name] ?? ''])), steps: [] };
}

/**
 * Traces with the rest of the chain done, each as far as it comes: one in which a step writes nothing ends with that step.
 * @throws what the model throws
 */
export async function runChain(
  model: Model,
  chain: Chain,
  traces: readonly Trace[],
  options: RunOptions,
  hooks: CallHooks = {},
  onStep: (traces: readonly Trace[]) => void = () => undefined,
): Promise<readonly Trace[]> {
  let now = traces;
  const first = Math.min(...traces.map(({ steps }) => steps.length));
  for (let place = first; place < chain.length; place++) {
    const going = now.filter(({ steps }) => steps.length === place && !wroteNothing(steps));
    if (going.length === 0) continue;
    const done = await runStep(model, chain[place], going, { ...options, seed: options.seed + place }, hooks);
    now = now.map((trace) => {
      const at = going.indexOf(trace);
      return at < 0 ? trace : { ...trace, steps: [...trace.steps, done[at]] };
    });
    onStep(now);
  }
  return now;
}

const wroteNothing = (steps: readonly StepTrace[]): boolean => steps.at(-1)?.candidates.length === 0;

/** One step of each trace, behind those that it has. */
export function runStep(
  model: Model,
  step: Step,
  traces: readonly Trace[],
  options: RunOptions,
  hooks: CallHooks = {},
): Promise<readonly StepTrace[]> {
  if (step.kind === 'write') return written(model, step, traces, options, hooks);
  return (byLikelihood(step) ? weighed : judged)(model, step, traces, options, hooks);
}

/** What prompts may name, behind the steps that a trace has. */
function valuesOf({ inputs, steps }: Trace): Values {
  return { ...inputs, ...Object.fromEntries(steps.map((done) => [done.step.name, outcome(done)])) };
}

async function written(
  model: Model,
  step: WriteStep,
  traces: readonly Trace[],
  { seed, chat }: RunOptions,
  hooks: CallHooks,
): Promise<readonly StepTrace[]> {
  const { candidates: samples, temperature } = step;
  const prompts = traces.map((trace) => filled(step.prompt, valuesOf(trace)));
  const stop = chat ? [] : ['\n'];
  const options = { maxTokens: MOST_TOKENS, temperature, samples, seed, stop, chat };
  const made = await model.generate(prompts, options, hooks);
  const counts = prompts.map((_, index) =>
    counted(made.slice(index * samples, (index + 1) * samples).map(({ text }) => firstLine(text))),
  );
  const texts = counts.flatMap((count, index) =>
    [...count.keys()].map((text): Continuation => ({
      prefix: prompts[index],
      continuation: after(text, chat),
    })),
  );
  const scores = (await model.logProbability(texts, { chat }, hooks)).values();
  return counts.map((count, index) => ({
    step,
    prompt: prompts[index],
    templated: made[index * samples]?.read !== undefined,
    read: made[index * samples]?.read?.text ?? null,
    candidates: Array.from(count, ([text, times]) => ({ text, times, score: scores.next().value!.mean })),
    tiers: null,
    by: null,
  }));
}

/** By how probable each text is as an answer to the step's prompt. */
async function weighed(
  model: Model,
  step: JudgeStep,
  traces: readonly Trace[],
  { chat }: RunOptions,
  hooks: CallHooks,
): Promise<readonly StepTrace[]> {
  const asked = traces.map((trace) => ({
    prompt: filled(step.prompt, valuesOf(trace)),
    texts: judgedTexts(step, trace),
  }));
  const reads = asked.flatMap(({ prompt, texts }) =>
    texts.map((text): Continuation => ({ prefix: prompt, continuation: after(text, chat) })),
  );
  const read = (await model.logProbability(reads, { chat }, hooks)).values();
  return asked.map(({ prompt, texts }) => {
    const candidates = texts.map((text): Candidate => ({ text, times: 1, score: read.next().value!.mean }));
    return judgement(step, prompt, candidates, chat);
  });
}

/** What a judge's step leaves, not ranked yet. */
function judgement(
  step: JudgeStep,
  prompt: string,
  candidates: readonly Candidate[],
  chat: RunOptions['chat'],
): StepTrace {
  return { step, prompt, templated: chat !== null, read: null, candidates, tiers: null, by: null };
}

/** What a judge is given of a trace, each text once. */
function judgedTexts(step: JudgeStep, trace: Trace): readonly string[] {
  const sources = trace.steps.filter(({ step: { name } }) => step.of.includes(name));
  return [...new Set(sources.flatMap(passedOn))];
}

/** By how probable the good answer is beside the others. */
async function judged(
  model: Model,
  step: JudgeStep,
  traces: readonly Trace[],
  { chat }: RunOptions,
  hooks: CallHooks,
): Promise<readonly StepTrace[]> {
  const asked = traces.map((trace) => {
    const values = valuesOf(trace);
    const answers = [...new Set(step.answers.map((answer) => filled(answer, values).trim()))];
    return { values, answers, texts: judgedTexts(step, trace) };
  });
  const reads = asked.flatMap(({ values, answers, texts }) =>
    texts.flatMap((text) => {
      const prefix = filled(step.prompt, { ...values, [TEXT]: text });
      return answers.map((answer): Continuation => ({ prefix, continuation: after(answer, chat) }));
    }),
  );
  const read = (await model.logProbability(reads, { chat }, hooks)).values();
  return asked.map(({ values, answers, texts }) => {
    const prompt = filled(step.prompt, { ...values, [TEXT]: `{${TEXT}}` });
    const candidates = texts.map((text): Candidate => {
      const [good, ...others] = answers.map(() => read.next().value!.sum);
      const score = 1 / (1 + others.reduce((sum, other) => sum + Math.exp(other - good), 0));
      return { text, times: 1, score };
    });
    return judgement({ ...step, answers }, prompt, candidates, chat);
  });
}

/** A template ends with the place of the answer; a plain prompt is gone on with behind a space. */
const after = (text: string, chat: Chat | null): string => (chat ? text : ` ${text}`);

const firstLine = (text: string): string => text.trim().split('\n')[0].trim();

/** Texts that are not empty, and how often each stands there. */
function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const count = new Map<string, number>();
  for (const text of texts) if (text !== '') count.set(text, (count.get(text) ?? 0) + 1);
  return count;
}
