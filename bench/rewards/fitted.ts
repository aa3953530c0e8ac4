/**
 * Reward models fitted, as the page fits them, to rankings of a pool's texts. Knows the engine; judges nothing.
 */
import type { RankingEvent } from '../../src/preferences/event.ts';
import { DEFAULT_SETTINGS } from '../../src/rl/algorithms/settings.ts';
import { combined } from '../../src/rl/rewards/ensemble.ts';
import type { RewardLossId } from '../../src/rl/rewards/losses/declarations.ts';
import { RewardFit } from '../../src/rl/rewards/rewardFit.ts';
import { RewardModels, rewardOptions } from '../../src/rl/rewards/rewardModels.ts';
import type { Models } from '../../src/rl/training/models.ts';
import type { TrainingSettings } from '../../src/rl/trainingSettings.ts';
import { Turns } from '../../src/rl/training/turns.ts';
import type { Tiers } from './raters.ts';
import type { ReadText } from './texts.ts';

/** Texts that scores are normalised on: any do, as only their order is used. */
const REFERENCE = 32;

/** Answers to one prompt, and what was said of them, by index into them. */
export interface Ranked {
  readonly answers: readonly ReadText[];
  readonly tiers: Tiers;
}

/** Fits from the base to all of `rankings` and scores `heldOut`; the engine of each kind of model is made once. */
export class Fits {
  readonly #rewards = new Map<string, RewardModels>();

  constructor(private readonly models: Models) {}

  /**
   * Scores by a model that learns by `loss`, alone: a bag beside it would learn by none. Of Plackett-Luce's first places it
   * learns the first.
   */
  async scores(
    loss: RewardLossId,
    rankings: readonly Ranked[],
    heldOut: readonly ReadText[],
    seed: number,
  ): Promise<readonly number[]> {
    const own = { rewardLoss: loss, rewardPlaces: 1, rewardBag: false };
    const settings = { ...DEFAULT_SETTINGS, ...own, heldOutShare: 0, seed };
    return combined(await this.#fitted(settings, rankings, heldOut));
  }

  /** Scores with the usual settings, alone and with a bag of tokens beside it. */
  async withBag(
    rankings: readonly Ranked[],
    heldOut: readonly ReadText[],
    seed: number,
  ): Promise<Readonly<Record<'passes' | 'bag' | 'passes+bag', readonly number[]>>> {
    const settings = { ...DEFAULT_SETTINGS, rewardBag: true, heldOutShare: 0, seed };
    const voices = await this.#fitted(settings, rankings, heldOut);
    const [passes, bag = passes.map(() => 0)] = voices;
    return { passes, bag, 'passes+bag': combined(voices) };
  }

  /** Each model's scores of `heldOut`. */
  async #fitted(
    settings: TrainingSettings,
    rankings: readonly Ranked[],
    heldOut: readonly ReadText[],
  ): Promise<readonly (readonly number[])[]> {
    const rewards = this.#engine(settings);
    const prompts = new Map<string, readonly number[]>();
    const events = rankings.map(({ answers: of, tiers }, at): RankingEvent => {
      const prompt = String(at);
      prompts.set(prompt, of[0].prompt);
      const answers = of.map(({ text, tokens }) => ({ text, tokens, finished: true, iteration: 0 }));
      return { type: 'ranking', id: prompt, at: 0, prompt, answers, tiers, rater: 'person', leadTime: 0 };
    });
    const fit = new RewardFit({ encodePrompt: (prompt) => [...prompts.get(prompt)!] }, rewards, new Turns());
    const whole = heldOut.map(({ prompt, tokens }) => ({ prompt, response: tokens }));
    await fit.fit(events, whole.slice(0, REFERENCE), settings);
    return rewards.memberScores(whole);
  }

  #engine(settings: TrainingSettings): RewardModels {
    const { rewardLoss } = settings;
    const made =
      this.#rewards.get(rewardLoss) ??
      new RewardModels(this.models.reference, rewardOptions(null, settings, { needs: { reward: true } }));
    this.#rewards.set(rewardLoss, made);
    return made;
  }
}
