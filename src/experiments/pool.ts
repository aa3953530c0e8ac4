/** Several answers of the base model to each of a few prompts, with what the reward model and a taste say of them. */
import { labelerFor } from '../rl/labelersFor.ts';
import type { RlhfRun } from '../rl/runs/run.ts';
import { SAMPLING_STREAMS, toSequence } from '../rl/training/models.ts';
import type { LabelerId } from '../tastes/labeler.ts';

export interface PoolAnswer {
  readonly score: number;
  readonly utility: number;
}

/** Prompts that are asked. */
const PROMPTS = 4;
/** A place among the reference's draws that its samples never come to. */
const STREAM = SAMPLING_STREAMS.reference + 0x80_0000;

/** @param answers to each prompt @returns one row a prompt */
export async function drawPool(
  run: RlhfRun,
  taste: LabelerId,
  answers: number,
): Promise<readonly (readonly PoolAnswer[])[]> {
  const { models, rewards, turns, settings } = run;
  const prompts = run.prompts.slice(0, PROMPTS);
  const ids = prompts.map((prompt) => models.encodePrompt(prompt));
  const written = await turns.take('training', () => models.rollout('base', ids, answers, settings, STREAM));
  const { eos } = models.config;
  const sequences = written.map(({ tokens }, row) => toSequence(ids[Math.floor(row / answers)], tokens, eos));
  const scores = await turns.take('training', () => rewards.score(sequences));
  const labeler = labelerFor(taste, settings);
  return prompts.map((prompt, at) =>
    Array.from({ length: answers }, (_, of) => {
      const row = at * answers + of;
      const text = models.responseText(written[row].tokens);
      return { score: scores[row], utility: labeler.utility(prompt, text) };
    }),
  );
}
