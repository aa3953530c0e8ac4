/** All simulated labelers by their id, and what each can be asked about. */
import { facts } from './facts.ts';
import { family } from './family.ts';
import type { Labeler, LabelerId } from './labeler.ts';
import { question } from './question.ts';
import { shorter } from './shorter.ts';
import { warmer } from './warmer.ts';

export const LABELERS: Readonly<Record<LabelerId, Labeler>> = { shorter, warmer, question, family, facts };

/** The prompts that a labeler can tell good from bad answers to. */
export function judgedPrompts(id: LabelerId, prompts: readonly string[]): string[] {
  const labeler = LABELERS[id];
  return prompts.filter((prompt) => labeler.judges?.(prompt) ?? true);
}
