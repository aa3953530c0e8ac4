/**
 * Which prompts leave room for an answer: one that is too long is passed over and never stops a run. Knows token counts
 * and the context that a run makes room for; knows no GPU.
 */
import { contextLength, type Models } from './models.ts';
import type { TrainingSettings } from '../trainingSettings.ts';

/** No prompt leaves room for an answer. */
export class NoPromptFitsError extends Error {
  override readonly name = 'NoPromptFitsError';
}

export type RoomSettings = Pick<TrainingSettings, 'maxNewTokens' | 'contextLength'>;

/** The most tokens that a prompt may have beside the longest answer. */
export function promptRoom(config: Models['config'], settings: RoomSettings): number {
  return contextLength(config, settings.contextLength) - settings.maxNewTokens;
}

/** Counts the tokens of each prompt once: files of prompts are long, and every iteration asks. */
export class PromptRoom {
  readonly #lengths = new Map<string, number>();

  constructor(private readonly models: Pick<Models, 'config' | 'encodePrompt'>) {}

  /** Those of `prompts` that leave room for the longest answer, in their order. */
  fitting(prompts: readonly string[], settings: RoomSettings): readonly string[] {
    const room = promptRoom(this.models.config, settings);
    return prompts.filter((prompt) => this.#lengthOf(prompt) <= room);
  }

  /**
   * The same of prompts that something must be written to.
   * @throws NoPromptFitsError when there are prompts, and none fits
   */
  needed(prompts: readonly string[], settings: RoomSettings): readonly string[] {
    const fitting = this.fitting(prompts, settings);
    if (fitting.length > 0 || prompts.length === 0) return fitting;
    const lengths = prompts.map((prompt) => this.#lengthOf(prompt));
    const shortest = lengths.reduce((least, length) => Math.min(least, length));
    throw new NoPromptFitsError(noneFits(shortest, promptRoom(this.models.config, settings)));
  }

  #lengthOf(prompt: string): number {
    const known = this.#lengths.get(prompt);
    if (known !== undefined) return known;
    const { length } = this.models.encodePrompt(prompt);
    this.#lengths.set(prompt, length);
    return length;
  }
}

/** That no prompt fits, in words. @param shortest tokens of the shortest */
export function noneFits(shortest: number, room: number): string {
  return `No prompt leaves room for an answer: the shortest has ${shortest} tokens, and ${Math.max(0, room)} are left for one beside the longest answer. Every ranking is kept. Shorten the prompts or the longest answer, or let the context be longer.`;
}
