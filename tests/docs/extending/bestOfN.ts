/** A method that learns nothing: the best of four answers is shown. It has the metric of docs/extending.md beside its own. */
import type { MethodDeclaration } from '../../../src/rl/declaration.ts';
import type { Algorithm } from '../../../src/rl/training/algorithm.ts';
import { mean } from '../../../src/rl/training/rollout.ts';

export const BEST_OF_N = {
  id: 'bestOfN',
  name: 'Best of n',
  paper: 'Stiennon et al. 2020',
  needs: { reward: true },
  stages: [{ name: 'sample' }],
  fields: {},
  metrics: {
    'best/score': { unit: 'sd', definition: 'mean over prompts of the best score' },
    'best/mean': { unit: 'sd', definition: 'mean score' },
    'nudge/longest': {
      unit: 'tokens',
      definition: 'most tokens of an answer',
      format: 'tenths',
      line: ({ maxNewTokens }) => Number(maxNewTokens),
      words: { en: { title: 'Longest answer' }, zh: { title: '最长的回答' } },
    },
  },
} as const satisfies MethodDeclaration;

export const bestOfN: Algorithm = {
  ...BEST_OF_N,
  start: () => null,
  async *iterate(kit) {
    yield 'sample';
    const rollout = await kit.sample(4);
    const scores = await kit.reward(rollout);
    const best = rollout.prompts.map((_, prompt) => Math.max(...scores.slice(4 * prompt, 4 * prompt + 4)));
    return {
      'best/score': mean(best),
      'best/mean': mean(scores),
      'nudge/longest': Math.max(...rollout.sequences.map(({ response }) => response.length)),
      episode: kit.episodes + scores.length,
    };
  },
};
