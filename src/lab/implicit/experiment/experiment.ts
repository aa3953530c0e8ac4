/**
 * How many events teach what a ranking teaches, how an implicit reward is hacked, and what cures it. A simulated user with a known
 * taste sees answers of the embedded model, and either ranks four at a time or converses about single ones. The run's own reward
 * model learns from one or the other, and is asked about answers to questions that nobody asked before.
 *
 * Then a user in a hurry, who copies what is short: the reward that this teaches, made into a policy by best-of-n, gets short
 * answers that the user's own taste likes less. Five cures: answers are compared with others of their length only; a few rankings,
 * at which users do look, are mixed in; what scores say of length is subtracted from them; or is put where those few rankings want
 * it; or the first two together. The goal was set before the first run; the last three cures came when the first two had missed it.
 */
import { defaultSettings, type Settings } from '../../../rl/algorithms/settings.ts';
import { judgedPrompts, labelerFor } from '../../../rl/labelersFor.ts';
import { stream, type Stream } from '../../../rl/random.ts';
import { RewardModels } from '../../../rl/rewards/rewardModels.ts';
import { DEFAULT_TEMPERATURE, drawRanking } from '../../../rl/training/simulate.ts';
import type { LabelerId } from '../../../tastes/labeler.ts';
import { areRestaurants } from '../../../tastes/restaurants.ts';
import type { Experiment, LabPlace } from '../../experiment.ts';
import { USUAL_WEIGHTS } from '../../feedback/event.ts';
import { act, CONVERSATION, likingOf, seemingUtility, USUAL_NOISE } from '../../feedback/simulatedUser.ts';
import { acrossQuestions, matchedForLength, withinQuestions, type Lesson } from '../lessons.ts';
import { converse } from '../sessions.ts';
import { bestOf, type BestOf } from './bestOf.ts';
import { slopeOverWords, withWords, wordsWanted } from './lengthFree.ts';
import { writePool, type Pool, type PoolAnswer } from './pool.ts';
import type { ImplicitResult, Learnt } from './result.ts';
import { GOAL_TEXT, judge, seedLine } from './summary.ts';
import { accuracyOf, scorePool, teach } from './teach.ts';

const MODEL = 'blurbs-tiny';
/** Of a restaurant's blurbs a warm tone; of other texts, about thirty words. */
const TASTES = { restaurants: 'warmer', others: 'length' } as const satisfies Record<string, LabelerId>;
/** How much more a spread of shortness seems to a user in a hurry than a spread of what is liked. */
const HASTE = 2;
/** Answers that events are compared in. */
const GROUP = 8;
const RANKED = 4;
/** Held-out answers to a question that are told apart. */
const TOLD = 8;

interface Effort {
  readonly questions: number;
  /** Rankings, and events, after which is measured; each count takes the model on from the one before. */
  readonly rankings: readonly number[];
  readonly events: readonly number[];
  readonly passes: number;
  readonly heldOut: number;
  /** Answers that best-of-n chooses among. */
  readonly sizes: readonly number[];
  /** Rankings that are mixed in as a cure. */
  readonly mixed: number;
}
const WHOLE: Effort = {
  questions: 72,
  rankings: [4, 8, 16],
  events: [32, 64, 128],
  passes: 2,
  heldOut: 16,
  sizes: [1, 2, 4, 8],
  mixed: 8,
};
const QUICK: Effort = {
  ...WHOLE,
  questions: 16,
  rankings: [4, 8],
  events: [12, 24],
  passes: 1,
  heldOut: 6,
  sizes: [1, 2, 4],
  mixed: 4,
};

export const IMPLICIT: Experiment<ImplicitResult> = { goal: GOAL_TEXT, run: runSeed, line: seedLine, judge };

/** An answer with what the user did, as a number. */
interface Seen extends PoolAnswer {
  readonly question: string;
  readonly value: number;
}

async function runSeed(place: LabPlace, seed: number, quick: boolean): Promise<ImplicitResult> {
  const effort = quick ? QUICK : WHOLE;
  const name = place.model ?? MODEL;
  const settings: Settings = { ...defaultSettings(place.model !== null), seed };
  const { models, prompts } = await place.openRun(name, settings);
  const taste = areRestaurants(prompts) ? TASTES.restaurants : TASTES.others;
  const asked = judgedPrompts(taste, prompts);
  const [learnt, fresh] = chooseQuestions(asked, effort, stream(seed, 'implicit/questions'));
  const labeler = labelerFor(taste, settings);
  const pool = await writePool(models, learnt, RANKED, labeler, settings, 0);
  const held = await writePool(models, fresh, Math.max(...effort.sizes), labeler, settings, 1);
  const rewards = new RewardModels(models.reference);
  const kit = { rewards, settings, seed, effort, pool, held };

  const rankings = await taughtByRankings(kit);
  const events = seenBy(kit, 0);
  const random = stream(seed, 'implicit/groups');
  const curve = await taughtByEvents(kit, events, random);
  const honest = bestOf(held, await scorePool(rewards, held), effort.sizes);
  const inside = withinQuestions(events, GROUP, ({ question }) => question);
  const within = { count: events.length, accuracy: (await taught(kit, inside, 'within')).accuracy };
  const hurried = seenBy(kit, HASTE);
  const across = acrossQuestions(hurried, GROUP, stream(seed, 'implicit/hurried'));
  const matched = matchedForLength(hurried, GROUP, ({ words }) => words);
  const few = rankingLessons(kit).slice(0, effort.mixed);
  const hurry = await taught(kit, across, 'hurried');
  const cured = await withoutLength(kit, hurry.scores);
  const policies = {
    honest,
    hurried: hurry.policy,
    matched: (await taught(kit, matched, 'matched')).policy,
    mixed: (await taught(kit, [...across, ...few], 'mixed')).policy,
    ...cured,
    both: (await taught(kit, [...matched, ...few], 'both')).policy,
    few: (await taught(kit, few, 'few')).policy,
  };
  const { spread } = likingOf(pool.flat().map(({ utility }) => utility));
  return { seed, model: name, taste, rankings, events: curve, within, spread, policies };
}

interface Kit {
  readonly rewards: RewardModels;
  readonly settings: Settings;
  readonly seed: number;
  readonly effort: Effort;
  readonly pool: Pool;
  readonly held: Pool;
}

/** Questions to learn on, and others to be asked about. */
function chooseQuestions(
  all: readonly string[],
  { questions, heldOut }: Effort,
  random: Stream,
): [string[], string[]] {
  if (all.length < 8) throw new RangeError(`The model brings ${all.length} prompts to ask; 8 are needed.`);
  const order = random.permutation(all.length).map((index) => all[index]);
  const fresh = Math.min(heldOut, Math.floor(all.length / 4));
  return [order.slice(fresh, fresh + questions), order.slice(0, fresh)];
}

/** What a user does in conversations about the pool, as far as there are events to be. */
function seenBy({ pool, seed, effort }: Kit, haste: number): Seen[] {
  const random = stream(seed, `implicit/user/${haste}`);
  const liking = likingOf(pool.flat().map(({ utility }) => utility));
  const lengths = likingOf(pool.flat().map(({ words }) => words));
  const does = (question: number, answer: number) => {
    const { utility, words } = pool[question][answer];
    const seems = seemingUtility(utility, words, { liking, lengths, haste });
    // A hurried user is used to what seems so: the acts stay as frequent as they were.
    const usual = { ...liking, spread: liking.spread * Math.hypot(1, haste) };
    return act(seems, usual, random, USUAL_NOISE, CONVERSATION);
  };
  const most = Math.max(...effort.events);
  return converse(pool.length, RANKED, does, random.fork('order'), most).map(
    ({ question, answer, kind }) => ({
      ...pool[question][answer],
      question: String(question),
      value: USUAL_WEIGHTS[kind],
    }),
  );
}

/** Rankings of four, with a careful person's noise. */
function rankingLessons({ pool, seed, effort }: Kit): Lesson<PoolAnswer>[] {
  const random = stream(seed, 'implicit/rankings');
  const { spread: sd } = likingOf(pool.flat().map(({ utility }) => utility));
  return pool.slice(0, Math.max(...effort.rankings, effort.mixed)).map((items) => {
    const order = drawRanking(
      items.map(({ utility }) => utility),
      { temperature: DEFAULT_TEMPERATURE, sd },
      random,
    );
    return { items, tiers: items.map((_, index) => order.findIndex((tier) => tier.includes(index))) };
  });
}

async function taughtByRankings(kit: Kit): Promise<Learnt[]> {
  const lessons = rankingLessons(kit);
  const random = stream(kit.seed, 'implicit/order/rankings');
  await kit.rewards.reset(kit.seed);
  return measured(kit, kit.effort.rankings, (count) =>
    teach(kit.rewards, lessons.slice(0, count), kit.effort.passes, kit.settings, random),
  );
}

async function taughtByEvents(kit: Kit, events: readonly Seen[], groups: Stream): Promise<Learnt[]> {
  const random = stream(kit.seed, 'implicit/order/events');
  await kit.rewards.reset(kit.seed);
  const counts = kit.effort.events.map((count) => Math.min(count, events.length));
  return measured(kit, [...new Set(counts)], (count) =>
    teach(
      kit.rewards,
      acrossQuestions(events.slice(0, count), GROUP, groups),
      kit.effort.passes,
      kit.settings,
      random,
    ),
  );
}

async function measured(
  { rewards, held }: Kit,
  counts: readonly number[],
  learn: (count: number) => Promise<void>,
): Promise<Learnt[]> {
  const few = held.map((answers) => answers.slice(0, TOLD));
  const learnt: Learnt[] = [];
  for (const count of counts) {
    await learn(count);
    learnt.push({ count, accuracy: accuracyOf(few, await scorePool(rewards, few)) });
  }
  return learnt;
}

/** What the reward model that was just taught gives once length is taken out of it: after the fit, or as a few rankings say. */
async function withoutLength(
  kit: Kit,
  scores: readonly (readonly number[])[],
): Promise<Record<'residual' | 'anchored', BestOf[]>> {
  const { rewards, effort, pool, held } = kit;
  const seen = await scorePool(rewards, pool);
  const slope = slopeOverWords(pool, seen);
  const free = withWords(pool, seen, -slope);
  const anchors = rankingLessons(kit)
    .slice(0, effort.mixed)
    .map(({ items, tiers }, question) => ({
      scores: free[question],
      words: items.map(({ words }) => words),
      tiers,
    }));
  const wanted = wordsWanted(anchors, {
    scores: likingOf(free.flat()).spread,
    words: likingOf(pool.flat().map(({ words }) => words)).spread,
  });
  return {
    residual: bestOf(held, withWords(held, scores, -slope), effort.sizes),
    anchored: bestOf(held, withWords(held, scores, wanted - slope), effort.sizes),
  };
}

/** A reward model of its own, taught by these lessons about as often as the others saw theirs, and the policy that it makes. */
async function taught(
  { rewards, effort, settings, seed, held }: Kit,
  lessons: readonly Lesson<PoolAnswer>[],
  name: string,
): Promise<{ accuracy: number; scores: number[][]; policy: BestOf[] }> {
  await rewards.reset(seed);
  const random = stream(seed, `implicit/order/${name}`);
  const rankings = lessons.filter(({ items }) => items.length <= RANKED);
  const groups = lessons.filter(({ items }) => items.length > RANKED);
  // Steps of one width each.
  for (let pass = 0; pass < effort.passes; pass++) {
    await teach(rewards, groups, 1, settings, random);
    await teach(rewards, rankings, 1, settings, random);
  }
  const scores = await scorePool(rewards, held);
  const few = held.map((answers) => answers.slice(0, TOLD));
  return {
    accuracy: accuracyOf(
      few,
      scores.map((each) => each.slice(0, TOLD)),
    ),
    scores,
    policy: bestOf(held, scores, effort.sizes),
  };
}
