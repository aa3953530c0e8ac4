/**
 * Scores of a pool's held-out texts by our reward model, fitted to rankings as the page fits it, alone and with a bag of tokens
 * beside it. Knows the engine; judges nothing.
 */
import type { RankingEvent } from '../../src/preferences/event.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { combined } from '../../src/rl/rewards/ensemble.ts';
import { RewardFit } from '../../src/rl/rewards/rewardFit.ts';
import { RewardModels } from '../../src/rl/rewards/rewardModels.ts';
import type { Models } from '../../src/rl/training/models.ts';
import { Turns } from '../../src/rl/training/turns.ts';
import { TEXTS } from './pool.ts';
import type { Tiers } from './raters.ts';
import type { ReadText } from './texts.ts';

/** Texts that scores are normalised on: any do, as only their order is used. */
const REFERENCE = 32;

/** Fits with the usual settings to all of `rankings`; scores `heldOut`. */
export async function fitted(
  models: Models,
  texts: readonly ReadText[],
  rankings: readonly Tiers[],
  heldOut: readonly ReadText[],
  seed: number,
): Promise<Readonly<Record<'passes' | 'bag' | 'passes+bag', readonly number[]>>> {
  const rewards = new RewardModels(models.reference, { bag: true });
  const encoded = new Map<string, readonly number[]>();
  const events = rankings.map((tiers, set): RankingEvent => {
    const own = texts.slice(set * TEXTS, (set + 1) * TEXTS);
    const prompt = String(set);
    encoded.set(prompt, own[0].prompt);
    const answers = own.map(({ text, tokens }) => ({ text, tokens, finished: true, iteration: 0 }));
    return { type: 'ranking', id: prompt, at: 0, prompt, answers, tiers, rater: 'person', leadTime: 0 };
  });
  const fit = new RewardFit({ encodePrompt: (prompt) => [...encoded.get(prompt)!] }, rewards, new Turns());
  const whole = heldOut.map(({ prompt, tokens }) => ({ prompt, response: tokens }));
  await fit.fit(events, whole.slice(0, REFERENCE), { ...DEFAULT_SETTINGS, heldOutShare: 0, seed });
  const voices = await rewards.memberScores(whole);
  const [passes, bag = passes.map(() => 0)] = voices;
  return { passes, bag, 'passes+bag': combined(voices) };
}
