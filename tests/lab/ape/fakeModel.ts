/** A made-up model for tests of the bench: it proposes from a list, follows the instructions that it knows, and counts. */
import type { Continuation, LanguageModel, WriteOptions } from '../../../src/lab/model/languageModel.ts';

export interface FakeModel extends LanguageModel {
  /** Prompts that asked for an output. */
  asked: number;
}

/** @param follow what each instruction does to an input; an unknown instruction is answered with "?" */
export function fakeModel(
  proposals: readonly string[],
  follow: Readonly<Record<string, (input: string) => string>>,
): FakeModel {
  const answer = (prompt: string): string | null => {
    const [, instruction, input] = /^Instruction: (.*)\n\nInput: (.*)\nOutput:$/s.exec(prompt) ?? [];
    return instruction === undefined ? null : (follow[instruction]?.(input) ?? '?');
  };
  const model: FakeModel = {
    asked: 0,
    facts: {
      label: 'fake',
      parameters: 1,
      context: 512,
      chat: false,
      promptEnd: '',
      prompts: [],
      adapter: 'none',
      software: true,
    },
    async generate(prompts: readonly string[], { samples = 1, seed }: WriteOptions) {
      return prompts.flatMap((prompt, p) =>
        Array.from({ length: samples }, (_, i) => {
          const output = answer(prompt);
          if (output !== null) model.asked++;
          const proposal = proposals[(p * samples + i + seed) % Math.max(1, proposals.length)] ?? '';
          return { text: ` ${output ?? proposal}`, tokens: 3, finished: true };
        }),
      );
    },
    async logProbability(texts: readonly Continuation[]) {
      return texts.map(({ prefix, continuation }) => {
        const mean = ` ${answer(prefix)}` === continuation ? -0.1 : -4;
        return { sum: mean * 2, mean, tokens: 2 };
      });
    },
    embed: () => Promise.reject(new Error('not asked for')),
  };
  return model;
}
