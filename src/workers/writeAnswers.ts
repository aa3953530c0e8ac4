/** Answers to a prompt as they grow, for the page that asked. Knows the run and the page's events; knows no call. */
import type { Generation } from '../model/generator.ts';
import type { Answer } from '../preferences/event.ts';
import type { Opened } from './openedSession.ts';
import type { GenerateRequest } from './protocol.ts';

/**
 * Samples answers from the current policy; each streams as `answer` events, unless they are chosen from candidates.
 * @param stream where their randomness comes from
 */
export function writeAnswers(
  { models, run, events }: Opened,
  { requestId, prompt, count, candidates = count }: GenerateRequest,
  stream: number,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const ids = models.encodePrompt(prompt);
  const sent = Array.from({ length: count }, () => -1);
  return run.turns.take('interactive', async () => {
    const { iteration } = run;
    const toAnswer = (generation: Generation) => models.toAnswer(generation, iteration, prompt);
    if (candidates > count) {
      const written = await models.answers('current', ids, candidates, run.settings, stream, { signal });
      // One that was cut is no answer yet, as long as there are others.
      const whole = written.filter(({ finished }) => finished);
      const among = whole.length >= count ? whole : written;
      const { chooseAnswers } = await import('../rl/runs/chooseAnswers.ts');
      const { chosen, by } = await chooseAnswers(run, ids, among, count);
      events.tell({ type: 'asked', requestId, by });
      return chosen.map((index) => toAnswer(among[index]));
    }
    const onProgress = (generations: readonly Generation[]) =>
      generations.forEach((generation, index) => {
        const size = generation.tokens.length + (generation.complete ? 1 : 0);
        if (size === sent[index]) return;
        sent[index] = size;
        const { complete } = generation;
        events.tell({ type: 'answer', requestId, index, answer: toAnswer(generation), complete });
      });
    const generations = await models.answers('current', ids, count, run.settings, stream, {
      onProgress,
      signal,
    });
    return generations.map(toAnswer);
  });
}
