/**
 * What a run had on the page and has in none of the three engines, in words: each engine's own list (trl.ts, openrlhf.ts, verl.ts)
 * begins with it. Knows settings; knows no flag.
 */
import { REWARD_LOSSES, type RewardLossId } from '../rl/rewards/losses/declarations.ts';
import type { RunFacts } from './convert.ts';

/** Settings that none of the three engines has. */
export function nowhere({ settings }: RunFacts): string[] {
  return [
    "PPO samples from the whole distribution, as the page does: top-k and top-p are for the page's answers only.",
    "The value function was a linear head on the policy's own trunk; here it is a model of its own.",
    'Value loss and policy loss had one optimizer, with the value loss weighed by ' +
      `${settings.valueCoefficient}; a separate critic has its own.`,
    'A padding id of its own was left out of every softmax; here the model could in principle sample it.',
    "Random streams are each engine's own: the same seed gives another run.",
    ...(settings.rewardSource === 'tokens'
      ? [
          `The page's reward was a rule, −|tokens − ${settings.targetTokens}| ÷ 100, of which no engine here knows: PPO asks for a reward model in reward/.`,
        ]
      : []),
    ...(settings.rewardCaution > 0
      ? [
          `The page took ${settings.rewardCaution} of the spread between the voices that scored off their mean; here nothing is taken off.`,
        ]
      : []),
    ...(settings.samplerWeights === 'same'
      ? []
      : [
          `The page sampled from a copy of the policy in ${settings.samplerWeights}` +
            (settings.importanceCap > 0
              ? `, and weighed each token by min(π ÷ π_sampler, ${settings.importanceCap})`
              : '') +
            '; here the engine samples from what it serves, and no token is weighed.',
        ]),
    ...(settings.method === 'lora'
      ? [
          `The page trained adapters of rank ${settings.loraRank} (alpha ${settings.loraAlpha}, ${settings.loraTargets}); they are merged, and every weight is trained here.`,
        ]
      : []),
  ];
}

/** Those that take pairs on the page, too. */
const PAIR_LOSSES: readonly RewardLossId[] = ['bradleyTerry', 'pairwise'];

/** What a reward model learned by on the page, where the engine's takes pairs of the rankings, shuffled. */
export function rewardLossChange({ settings }: RunFacts): string {
  return PAIR_LOSSES.includes(settings.rewardLoss)
    ? 'The page learned by the pairs of a ranking, too, but those of one ranking together; here they are shuffled.'
    : `The page learned rankings whole, by ${REWARD_LOSSES[settings.rewardLoss]}; this takes their pairs, shuffled.`;
}
