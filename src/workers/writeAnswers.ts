/** Answers to a prompt as they grow, for the page that asked. Knows the run and the page's events; knows no call. */
import type { Generation } from '../model/generator.ts';
import type { Answer } from '../preferences/event.ts';
import type { Opened } from './openedSession.ts';
import type { GenerateRequest } from './protocol.ts';

/**
 * Samples answers from the current policy; each streams as `answer` events.
 * @param stream where their randomness comes from
 */
export function writeAnswers(
  { models, run, events }: Opened,
  { requestId, prompt, count }: GenerateRequest,
  stream: number,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const ids = models.encodePrompt(prompt);
  const sent = Array.from({ length: count }, () => -1);
  return run.turns.take('interactive', async () => {
    const { iteration } = run;
    const onProgress = (generations: readonly Generation[]) =>
      generations.forEach((generation, index) => {
        const size = generation.tokens.length + (generation.complete ? 1 : 0);
        if (size === sent[index]) return;
        sent[index] = size;
        const answer = models.toAnswer(generation, iteration, prompt);
        events.tell({ type: 'answer', requestId, index, answer, complete: generation.complete });
      });
    const generations = await models.answers('current', ids, count, run.settings, stream, {
      onProgress,
      signal,
    });
    return generations.map((generation) => models.toAnswer(generation, iteration, prompt));
  });
}
