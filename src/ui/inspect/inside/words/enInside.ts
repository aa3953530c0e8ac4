/** Words of what is inside an iteration, in English. Part of no dictionary: they come with the panel. */
import { fixed, plural } from '../../../text/format.ts';

export const enInside = {
  title: (iteration: number) => `Inside iteration ${iteration}`,
  none: 'Inside an iteration',
  empty: 'Nothing to look into yet: no iteration has begun. Step a stage, or press Play or Slow motion.',
  previous: 'Previous iteration',
  next: 'Next iteration',
  newest: 'Newest',
  csv: 'Tokens as CSV',
  reading: 'Reading…',
  trouble: (message: string) =>
    `This iteration could not be read; training is as it was, and the next stage is tried again. ${message}`,
  stages: {
    sampled: 'Sampled: texts. Scores come with Score.',
    scored: 'Scored: reward − β·KL. Ratios come with Update.',
    updated: 'Updated: ratios and what was clipped.',
  },
  notKept: (iteration: number) =>
    `The samples of iteration ${iteration} are no longer kept, or were never told.`,
  nearest: (iteration: number) => `Open iteration ${iteration}`,
  notRead:
    'Nobody looked inside while this iteration stood: its texts, scores and KL are kept, its tokens are not.',
  noCredit: 'This method gives its tokens no advantages of this kind.',
  pulled:
    'This method learns from answers as wholes: all tokens of one share its advantage (RLOO by token takes off each one’s own KL besides). Pull is what its loss does to the log-probability of each before the first step: its share of the advantage, less the KL’s. Above 0 the token is to become likelier. There is no value, and no reward of a token.',

  /** Answers that no iteration sampled to learn from. */
  looked: {
    choose: 'What to look into',
    iteration: 'An iteration',
    names: { ranking: 'Answers to rank', last: 'Answers just ranked', comparison: 'Before and after' },
    titles: {
      ranking: 'Inside the answers to rank',
      last: 'Inside the answers just ranked',
      comparison: 'Inside before and after',
    },
    sides: ['Base', 'Current'],
    by: (iteration: number) =>
      iteration === 0
        ? 'π is the model as it is now: before the first update it is the reference.'
        : `π is the model after iteration ${iteration}.`,
    reading: 'Reading these answers between two stages…',
    unread: 'These answers could not be read: the trainer is not ready, or has others by now.',
    trouble: (message: string) =>
      `These answers could not be read. Ranking and training are as they were. ${message}`,
    none: {
      ranking: 'No answer is written in full yet. It opens when it is.',
      last: 'No ranking has been given yet.',
      comparison: 'Nothing has been compared yet. Press Compare now.',
    },
    unscored: {
      blind:
        'What the reward model thinks of them is told when your ranking is in: you should not know before.',
      unfitted:
        'There is no reward model yet: no score, and nothing that a token adds to it. It comes with the first fit.',
      without: 'There is no reward model here: no score.',
    },
    noParts: 'What each token adds to the score is not told here.',
    noCredit:
      'Nothing was learned from these texts: they have no reward per token, value, advantage or ratio.',
  },

  answers: {
    title: 'Answers',
    of: (shown: number, total: number) =>
      shown === total ? plural(total, 'answer') : `the first ${shown} of ${plural(total, 'answer')}`,
    prompt: 'Prompt',
    score: 'score',
    spread: (spread: string) => `voices ± ${spread}`,
    /** A score that was clipped, or from which the penalty for a missing end was taken. */
    earned: (score: number, earned: number) => `score ${fixed(score)}, of which ${fixed(earned)} counts`,
  },

  tokens: {
    title: 'Tokens',
    keys: '← → walk through tokens, ↑ ↓ through answers, Enter pins.',
    colour: 'Colour by',
    token: 'Token',
    position: (at: number, of: number) => `Token ${at} of ${of}`,
    pinned: 'pinned',
    table: 'All numbers of every token',
    clipped: 'Clipped',
    yes: 'clipped',
    no: 'no',
    start: (value: string) => `prompt alone ${value}`,
    sum: (start: string, parts: string, score: string) => `${start} + Σ ${parts} = score ${score}`,
    learned: 'No attribution: the reward model has learned since these scores.',
    ruled: 'No attribution: a rule scores whole answers, no token has a share of it.',
  },

  quantities: {
    logp: 'log π',
    logpRef: 'log π_ref',
    kl: 'KL',
    reward: 'reward r',
    attribution: 'adds to score',
    value: 'value V',
    delta: 'δ',
    advantage: 'advantage',
    ratio: 'ratio ρ',
    mismatch: 'log π − log π_sampler',
    pull: 'pull of the loss',
  },

  formulas: {
    title: 'Formulas',
    symbols:
      'k₁, k₃: KL estimates; s: score; V: value; ′: the next token; T: the last token; μ, σ: over all tokens of the rollout.',
    wholeSymbols:
      'r: what the answer earned; i: this answer, j: those it is compared with; G: answers in a group, N: in the batch; n: tokens of the answer; C: the constant; k₁, k₃: KL estimates, _new: after the update.',
    names: {
      kl: 'KL estimate',
      k3: 'KL estimate, low variance',
      attribution: 'What the token adds to the score',
      reward: 'Reward with KL',
      whitenedReward: 'Reward, whitened',
      delta: 'Temporal difference',
      advantage: 'Advantage (GAE)',
      whitened: 'Advantage, whitened',
      ratio: 'Ratio after the update',
      clip: 'Clipped objective',
      importance: 'Weight of its loss: the sampler was not the policy',
      answerReward: 'Reward of the answer with KL',
      baseline: 'What it is compared with',
      spread: 'Spread of the rewards',
      answerAdvantage: 'Advantage of the answer',
      normalised: 'Advantage, normalised over the batch',
      pull: 'Pull before the first step',
      answerRatio: 'Ratio of the answer after the update',
      loss: 'Policy term of the loss',
      klLoss: 'KL term of the loss',
    },
    agrees: (told: string) => `the engine has ${told}: the same`,
    differs: (told: string) => `the engine has ${told}: not the same`,
    isClipped: 'clipped: it pulls no further',
    isFree: 'not clipped',
    ratioBefore: (mean: string | null) =>
      `Before the update ρ is 1: π_old is read with the update’s own forward pass.${mean === null ? '' : ` Measured over the first minibatch: ${mean}.`}`,
    afterUpdate: 'Ratio and clip come with Update.',
  },

  slow: {
    goOn: 'Go on',
    stop: 'Stop',
    byHand: 'Your system asks for little motion: nothing moves before you press Go on.',
    before: {
      fit: 'Next, Fit: the reward model learns the order that you gave.',
      sample: 'Next, Sample: the model as it is now writes answers. Nothing is judged yet.',
      score:
        'Next, Score: the reward model gives each answer a number. Each token is charged β times its KL.',
      rule: 'Next, Score: the rule gives each answer a number. Each token is charged β times its KL.',
      update:
        'Next, Update: tokens that did better than expected become more likely, others less, within the clip range.',
    } as Readonly<Record<string, string>>,
    during: {
      fit: 'Fit: the reward model goes over your rankings.',
      sample: 'Sample: token by token, each drawn from what the model thinks possible.',
      score: 'Score: the answers are read by the reward model, the policy and the reference.',
      rule: 'Score: the rule is applied; policy and reference read the answers.',
      update: 'Update: forward, loss, backward, AdamW, minibatch after minibatch.',
    } as Readonly<Record<string, string>>,
    after: {
      fit: 'Fit is done: agreement says whether it has learned your order or only its homework.',
      sample: 'Sample is done: these are the texts.',
      score:
        'Score is done: score − β·Σ KL is what an answer is worth. The advantage says which tokens earned it.',
      update: 'Update is done: ρ says how far each token moved. Beyond 1 ± ε it counts no more.',
    } as Readonly<Record<string, string>>,
    /** Of a stage that has no words of its own. */
    other: { before: 'Next: ', during: 'Now: ', after: 'Done: ' },
  },
};

/** The shape every language must have. */
export type InsideWords = typeof enInside;
