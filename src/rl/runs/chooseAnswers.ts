/** Which of several answers to a prompt are ranked, as the settings have it. Knows models and rewards; knows no page. */
import type { Generation } from '../../model/generator.ts';
import type { Asking, ScoredAsking } from '../../preferences/asked.ts';
import { mostDifferent } from '../../tastes/difference.ts';
import type { Settings } from '../algorithms/settings.ts';
import { asksModels, canAsk, worthAsking } from '../rewards/asking.ts';
import type { RewardModels } from '../rewards/rewardModels.ts';
import type { Models } from '../training/models.ts';

/** Whom to ask. */
export interface Askers {
  readonly models: Pick<Models, 'responseText'>;
  readonly rewards: Pick<RewardModels, 'memberScores' | 'fitted' | 'voices'>;
  readonly settings: Pick<Settings, 'asking'>;
}

/** Places of the answers among the candidates, and by what they were chosen in the end. */
export interface Choice {
  readonly chosen: readonly number[];
  readonly by: Asking;
}

/** The way in which reward models choose, or null where they are not asked, or cannot say: too few, or not fitted yet. */
export function modelsAsked({
  rewards,
  settings: { asking },
}: Pick<Askers, 'rewards' | 'settings'>): ScoredAsking | null {
  return asksModels(asking) && rewards.fitted && canAsk(asking, rewards.voices) ? asking : null;
}

/**
 * Chooses `count` of the candidates. Where reward models are to be asked and cannot say, their texts decide.
 * @param prompt ids
 */
export async function chooseAnswers(
  askers: Askers,
  prompt: readonly number[],
  candidates: readonly Generation[],
  count: number,
): Promise<Choice> {
  const { models, rewards, settings } = askers;
  if (settings.asking === 'random') {
    return { chosen: candidates.slice(0, count).map((_, at) => at), by: 'random' };
  }
  const asked = modelsAsked(askers);
  if (asked) {
    const scores = await rewards.memberScores(candidates.map(({ tokens }) => ({ prompt, response: tokens })));
    return { chosen: worthAsking(scores, count, asked), by: asked };
  }
  const texts = candidates.map(({ tokens }) => models.responseText(tokens));
  return { chosen: mostDifferent(texts, count), by: 'different' };
}
