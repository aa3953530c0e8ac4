/**
 * What a model learns from ranked traces: at each ranked step every candidate counts by how many of the others it is before. A
 * writer learns to write what is ranked high after the step's own prompt, and so does a judge that goes by likelihood; another judge learns
 * to give its good answer to it. Pure.
 */
import type { JudgedAnswer } from '../model/languageModel.ts';
import { byLikelihood, TEXT } from './steps.ts';
import type { StepTrace, Trace } from './trace.ts';

/**
 * Answers with what they count, 1 the best of its step and 0 the last; of steps that somebody ranked and told apart. A step that
 * several traces go on from counts once.
 */
export function lessonsOf(traces: readonly Trace[]): readonly JudgedAnswer[] {
  return [...new Set(traces.flatMap(({ steps }) => steps))].flatMap(stepLessons);
}

/** A step's answers count at most so many times as much as they are. */
const MOST_WEIGHT = 12;

/**
 * The same, so that all steps weigh alike: a loss is a mean over tokens, and a topic has one where a line has twenty. What an answer
 * counts is moved away from a half, by how much less of the text its place has than the mean place; steps told apart all the same.
 */
export function balancedLessons(traces: readonly Trace[]): readonly JudgedAnswer[] {
  const places = Math.max(0, ...traces.map(({ steps }) => steps.length));
  const lessons = Array.from({ length: places }, (_, place) =>
    lessonsOf(traces.map((trace) => ({ ...trace, steps: trace.steps.slice(place, place + 1) }))),
  ).filter(({ length }) => length > 0);
  const sizes = lessons.map((answers) => answers.reduce((sum, { answer }) => sum + piecesOf(answer), 0));
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  return lessons.flatMap((answers, place) => {
    const weight = Math.min(MOST_WEIGHT, mean / sizes[place]);
    return answers.map((answer) => ({ ...answer, value: 0.5 + weight * (answer.value - 0.5) }));
  });
}

/** About how many tokens a text has, its end among them: words, or signs where there are none. */
const piecesOf = (text: string): number =>
  (text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+/gu)?.length ?? 0) + 1;

function stepLessons(done: StepTrace): readonly JudgedAnswer[] {
  const { step, candidates, tiers, templated } = done;
  // What a chat template makes of a judge's question is not known here.
  if (!tiers || tiers.length < 2 || (step.kind === 'judge' && templated)) return [];
  const weights = tiers.map((tier) => tier.reduce((sum, place) => sum + candidates[place].times, 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return tiers.flatMap((tier, index) => {
    // Half of those of its own tier are behind it, half before.
    const value = 1 - (before + (weights[index] - 1) / 2) / Math.max(1, total - 1);
    before += weights[index];
    return tier.flatMap((place) =>
      answersOf(done, place, value, step.kind === 'write' ? candidates[place].times : 1),
    );
  });
}

function answersOf(
  { step, prompt, read, candidates }: StepTrace,
  place: number,
  value: number,
  times: number,
) {
  const { text } = candidates[place];
  const answer: JudgedAnswer =
    step.kind === 'write' || byLikelihood(step)
      ? { prompt: read ?? prompt, templated: read !== null, answer: text, value }
      : {
          prompt: prompt.replaceAll(`{${TEXT}}`, () => text),
          templated: false,
          answer: step.answers[0],
          value,
        };
  return Array<JudgedAnswer>(times).fill(answer);
}
