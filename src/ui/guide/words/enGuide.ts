/** The guide in English: six steps, what to do in each, what is asked, and what the answer shows. Loaded with it. */
import { plural } from '../../text/format.ts';
import type { ActId, StepId } from '../state/steps.ts';
import type { QuestionId, Said } from '../state/questions.ts';

export const enGuide = {
  title: 'Guide',
  close: 'Close the guide',
  steps: 'Steps',
  stepOf: (number: number, all: number) => `Step ${number} of ${all}`,
  answered: 'answered',
  doIt: 'Do',
  look: 'Look',
  done: 'Done',
  open: 'Not done yet',
  show: 'Show me',
  check: 'Check',
  yourAnswer: 'Your answer',
  right: 'Yes.',
  wrong: 'Not what the page says.',
  noAnswer: 'Give an answer first.',
  gone: 'The page has gone on: what was asked about is no longer there. Here it is anew.',
  back: 'Back',
  next: 'Next',
  gpu: 'This step needs WebGPU, and this page has none now. Read on; there is nothing to answer.',
  recorded:
    'A recording is on screen: you can look at all of it and answer what is asked. What is to be done needs your own run.',
  waits: 'The model is still loading. Meanwhile the recorded run can be watched.',
  watch: 'Watch the recorded run',
  after: {
    text: 'That was all. Another task is waiting: excuses for being late, which are ranked in seconds.',
    task: 'Open the excuses',
    experiments: 'Open the experiments',
  },
  units: { pairs: 'pairs', heldOut: '0 to 1', clipped: '%', price: 'standard deviations' } as Partial<
    Record<QuestionId, string>
  >,
  options: {
    base: 'the base model’s',
    current: 'the current model’s',
    both: 'Reward rose, and the yardstick with it',
    rewardOnly: 'Reward rose, the yardstick did not',
    neither: 'Reward did not rise',
  } as Readonly<Record<string, string>>,
  acts: {
    read: { text: 'Read the four answers, and click the one that you like best.', button: '' },
    submit: { text: 'Put the answers in order, best first, and submit.', button: '' },
    fit: {
      text: 'Rank until there are four rankings: then the reward model learns. In a hurry? A simulated taste that likes few words can rank 24 sets for you.',
      button: 'Let it rank',
    },
    iterate: { text: 'Run one iteration: sample, score, update.', button: 'Run one' },
    drift: { text: 'Run three iterations, and watch KL leave the floor.', button: 'Run three' },
    colours: {
      text: 'Compare the base model with yours: each token of both answers is coloured by how much likelier it has become.',
      button: 'Compare',
    },
    leash: {
      text: 'Move the slider at the KL chart: the target if the leash is steered, β if not. Then run on: the curve follows.',
      button: '',
    },
    cut: { text: 'Cut the leash: β = 0, steered by nothing.', button: 'Cut it' },
    away: { text: 'Run six iterations without it.', button: 'Run six' },
    back: { text: 'When you have seen enough, put it back.', button: 'Put it back' },
  } satisfies Record<ActId, { text: string; button: string }>,
  texts: {
    examples: {
      title: 'Why not just show it examples?',
      text: [
        'This model has seen many thousands of examples. All answers to rank are good by them: it learned to make each next token likely, and every one of these texts is.',
        'So examples say what is possible, not what is better. To show “better” by examples you would have to write the perfect text yourself, to every prompt. Telling which of four is best takes a second, and you can do it even where you could not write it.',
      ],
      formula: 'loss = −Σ log π(token | what stands before)',
      means:
        'Learning from examples: make every token of the example likelier. No term in it says that one text is better than another.',
    },
    ranking: {
      title: 'Rank, do not grade',
      text: [
        'People grade unsteadily: a 7 today is an 8 tomorrow. But which of two they like better they say much the same each time. So you put answers in order, and an order is many comparisons at once.',
        'A score r for each answer is assumed behind it. The larger the lead of one over another, the likelier it is put first.',
      ],
      formula:
        'P(a before b) = σ(r(a) − r(b))      P(order) = Π e^r(place) ÷ Σ e^r(this place and all after it)',
      means:
        'Bradley and Terry for two, Plackett and Luce for a whole order: the best is chosen first, then the best of the rest, and so on. Ties say nothing.',
    },
    reward: {
      title: 'A model of your taste',
      text: [
        'Nobody can rank the thousands of answers that training needs. So a second model learns to guess your order: the reward model. It reads a prompt with an answer and gives one number, r(x, y).',
        'It is asked about each ranking before it learns from it, and what it says stands beside your order. Where it would have put two answers the other way round, that is marked.',
      ],
      formula: 'loss = −log P(your order), with r of the reward model',
      means:
        'Make your orders likely. 0 is the base model’s average answer, 1 is one standard deviation above. Its agreement with rankings that it never learned from is the only one that counts.',
    },
    update: {
      title: 'PPO: more of what scored well',
      text: [
        'Now the model writes, the reward model scores, and tokens of answers that did better than expected become likelier. How much better than expected is the advantage A.',
        'A few dozen answers are a noisy guide, so no step may go far: once a token’s probability has changed by more than ε, PPO stops pushing it. That is the clip.',
      ],
      formula: 'max over π of   mean min(ρ·A, clip(ρ, 1 − ε, 1 + ε)·A)      ρ = π(token) ÷ π_old(token)',
      means:
        'ρ is how many times as likely a token is as when it was sampled. Good ones (A > 0) are pushed up to 1 + ε, bad ones down to 1 − ε, and no further in this round.',
    },
    kl: {
      title: 'KL: the leash',
      text: [
        [
          'What it is',
          'Take an answer that your model wrote. For each of its tokens, ask two models how likely it was: yours now (π) and the base model, which never changes (π_ref). The difference of the logarithms, log π − log π_ref, is above 0 where training has made the token likelier. Add it up over all tokens of the answer: so many nats has this answer moved. The mean over the answers is the KL of the chart: how far your model is from where it began.',
        ],
        [
          'Why it is in the reward',
          'The reward model has seen answers like the base model’s, and only there does it know your taste. Elsewhere it guesses, some guesses are far too high, and PPO finds exactly those. So every token pays for the distance that it adds: β for each nat. Only what you really like is worth the price.',
        ],
        [
          'Without it',
          'With β = 0 the score climbs and the text falls apart: that is the next step. With too much of it the model stays where it was. “Steered” means that β is turned up while KL is above its target, and down below it.',
        ],
        [
          'Where to see it',
          'Token by token in Before and after: warm is likelier now, cool is less likely. Their sum is the KL beside each answer. On average in the KL chart, whose slider is the leash.',
        ],
      ],
      formula: 'R(x, y) = r(x, y) − β · Σ (log π(token) − log π_ref(token))',
      means:
        'The reward that PPO gets is the score less β times the KL of that answer, taken token by token, over the tokens that the model itself wrote.',
    },
    wrong: {
      title: 'How it goes wrong',
      text: [
        'The reward model stands for you, but it is not you: what is optimised hard enough stops being a measure. Cut the leash and see. The yardstick beside the reward is a taste that can be computed and that training never sees.',
        'If reward goes on rising and the yardstick turns, the model is no longer getting better; it is learning to please a model of you. The page says so over the curves when it happens.',
      ],
      formula: 'truth ≈ d · (α − γ · ln d)      d = √KL',
      means:
        'Seen again and again (Gao, Schulman and Hilton 2022): the truth rises with distance, peaks, and falls, while the reward model’s score goes on rising. The leash keeps you before the peak.',
    },
  } as Readonly<Record<StepId, StepText>>,
  questions: {
    longest: {
      ask: 'Which answer is the longest, in words?',
      none: 'Wait until the answers are written to their end.',
      explain: ({ most, least, count }: Said) =>
        `It has ${most} words, the shortest ${least}. All ${count} answer the same prompt, all follow the examples: how long is right, the examples left open. A preference decides it.`,
    },
    pairs: {
      ask: 'Of how many pairs of answers does your last ranking say which is better?',
      none: 'Submit a ranking first.',
      explain: ({ ranked, all, tied, right }: Said) =>
        tied === '0'
          ? `${ranked} answers make ${ranked} · ${Number(ranked) - 1} ÷ 2 = ${all} pairs, and you told all of them apart. One order, ${right} comparisons.`
          : `${ranked} answers make ${all} pairs. You tied ${tied} of them, which says nothing about those: ${right} are left.`,
    },
    best: {
      ask: 'Which answer of your last ranking does the reward model score highest?',
      none: 'The reward model starts with four rankings. Then its scores stand beside your last ranking.',
      explain: ({ best, score, yours, same }: Said) =>
        same === 'yes'
          ? `${best}, with ${score}: the one that you put first as well. Look whether it stays so with the next ranking, which it has not seen.`
          : `${best}, with ${score}, while you put ${yours} first. It is a guess from few rankings: each one that you add is a correction.`,
    },
    heldOut: {
      ask: 'What does the Agreement chart say: of pairs that it never learned from, what share does the reward model put in the rater’s order?',
      none: 'Move the recording on until the Agreement chart has a number.',
      explain: ({ share, pairs, trained }: Said) =>
        `${share} of ${pairs} pairs; 0.5 would be guessing. On those that it has learned from it is ${trained}, which proves nothing: those it may know by heart.`,
    },
    clipped: {
      ask: 'What share of the tokens did the clip stop in the last iteration? It is the number at its chart.',
      none: 'Run an iteration first.',
      explain: ({ share, range, low, high }: Said) =>
        `${share}: their ρ had left ${low} to ${high} (ε = ${range}), so PPO stopped pushing them. Near 0 % steps could be larger; from about 30 % on they are too large.`,
    },
    token: {
      ask: 'In Before and after, look at the current model’s answer: which of these tokens has the warmest colour?',
      none: 'Run some iterations and compare, until the colours of the current model’s answer can be seen.',
      explain: ({ token, logp, reference, difference, times, sum, count }: Said) =>
        `“${token}”: log π = ${logp}, log π_ref = ${reference}, so ${difference} nats: your model finds it ${times} times as likely there as the base model. Over all ${plural(Number(count), 'token')} of this answer the sum is ${sum}: its KL.`,
    },
    price: {
      ask: 'How much does the leash take from the mean reward now? Multiply β by KL: point at the number of the Reward chart, which says both.',
      none: 'Run an iteration first.',
      explain: ({ beta, kl, price, score, rest }: Said) =>
        `β · KL = ${beta} × ${kl} = ${price}. PPO does not see the score ${score} but ${score} − ${price} = ${rest}: another nat away must bring at least ${beta} in score to be worth it.`,
    },
    together: {
      ask: 'Look at Reward and at the yardstick beside it since the leash was cut (in a recording: from its beginning). What happened?',
      none: 'Cut the leash and run some iterations; in a recording, move on in it.',
      explain: ({ reward, truth, kl, verdict }: Said) =>
        `Reward ${reward}, yardstick ${truth} (both in standard deviations); KL stands at ${kl}. ${
          verdict === 'rewardOnly'
            ? 'The proxy rises and what it stands for does not: over-optimisation, by your own hand.'
            : verdict === 'both'
              ? 'So far both rise: the reward model is still right where the policy is. Go further without the leash, or open the experiments: Cut the leash goes there on eight rankings, with a control.'
              : verdict === 'neither'
                ? 'Not even the reward rises: too few iterations, or too large steps.'
                : 'It hardly moved, so it can be read either way. A few more iterations will tell.'
        }`,
    },
  } satisfies Record<QuestionId, { ask: string; none: string; explain: (said: Said) => string }>,
};

/** A paragraph, with a heading where the text has parts. */
export type Paragraph = string | readonly [heading: string, text: string];

interface StepText {
  readonly title: string;
  readonly text: readonly Paragraph[];
  readonly formula: string;
  readonly means: string;
}

/** The shape every language must have. */
export type GuideWords = typeof enGuide;
