import { describe, expect, it } from 'vitest';
import { propose, vary } from '../../../src/lab/ape/propose.ts';
import { PAPER_TEMPLATES } from '../../../src/lab/ape/templates.ts';
import { stream } from '../../../src/rl/random.ts';
import { fakeModel } from './fakeModel.ts';

const PAIRS = Array.from({ length: 8 }, (_, i) => ({ input: `word${i}`, outputs: [`w${i}`] }));

function asking(texts: readonly string[]) {
  const model = fakeModel(texts, {});
  const prompts: string[] = [];
  const generate = model.generate.bind(model);
  model.generate = (asked, options, hooks) => {
    prompts.push(...asked);
    return generate(asked, options, hooks);
  };
  return { model, prompts, templates: PAPER_TEMPLATES, seed: 3 };
}

describe('proposals', () => {
  it('are asked for forward and as infills about pairs that chance draws, and are each there once', async () => {
    const { prompts, ...kit } = asking(['Write it.', 'write it', 'Reverse it.', '12 ...']);
    const options = { ...kit, draws: 2, shown: 5, forward: 2, infill: 2 };
    const proposals = await propose(PAIRS, options, stream(1, 'shown'));
    expect(proposals.map(({ text }) => text).sort()).toEqual(['Reverse it.', 'Write it.']);
    expect(prompts.filter((prompt) => prompt.endsWith('The instruction was'))).toHaveLength(2);
    expect(prompts.filter((prompt) => prompt.endsWith('<INSERT>'))).toHaveLength(2);
    for (const prompt of prompts) expect(prompt.match(/Input: /g)).toHaveLength(5);
    expect(prompts[0]).not.toBe(prompts[1]);
  });

  it('may be none', async () => {
    const { prompts: _, ...kit } = asking([' \n ', '...']);
    const options = { ...kit, draws: 1, shown: 5, forward: 2, infill: 0 };
    expect(await propose(PAIRS, options, stream(1, 'shown'))).toEqual([]);
  });
});

describe('variations', () => {
  it('are other texts than what they vary, each once', async () => {
    const { prompts, ...kit } = asking(['Write it.', 'Say it.', 'say it']);
    expect(await vary(['Write it.', 'Say it.'], 3, kit)).toEqual([['Say it.'], ['Write it.']]);
    expect(prompts).toHaveLength(2);
    expect(await vary([], 3, kit)).toEqual([]);
  });
});
