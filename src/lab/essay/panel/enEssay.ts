/** The essay's claims in English: what it says, and what a record says of it, which is filled in. */
import { ESSAY } from '../../cost/essay.ts';
import type { CureId } from '../../implicit/experiment/result.ts';
import type { Interval } from '../../intervals.ts';
import type { Place, Verdict } from '../claim.ts';
import type { ClaimId, FiguresOf } from '../claims/index.ts';
import type { Numbers } from './numbers.ts';

/** Of a claim that a bench measures: what was found, and what is missing where not all of it holds, a sentence each. */
interface MeasuredWords<Figures> {
  readonly title: string;
  readonly says: string;
  found(figures: Figures, write: Numbers): string;
  missing(figures: Figures, write: Numbers): string;
}
export type ClaimWords = {
  readonly [Id in ClaimId]: MeasuredWords<FiguresOf<Id>>;
};

const points = (write: Numbers, gain: number) => write.signed(gain * 100, 1);

const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

/** How far the trained chain is ahead. */
const within = (write: Numbers, { mean, low, high }: Interval) =>
  `the trained one ${write.signed(mean, 3)}${Number.isFinite(low) ? `, 95 %: ${write.signed(low, 3)} to ${write.signed(high, 3)}` : ', too few seeds for an interval'}`;

const CURES: Readonly<Record<CureId, string>> = {
  matched: 'answers compared with others of their length',
  mixed: 'a few rankings mixed in',
  residual: 'what scores say of length subtracted',
  anchored: 'a few rankings saying how much of length is wanted',
  both: 'answers compared with others of their length and a few rankings mixed in',
};

const claims: ClaimWords = {
  listwise: {
    title: 'Feedback is best used as a ranking',
    says: 'A reward model should learn from whole rankings of answers, by a listwise loss of learning to rank, rather than from marks or from one pair at a time.',
    found: ({ few, many }, write) =>
      `From ${many.rankings} whole rankings of four the reward model orders ${write.percent(many.whole)} of new pairs as the taste does that gave them: ${points(write, many.overBest.mean)} points against the best of each alone (95 %: ${points(write, many.overBest.low)} to ${points(write, many.overBest.high)}), ${points(write, many.overPair.mean)} against one pair of each. From ${few.rankings} rankings it is ${points(write, few.overBest.mean)} points against the best. By the listwise loss it is ${points(write, many.overAllPairs.mean)} points (${points(write, many.overAllPairs.low)} to ${points(write, many.overAllPairs.high)}) against the loss of all pairs of the same rankings. Marks were not tried.`,
    missing: () =>
      'a listwise loss that makes more of the same rankings than the loss of all their pairs, beyond chance.',
  },
  ownText: {
    title: 'The reward is for the policy’s own text, and the KL holds it',
    says: 'What the policy did not write itself earns it nothing; and how far it drifts from a frozen reference is taken off its reward, so that it does not forget how to write.',
    found: ({ rankings, iterations, tastes, held, cut, utility, distinct4 }, write) =>
      `After ${iterations} iterations, from ${rankings} rankings by each of ${plural(tastes.length, 'taste')}, the policy ends ${write.fixed(held.kl, 1)} nats an answer from the reference with the penalty, ${write.fixed(cut.kl, 1)} without. What the rater thinks of its answers is ${write.fixed(held.utility)} spreads above the base model with it and ${write.fixed(cut.utility)} without (difference ${write.signed(utility.mean)}, 95 %: ${write.signed(utility.low)} to ${write.signed(utility.high)}), where the reward model believes ${write.fixed(held.score)} and ${write.fixed(cut.score)}; of their 4-grams ${write.percent(held.distinct4)} and ${write.percent(cut.distinct4)} are distinct (difference in points ${points(write, distinct4.mean)}, ${points(write, distinct4.low)} to ${points(write, distinct4.high)}). That only its own text is paid for is how each run is built: the score lands on the last token that the policy wrote, and what lies between its turns is not learnt. Runs without that were not made.`,
    missing: ({ utility }) =>
      utility.low > 0
        ? 'answers that vary more with the penalty than without, beyond chance.'
        : 'answers that the rater likes more with the penalty than without, beyond chance.',
  },
  implicit: {
    title: 'What people do is a reward',
    says: 'Whether people copy an answer, go on from it, or ask much the same again says what they like, and no one has to rank.',
    found: ({ share, ratio, lost, cure, cured, alone }, write) =>
      `Such events alone teach ${write.percent(share)} of the held-out accuracy that rankings teach, at ${write.fixed(ratio.mean, 1)} events for a ranking (95 %: ${write.fixed(ratio.low, 1)} to ${write.fixed(ratio.high, 1)}). The reward can be hacked: of a user in a hurry it learns to be short, which costs ${write.fixed(lost, 2)} spreads of true liking, and the best cure, ${CURES[cure]}, gives ${write.percent(cured)} of that back; a few rankings instead of all those events give ${write.percent(alone)}.`,
    missing: ({ teaches, goal }, write) =>
      teaches
        ? `a cure that gives at least ${write.percent(goal.restored)} back.`
        : `events that teach at least ${write.percent(goal.accuracy)} of what rankings do.`,
  },
  bandit: {
    title: 'The action is the choice of a prompt',
    says: 'To please, a finished model need not change: it is enough to choose the prompt that does best by what people do with the answers, as a bandit does.',
    found: ({ thompson, ucbTuned, greedy, uniform, lost, games }, write) =>
      `Thompson sampling names the best template for ${write.percent(thompson.found)} of simulated users, UCB1-Tuned for ${write.percent(ucbTuned.found)}. They regret ${write.fixed(thompson.regret, 1)} and ${write.fixed(ucbTuned.regret, 1)}, ε-greedy ${write.fixed(greedy.regret, 1)}, uniform choice ${write.fixed(uniform.regret, 1)}; in ${lost} of ${games} kinds of users ε-greedy regrets less than one of the two. Whether the pairs that a bandit yields make the policy better was not measured.`,
    missing: ({ goal }, write) =>
      `both of them naming the best for at least ${write.percent(goal)} of users, with less regret than ε-greedy and uniform choice.`,
  },
  ape: {
    title: 'Instructions can be found automatically',
    says: 'A model proposes instructions from examples, and a filter in stages finds the right one with few calls; proposing anew around the best (resampling) adds little.',
    found: ({ right, share, exhaustive, gain }, write) =>
      `The filter finds the right kind of instruction for ${write.percent(right.mean)} of unseen tasks (${write.percent(right.least)} to ${write.percent(right.most)} over seeds) with ${write.percent(share)} of the calls; scoring all finds ${write.percent(exhaustive)}. Resampling changes the accuracy by ${points(write, gain.mean)} points at equal calls (${points(write, gain.least)} to ${points(write, gain.most)}).`,
    missing: ({ enough, goal }, write) =>
      enough
        ? 'a resampling that adds little.'
        : `the right kind for at least ${write.percent(goal.right)} of the tasks with at most ${write.percent(goal.share)} of the calls.`,
  },
  procedure: {
    title: 'What is learnt is how people proceed',
    says: 'Cloning whole procedures, each step of a search, teaches what cloning results, from input to output, does not.',
    found: ({ whole, answer, masked }, write) =>
      `Of unseen mazes of ${whole.size}×${whole.size}, a model that learnt whole searches solves ${write.percent(whole.solved)} (${write.percent(whole.least)} to ${write.percent(whole.most)} over seeds), one that learnt the way alone ${write.percent(answer.solved)} (${write.percent(answer.least)} to ${write.percent(answer.most)})${masked ? `, one that learnt it by masking ${write.percent(masked.solved)}` : ''}, at equal mazes, parameters and updates.`,
    missing: ({ whole, answer, goal }, write) =>
      whole.least < goal.procedure
        ? `at least ${write.percent(goal.procedure)} solved by whole searches, in every seed.`
        : `at most ${write.percent(goal.answer)} solved by answers alone, in every seed: in one it was ${write.percent(answer.most)}.`,
  },
  tuning: {
    title: 'So it is with tuning',
    says: 'Searching hyperparameters is a procedure, too: a model that learnt whole searches, trial by trial, goes on in the same way on functions that it has never seen.',
    found: ({ trials, search, oneShot, random, expert, ahead }, write) =>
      `On unseen maps of learning rate and width it comes ${write.percent(search.last)} of the way from average to best in ${trials} trials (${write.percent(search.least)} to ${write.percent(search.most)} over seeds), a model that names the best at once ${write.percent(oneShot.last)}, chance ${write.percent(random.last)}, the expert whose searches it learnt ${write.percent(expert.last)}. It is ahead of chance by ${write.fixed(100 * ahead.random.mean, 1)} points and of the one shot by ${write.fixed(100 * ahead.oneShot.mean, 1)}${Number.isFinite(ahead.oneShot.low) ? ` (95 %: at least ${write.fixed(100 * ahead.random.low, 1)} and ${write.fixed(100 * ahead.oneShot.low, 1)})` : ''}. The maps are made by a formula; no real training was tuned.`,
    missing: ({ first }) =>
      first
        ? 'seeds, or a lead, enough for it to be beyond chance.'
        : 'a lead over both chance and the one shot.',
  },
  chain: {
    title: 'Copy is a chain of thoughts',
    says: 'Topic, keywords, a template, its gaps filled, checked, rewritten, selected, matched to readers: for marketing copy a model is asked step by step, and people judge each step.',
    found: ({ trained, untrained, oneShot, gain, ahead }, write) =>
      `By a rater that none was trained on, of 1: the chain trained on ranked steps ${write.fixed(trained, 3)}, untrained ${write.fixed(untrained, 3)} (${within(write, gain)}), copy at one go ${write.fixed(oneShot, 3)} (${within(write, ahead)}), at equal calls of the model.`,
    missing: () =>
      'the trained chain ahead of the untrained one and of copy at one go, both intervals above 0.',
  },
  tools: {
    title: 'A model learns to use tools',
    says: 'As in LaMDA it speaks to a toolset before it answers: to retrieval, a calculator, a translator, whose words it then uses.',
    found: ({ recipient, queries, answers, alone, others, reinforced, gain }, write) =>
      `In wordings that were demonstrated, over values never seen, it speaks to the right one in ${write.percent(recipient)} of turns, gets ${write.percent(queries)} of arguments exact and ${write.percent(answers)} of answers right, ${write.percent(alone)} without tools. In other wordings ${write.percent(others)} of answers are right in the worst case. ${reinforced === 0 ? 'What reinforcement learning adds was not measured.' : `Reinforcement learning adds ${points(write, gain.mean)} points where it asks, ${Number.isFinite(gain.low) ? `95 %: ${points(write, gain.low)} to ${points(write, gain.high)}` : `over ${plural(reinforced, 'seed')}: too few for an interval`}.`}`,
    missing: ({ met, goal }, write) =>
      met
        ? `at least ${write.percent(goal.answers)} of answers right in wordings that nobody demonstrated.`
        : `recipients right in ${write.percent(goal.recipient)}, arguments exact in ${write.percent(goal.queries)}, answers right in ${write.percent(goal.answers)}.`,
  },
  order: {
    title: 'Order does not matter',
    says: 'Trained on interactions that are shuffled, and mixed with unrelated ones, a model learns the procedure all the same.',
    found: ({ claimed, ordered, plain, plainOrdered, next }, write) =>
      `Where users say what was done before, the right next stage has a probability of ${write.percent(next)} after training on shuffled interactions with unrelated ones between, and ${write.percent(claimed.success.mean)} of whole courses come to a good end, ${write.percent(ordered.success.mean)} after training in order. Where they show their text alone, the stages that only history tells are known with ${write.percent(plain.history.mean)}, in order with ${write.percent(plainOrdered.history.mean)}.`,
    missing: ({ met, next, goal }, write) =>
      met
        ? 'what only the order tells: shuffled, it is lost unless users say it themselves.'
        : next < goal.next
          ? `a probability of at least ${write.percent(goal.next)}.`
          : `at least ${write.percent(goal.success)} of the good ends that training in order brings.`,
  },
  cost: {
    title: 'What training costs can be reckoned',
    says: `Weights, tokens, cards and their speed give days, and days give money and energy: ${ESSAY.gpt3Days} and ${ESSAY.trillionDays} days for two models, ${ESSAY.gpt3KilowattHours.toLocaleString('en-US')} kWh for the first, and what its cards cost or their rent.`,
    found: ({ gpt3, trillion, printed, off, seconds }, write) =>
      `By the formula the two take ${write.fixed(gpt3.days, 1)} and ${write.fixed(trillion.days, 1)} days, and the first ${write.large(gpt3.kilowattHours)} kWh, ${printed ? 'as printed' : 'not as printed'}; its cards ${write.money(gpt3.bought)} to buy and ${write.money(gpt3.rented)} to rent, at prices that you can change. The time of a run on this page, told after ${write.fixed(seconds, 0)} s of it, was off by ${write.fixed(100 * off, 1)} % in the middle of the seeds.`,
    missing: ({ printed, met, goal }, write) =>
      printed && !met
        ? `the time of a run here told within ${write.percent(goal)}, in all and part by part.`
        : 'figures that come out as they are printed.',
  },
};

export const enEssay = {
  lead: 'The essay behind this page makes these claims. Each stands here with the bench that puts it to the test and what was found, which is read from the recorded results: where a bench is run and recorded anew, this text changes.',
  tally: (counts: Readonly<Record<Verdict, number>>) =>
    `Of ${plural(
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      'claim',
    )}: ${counts.holds} hold here, ${counts.inPart} in part, ${counts.fails} do not, ${counts.open} open, ${counts.unmeasured} not measured yet.`,
  verdicts: {
    holds: 'Holds here',
    inPart: 'Holds in part',
    open: 'Told neither way',
    fails: 'Does not hold here',
    unmeasured: 'Not measured yet',
  } satisfies Record<Verdict, string>,
  reading: 'Reading what was recorded…',
  unread: (why: string) => `What was recorded could not be read: ${why} Close the lab and open it again.`,
  quick: 'Only a quick look is recorded, which proves nothing.',
  nothing: 'What is recorded says nothing of it yet.',
  missing: 'Missing:',
  from: (seeds: number, adapter: string) => `${plural(seeds, 'seed')}, ${adapter}`,
  bench: (name: string) => `To the bench: ${name}`,
  places: {
    rank: 'Rank answers',
    train: 'See it train',
    charts: 'See the curves',
  } satisfies Record<Place, string>,
  tests: 'Tests that hold it:',
  claims,
};

export type EssayWords = typeof enEssay;
