/**
 * Asks the reward models of a run what they make of the rankings that stand, and how good that is. Changes nothing of the
 * run. Knows the run; the measures are preferences/quality.
 */
import type { RankingEvent } from '../../preferences/event.ts';
import { rewardQuality, type RewardQuality } from '../../preferences/quality/rewardQuality.ts';
import { combined } from '../rewards/ensemble.ts';
import type { RlhfRun } from './run.ts';

export interface FitQuality {
  readonly heldOut: RewardQuality;
  readonly trained: RewardQuality;
}

type Asked = Pick<RlhfRun, 'models' | 'rewards' | 'rankings' | 'turns'>;

/** Call between stages. Null while no reward model is fitted. */
export async function qualityOf(run: Asked): Promise<FitQuality | null> {
  if (!run.rewards.fitted) return null;
  const { heldOut, train } = run.rankings;
  return { heldOut: await measured(run, heldOut), trained: await measured(run, train) };
}

async function measured({ models, rewards, turns }: Asked, rankings: readonly RankingEvent[]) {
  const sequences = rankings.flatMap(({ prompt, chat, answers }) => {
    const ids = models.encodePrompt(prompt, chat !== undefined);
    return answers.map(({ tokens }) => ({ prompt: ids, response: tokens }));
  });
  const byMember = await turns.take('interactive', () => rewards.memberScores(sequences));
  const [scores, logits] = [combined(byMember), rewards.logits(byMember)];
  let first = 0;
  return rewardQuality(
    rankings.map(({ prompt, tiers, answers }) => {
      const [from, to] = [first, (first += answers.length)];
      return { prompt, tiers, scores: scores.slice(from, to), logits: logits.slice(from, to) };
    }),
  );
}
