/**
 * A game of the bandit as a panel plays it: answers that a model wrote under each template, what a user did with those that were
 * shown, and what follows from it. A turn keeps what was done, not what it counts, so that other weights judge the same turns anew.
 * Plain data in, plain data out; chance is a stream. Knows no model and no page.
 */
import { stream, type Stream } from '../../rl/random.ts';
import { LABELERS } from '../../tastes/index.ts';
import type { FixedLabelerId } from '../../tastes/labeler.ts';
import type { FeedbackKind, FeedbackWeights } from '../feedback/event.ts';
import { act, expectedReward, likingOf, SINGLE_ANSWERS, type Liking } from '../feedback/simulatedUser.ts';
import type { TemplateAnswer } from './answers.ts';
import type { RewardKind } from './arms.ts';
import { armsAfter, rewardKind, type Pull } from './bandit.ts';
import { choose, type StrategyId } from './strategies.ts';
import type { Given } from './trainingPairs.ts';

/** What can be done with a single answer, as {@link SINGLE_ANSWERS} has it. Least liking first. */
export const ACTS = ['leave', 'ask', 'continue', 'copy'] as const satisfies readonly FeedbackKind[];
export type Act = (typeof ACTS)[number];

/** Answers of each template, the same questions under each. */
export type Written = readonly (readonly TemplateAnswer[])[];

/** An answer that is shown: of which template, and which of its answers. */
export interface Shown {
  readonly arm: number;
  readonly index: number;
}

/** An answer that was shown, and what the user did. */
export interface Turn extends Shown {
  readonly did: Act;
}

export interface Choosing {
  readonly strategy: StrategyId;
  /** Share of turns at random of ε-greedy. */
  readonly epsilon: number;
  readonly weights: FeedbackWeights;
}

/** A user with a known taste, and how much each answer is to it. */
export interface TasteOf {
  readonly utilities: readonly (readonly number[])[];
  readonly liking: Liking;
}

/** The stream of chance of a game. */
export function chanceOf(name: string): Stream {
  return stream(1, `bandit/panel/${name}`);
}

/** Turns as pulls with rewards. */
export function pullsOf(turns: readonly Turn[], weights: FeedbackWeights): Pull[] {
  return turns.map(({ arm, did }) => ({ arm, reward: weights[did] }));
}

/** Whether these weights give rewards that are all 0 or 1. */
export function kindOf(weights: FeedbackWeights): RewardKind {
  return rewardKind(ACTS.map((act) => weights[act]));
}

/** The next answer to show: of the template that the strategy chooses, one of those that were shown least. */
export function deal(
  written: Written,
  turns: readonly Turn[],
  { strategy, epsilon, weights }: Choosing,
  random: Stream,
): Shown {
  const arms = armsAfter(written.length, pullsOf(turns, weights));
  const arm = choose(strategy, arms, random, { kind: kindOf(weights), epsilon });
  const times = written[arm].map(() => 0);
  for (const turn of turns) if (turn.arm === arm) times[turn.index]++;
  const least = Math.min(...times);
  const fewest = times.flatMap((count, index) => (count === least ? [index] : []));
  return { arm, index: fewest[random.integer(fewest.length)] };
}

/** A simulated user of these answers; what the first template makes the model write is what it is used to. */
export function tasteOf(taste: FixedLabelerId, written: Written): TasteOf {
  const utilities = written.map((answers) =>
    answers.map(({ question, answer }) => LABELERS[taste].utility(question, answer)),
  );
  return { utilities, liking: likingOf(utilities[0]) };
}

/** One turn of a simulated user. */
export function simulatedTurn(
  written: Written,
  turns: readonly Turn[],
  choosing: Choosing,
  { utilities, liking }: TasteOf,
  random: Stream,
): Turn {
  const shown = deal(written, turns, choosing, random);
  const did = act(utilities[shown.arm][shown.index], liking, random, undefined, SINGLE_ANSWERS) as Act;
  return { ...shown, did };
}

/** What each template pays a simulated user's strategy on average: known, as every answer's chances are. */
export function trueMeans({ utilities, liking }: TasteOf, weights: FeedbackWeights): number[] {
  return utilities.map(
    (each) =>
      each.reduce((sum, utility) => sum + expectedReward(utility, liking, weights), 0) /
      Math.max(1, each.length),
  );
}

/** The answers of turns, as training pairs are made of them. */
export function givenIn(written: Written, turns: readonly Turn[]): Given[] {
  return turns.map(({ arm, index }) => {
    const { question, answer } = written[arm][index];
    return { arm, question, answer };
  });
}
