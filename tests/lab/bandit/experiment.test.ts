import { describe, expect, it } from 'vitest';
import { BANDIT, playUser } from '../../../src/lab/bandit/experiment.ts';
import { BLURB_TEMPLATES } from '../../../src/lab/bandit/templates.ts';
import { verdict } from '../../../src/lab/bandit/summary.ts';
import type { LabPlace } from '../../../src/lab/experiment.ts';

/** Under the last template answers are warm, else plain. */
const place = {
  model: null,
  openModel: () =>
    Promise.resolve({
      facts: { promptEnd: '\n', chat: false, prompts: ['name: The Mill\n', 'name: The Vaults\n'] },
      generate: (prompts: readonly string[]) =>
        Promise.resolve(
          prompts.map((prompt) => ({
            text: prompt.endsWith('You will love')
              ? ` ${prompt.includes('Mill') ? 'The Mill' : 'The Vaults'}, a lovely and welcoming place!`
              : `${prompt.includes('Mill') ? 'The Mill' : 'The Vaults'} is a pub.`,
            tokens: 5,
            finished: true,
          })),
        ),
    }),
} as unknown as LabPlace;

describe('the experiment', () => {
  it('is the same again from the same seed, and knows which template is best', async () => {
    const result = await BANDIT.run(place, 3, true);
    expect(await BANDIT.run(place, 3, true)).toEqual(result);
    const [warmer] = result.users;
    expect(warmer.taste).toBe('warmer');
    expect(result.templates[warmer.best]).toBe(BLURB_TEMPLATES.at(-1));
    expect(BANDIT.line(result)).toContain('warmer likes');
  });

  it('regrets nothing where all templates are alike', () => {
    const alike = [0, 1, 2].map(() => [1, 2, 3]);
    const { played } = playUser('warmer', alike, { seed: 1, pulls: 50, users: 2 });
    for (const { regret } of played) expect(regret).toBeCloseTo(0, 12);
  });

  it('meets its goal only where both find it and regret less', () => {
    const result = (regret: number, found: number) => [
      {
        seed: 1,
        model: 'm',
        templates: [],
        pulls: 1,
        users: [
          {
            taste: 'warmer' as const,
            means: [],
            best: 0,
            played: [
              { strategy: 'thompson' as const, regret, found, bestShare: 1 },
              { strategy: 'ucbTuned' as const, regret: 1, found: 1, bestShare: 1 },
              { strategy: 'ucb' as const, regret: 9, found: 1, bestShare: 1 },
              { strategy: 'greedy' as const, regret: 2, found: 1, bestShare: 1 },
              { strategy: 'uniform' as const, regret: 5, found: 1, bestShare: 1 },
            ],
          },
        ],
      },
    ];
    expect(verdict(result(1, 1)).met).toBe(true);
    expect(verdict(result(3, 1)).met).toBe(false);
    expect(verdict(result(1, 0.5)).met).toBe(false);
    expect(verdict([]).met).toBe(false);
  });
});
