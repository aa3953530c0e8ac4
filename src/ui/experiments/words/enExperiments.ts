/** The experiments in English: what each asks, what happens, what to watch, what it shows. Knows words only. */
import { fixed, percent, plural } from '../../text/format.ts';

const sd = (value: number) => `${fixed(value)} sd`;

export const enExperiments = {
  title: 'Experiments',
  lead: 'Each sets everything, runs on a model of its own, and says what came of it. Your run, your settings and your rankings stay as they are.',
  list: 'Experiments',
  run: 'Run it',
  again: 'Once more, with another seed',
  stop: 'Stop',
  seed: (seed: number) => `Seed ${seed}`,
  happens: 'What happens',
  watch: 'What to watch',
  shows: 'What you should see',
  opening: 'The model is on its way…',
  progress: (arm: string, done: number, all: number) => `${arm}: iteration ${done} of ${all} in all`,
  length: (iterations: number) => `${plural(iterations, 'iteration')} in all.`,
  failed: (message: string) => `It did not end. ${message}`,
  stopped: 'Stopped. Nothing of your run was touched.',
  came: 'What came of it',
  held: 'Seen',
  broken: 'Not seen this time',
  look: (arm: string) => `Watch “${arm}” on the page’s curves`,
  take: (arm: string) => `Take the settings of “${arm}” for your run`,
  taken: 'Your run has them from the next iteration on; Undo gives yours back.',
  keep: 'Keep these runs',
  kept: 'They are among your runs now.',
  curve: (name: string, parts: string) => `${name}: ${parts}`,
  ends: (arm: string, from: string, to: string) => `${arm} from ${from} to ${to}`,
  metrics: {
    reward: 'Reward (what the reward model says), sd',
    utility: 'Truth (what the rater’s taste says), sd',
    kl: 'KL to the base model, nats',
    agreement: 'Held-out agreement by fit',
    responseLength: 'Tokens per answer',
    clipFraction: 'Share of tokens clipped',
    entropy: 'Entropy, nats per token',
    sampler: 'How far the sampler is from the trainer, nats per token',
  } as Record<string, string>,
  law: {
    title: 'How far to follow a proxy',
    text: 'Along the bottom how far the policy has gone from the base model, d = √KL. The reward model’s word for it climbs. What it stands for climbs, peaks and falls.',
    proxy: 'Reward (proxy)',
    truth: 'Truth',
    learning: (alpha: string, beta: string, residual: string) =>
      `By learning: d(α − β ln d) with α = ${alpha}, β = ${beta}; it leaves ${residual} sd over.`,
    bestOfN: (alpha: string, beta: string, residual: string) =>
      `By best-of-n, n up to 16: d(α − βd) with α = ${alpha}, β = ${beta}; it leaves ${residual} sd over.`,
    peak: (d: string, value: string) =>
      `Peak at d = ${d}, where the truth is ${value} sd above the base model.`,
    noPeak: 'It has no peak within what was tried.',
    best: 'best-of-n',
    atPeak: (iteration: number) => `At the peak (iteration ${iteration}) it writes`,
    beyond: (iteration: number) => `Beyond it (iteration ${iteration})`,
    noFit: 'There are too few points to fit.',
    summary: (proxy: string, truth: string, peak: string) =>
      `Over the root of KL: the reward ends at ${proxy} sd, the truth at ${truth} sd. ${peak}`,
  },
  experiments: {
    cutTheLeash: {
      name: 'Cut the leash',
      question: 'The reward keeps climbing. Why is the model getting worse?',
      happens: [
        'A rater who checks facts ranks eight sets of answers. The reward model learns from those, and knows nothing else.',
        'β is 0: nothing holds the policy near the base model. It trains for 12 iterations.',
        'Then the same with the leash: KL steered to 2 nats. Nothing else differs.',
      ],
      shows:
        'The reward climbs all the way. The truth climbs first, peaks, and falls: past the peak the policy writes what the reward model likes and nobody asked for. With the leash it stays near the peak. So it is the distance from what was ranked that hurts.',
      arms: { cut: 'No leash', held: 'With the leash' },
      promises: {
        rewardClimbs: (from: number, to: number) => `The reward climbs: from ${sd(from)} to ${sd(to)}.`,
        truthFalls: (best: number, last: number) =>
          `The truth falls below its best: from ${sd(best)} to ${sd(last)}.`,
        leashHolds: (held: number, cut: number) =>
          `With the leash it ends at ${sd(held)}, without at ${sd(cut)}.`,
      },
    },
    fourRankings: {
      name: 'Four rankings only',
      question: 'How many rankings does a taste take?',
      happens: [
        'A rater who checks facts ranks four sets of answers, and the policy trains on what was learned of them.',
        'Then the same with twenty-four. Nothing else differs.',
      ],
      shows:
        'Four rankings are learned by heart, and order new answers little better than chance. The agreement with what was trained on says nothing; that with held-out rankings does.',
      arms: { four: 'Four rankings', many: 'Twenty-four rankings' },
      promises: {
        ordersWorse: (four: number, many: number) =>
          `New answers in the rater’s order: ${percent(four)} of pairs after four, ${percent(many)} after twenty-four.`,
      },
    },
    flipYourTaste: {
      name: 'Flip your taste',
      question: 'Can what was learned be unlearned?',
      happens: [
        'A rater who likes it short ranks twelve sets, and the policy trains for five iterations on a loose leash.',
        'Then every ranking is turned upside down, as by someone who changes their mind, and training goes on.',
      ],
      shows:
        'The answers get shorter, and after the flip longer again. The policy keeps nothing of its own: it follows the rankings as they stand.',
      arms: { flipped: 'Flipped' },
      promises: {
        shortens: (from: number, to: number) =>
          `Before the flip answers shrink: from ${fixed(from, 1)} to ${fixed(to, 1)} tokens.`,
        turns: (from: number, to: number) =>
          `After it they grow: from ${fixed(from, 1)} to ${fixed(to, 1)} tokens.`,
      },
    },
    noisyRater: {
      name: 'A noisy rater',
      question: 'What if the rater does not read?',
      happens: [
        'A rater who likes it short ranks twelve sets, three of four by chance.',
        'Then the same with all of them read. Nothing else differs.',
      ],
      shows:
        'The reward model orders new answers worse, and the policy learns less of what was meant, though the reward rises all the same.',
      arms: { noisy: 'Three of four by chance', careful: 'All read' },
      promises: {
        ordersWorse: (noisy: number, careful: number) =>
          `New answers in the rater’s order: ${percent(noisy)} of pairs with noise, ${percent(careful)} without.`,
        teachesLess: (noisy: number, careful: number) =>
          `The truth ends at ${sd(noisy)} with noise, ${sd(careful)} without.`,
      },
    },
    longerIsBetter: {
      name: 'Longer is better?',
      question: 'What does a policy learn of a rater who takes length for quality?',
      happens: [
        'A rater who likes answers near sixty words ranks eight sets.',
        'The leash is loose, and the policy trains for eight iterations.',
      ],
      shows:
        'The answers grow, and say less that is true: words beyond the facts cost, and so do facts that are made up. A bias in the rankings is the taste that is learned.',
      arms: { longer: 'Length liked' },
      promises: {
        grows: (from: number, to: number) =>
          `The answers grow: from ${fixed(from, 1)} to ${fixed(to, 1)} tokens.`,
        saysLess: (from: number, to: number) =>
          `By a rater who checks facts they get worse: from ${sd(from)} to ${sd(to)}.`,
      },
    },
    stepsTooLarge: {
      name: 'Steps too large',
      question: 'Why not learn faster?',
      happens: [
        'The learning rate is 0.01, thirty times the usual, and the clip range 1: a step may do what it likes.',
        'Then the same with the usual ones. Nothing else differs.',
      ],
      shows:
        'The policy is far from the base model within a few updates, and what it writes is no answer any more. The clip range is there so that one batch cannot do this.',
      arms: { large: 'Large steps', usual: 'Usual steps' },
      promises: {
        runsAway: (large: number, usual: number) =>
          `The KL goes to ${fixed(large, 1)} nats; with usual steps to ${fixed(usual, 1)}.`,
        losesFacts: (large: number, usual: number) =>
          `By a rater who checks facts it ends at ${sd(large)}; with usual steps at ${sd(usual)}.`,
      },
    },
    samplerAgainstTrainer: {
      name: 'Sampler against trainer',
      question: 'What if what writes is not quite what learns?',
      happens: [
        'Fast engines write with rounded weights. Here a copy of the policy in 3 bits writes the answers, and the policy itself learns from them, for two iterations.',
        'Then the same, but each token counts by how likely the policy itself finds it (truncated importance sampling, up to twice). Nothing else differs.',
        'In the last iteration of both a copy in F16 writes, which is all but the policy itself.',
      ],
      shows:
        'The copy writes tokens that the policy would not. What is read off its answers is not the policy’s. Counted alike, those tokens make most of the gradient; weighed, they hardly count, and the policy is pulled about less. What has been learned is about as good either way after so few steps, and in F16 there is nothing to see with a model this small.',
      arms: { plain: 'All tokens alike', weighed: 'Weighed' },
      promises: {
        isApart: (coarse: number, half: number) =>
          `In 3 bits the sampler is ${fixed(coarse)} nats a token from the trainer, in F16 ${fixed(half, 4)}.`,
        showsAnother: (copy: number, own: number) =>
          `By a rater who checks facts the copy’s answers are worth ${sd(copy)}, the policy’s own ${sd(own)}.`,
        pullsLess: (plain: number, weighed: number) =>
          `The gradient’s norm is ${fixed(plain)} with all tokens alike, ${fixed(weighed)} weighed.`,
        jumpsLess: (plain: number, weighed: number) =>
          `An update moves a token by ½·Δ² = ${fixed(plain)} nats with all alike, ${fixed(weighed)} weighed.`,
      },
    },
  } as Record<string, ExperimentText>,
};

export interface ExperimentText {
  readonly name: string;
  readonly question: string;
  readonly happens: readonly string[];
  readonly shows: string;
  /** By the arm's id. */
  readonly arms: Readonly<Record<string, string>>;
  /** By the promise's id. */
  readonly promises: Readonly<Record<string, (...numbers: number[]) => string>>;
}

export type ExperimentsWords = typeof enExperiments;
