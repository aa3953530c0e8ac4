/** That the action is the choice of a prompt: which one is best can be found by what people do with the answers. */
import { FOUND, summarise, verdict, type BanditResult } from '../../bandit/summary.ts';
import type { StrategyId } from '../../bandit/strategies.ts';
import { measured, outcomeOf } from '../claim.ts';

/** The strategies that the bench's goal is asked of. */
const ASKED = ['thompson', 'ucbTuned'] as const;

export const bandit = measured({
  bench: 'bandit',
  record: async () => (await import('../../../../docs/lab/bandit.json')).default,
  find(results: readonly BanditResult[]) {
    const summaries = summarise(results);
    const of = (id: StrategyId) => summaries.find(({ strategy }) => strategy === id)!;
    const games = results.flatMap(({ users }) => users);
    const regretIn = (user: (typeof games)[number], id: StrategyId) =>
      user.played.find(({ strategy }) => strategy === id)?.regret ?? NaN;
    // A mean over games hides those in which a baseline does better.
    const lost = games.filter((user) => ASKED.some((id) => regretIn(user, id) > regretIn(user, 'greedy')));
    return {
      verdict: verdict(results).met
        ? 'holds'
        : outcomeOf([...ASKED.map((id) => of(id).found >= FOUND), false]),
      figures: {
        thompson: of('thompson'),
        ucbTuned: of('ucbTuned'),
        greedy: of('greedy'),
        uniform: of('uniform'),
        /** Seeds and tastes in which ε-greedy regrets less than one of the two, of all. */
        lost: lost.length,
        games: games.length,
        goal: FOUND,
      },
    };
  },
});
