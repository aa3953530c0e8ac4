/** The settings panel in English. Knows words only. */
import { plural } from '../../text/format.ts';

export const enSettings = {
  title: 'Settings',
  lead: 'Changes take effect with the next stage. The address of this page keeps what differs from the defaults.',
  resetOne: (name: string) => `Reset ${name}`,
  resetAll: 'All defaults',
  restart: 'Takes effect after Reset.',
  waits: 'Waits until the model is opened again.',
  applyOn:
    'These change what is held in memory: the model is opened again, and your run goes on from its last checkpoint.',
  applyAnew: (iteration: number) =>
    `These begin a new run: the model forgets its ${plural(iteration, 'iteration')}. Your rankings are kept.`,
  apply: 'Open again with these',
  applyNew: 'Begin a new run…',
  applySurely: 'Yes, begin a new run',
  invalid: (min: number, max: number) => `A number from ${min} to ${max}.`,
  copy: 'Copy link',
  rare: 'More',
  /** Settings of a method that go by a name together. */
  preset: {
    label: 'As in',
    help: 'No paper chose just these. A name here sets what it chose.',
    own: 'your own',
  },
  groups: {
    answers: 'Answers',
    rater: 'Simulated rater',
    reward: 'Reward model',
    kl: 'KL leash',
    memory: 'Memory',
    run: 'Run',
  },
  /** Beside a slider on the page, where there is little room. */
  knobs: {
    adaptiveKl: 'steered',
    klTarget: 'target',
  },
  choices: {
    asking: {
      different: 'That differ most',
      random: 'Any',
      disagreement: 'Reward models disagree on',
      information: 'Expected to teach most',
      nearTies: 'Hard to tell apart',
    },
    rewardSource: { model: 'A reward model', tokens: 'A rule: the length' },
    method: { full: 'All weights', lora: 'LoRA adapters' },
    loraTargets: { all: 'Attention and MLP', attention: 'Attention', mlp: 'MLP' },
    weightStorage: { f32: 'F32', f16: 'F16' },
    samplerWeights: {
      same: 'The policy’s own',
      f16: 'Rounded to F16',
      int8: '8-bit',
      int4: '4-bit',
      int3: '3-bit',
    },
    klIn: { reward: 'The reward', loss: 'The loss' },

    rewardLoss: {
      topPlackettLuce: 'Plackett-Luce, first k places',
      bradleyTerry: 'Bradley-Terry, mean per ranking (K-wise)',
      pairwise: 'Bradley-Terry, every pair alike',
    },
    rewardPairWeights: {
      ndcgLoss2PP: 'NDCG-Loss2++, both together',
      ndcgLoss2: 'NDCG-Loss2, by how far apart they stand',
      lambdaRank: 'LambdaRank, by what a swap would do',
    },
  },
  fields: {
    answers: { label: 'Answers per prompt', help: 'How many blurbs you rank at once.' },
    asking: {
      label: 'Which to rank',
      help: 'The newest policy writes twice as many answers as you rank; which are shown. What reward models say needs two of them, fitted; near-ties one. Until then, those that differ most. Measured on simulated tastes, a ranking of any answers taught as much on the whole as one of chosen answers, and near-ties taught less.',
    },
    temperature: {
      label: 'Temperature',
      help: 'Below 1 the model takes fewer risks, here and in training. At 0 one of the answers is greedy, always the likeliest token, and so is the comparison; more greedy answers would be the same, so the others are drawn at 1, as is everything in training.',
    },
    topK: {
      label: 'Top-k',
      help: 'Answers you see are drawn from so many likeliest tokens; 0 is all. Training always draws from all, or its KL would be wrong.',
    },
    topP: {
      label: 'Top-p',
      help: 'Answers you see are drawn from the likeliest tokens that have this share together; 1 is all. Not in training, as top-k.',
    },
    maxNewTokens: {
      label: 'Longest answer',
      help: 'Tokens after which an answer is cut, here and in training. Memory and time grow with it.',
    },
    targetWords: {
      label: 'Words liked best',
      help: 'For the rater “Near a length”. Chinese characters count as words.',
    },
    keyword: {
      label: 'Words to say',
      help: 'For the rater “Says certain words”: the share of them that an answer says. Separate them by commas.',
    },
    pattern: {
      label: 'Pattern to match',
      help: 'For the rater “Matches a pattern”: a regular expression, upper and lower case alike.',
    },
    missingEosPenalty: {
      label: 'Penalty without an end',
      help: 'Taken off the score of an answer in training that was cut, in spreads of the base model’s scores. 1 for these models, whose blurbs end by themselves; 0 is usual for a model of your own, which may hardly ever end in time.',
    },
    rewardLearningRate: { label: 'Learning rate', help: 'How far the reward model moves per step.' },
    rewardEpochs: { label: 'Passes', help: 'How often it goes through all your rankings at each fit.' },
    rewardBatch: { label: 'Rankings per step', help: 'How many it learns from at once.' },
    rewardWeightDecay: { label: 'Weight decay', help: 'How strongly its weights are drawn back to 0.' },
    rewardSource: {
      label: 'Reward from',
      help: 'Your rankings, by way of a reward model; or a rule that a program checks, which needs no ranking.',
    },
    targetTokens: {
      label: 'Length wished for',
      help: 'In tokens; every 100 off it cost one unit of reward.',
    },
    rewardModels: { label: 'Reward models', help: 'How many learn side by side; their mean is the score.' },
    rewardBag: {
      label: 'Words and length count too',
      help: 'Which tokens an answer has and how long it is also score, by a regression on your rankings: steadier with few of them.',
    },
    rewardCaution: { label: 'Caution', help: 'How much of their disagreement is taken off the score.' },
    rewardLoss: { label: 'Loss', help: 'What rankings are fitted by.' },
    rewardPlaces: {
      label: 'Places that count, k',
      help: 'How many of the best places it learns from. At 1 only which answer is best.',
    },
    rewardSharpness: {
      label: 'Sharpness α',
      help: 'How nearly the smooth places are the real ones. TF-Ranking takes 10, allRank 1.',
    },
    rewardPairWeights: {
      label: 'A pair weighs',
      help: 'What its order means to the NDCG, in one of three ways.',
    },
    rewardLambdaMix: {
      label: 'Mix μ',
      help: 'What NDCG-Loss2 counts beside LambdaRank, in NDCG-Loss2++ alone. allRank takes 10.',
    },
    rewardSteepness: { label: 'Steepness σ₀', help: 'By what the difference of two scores is multiplied.' },
    rewardCutoff: {
      label: 'Cut at k',
      help: 'Pairs count only where the scores place both among the first so many. 8 is all.',
    },
    heldOutShare: { label: 'Held-out share', help: 'Rankings kept back to measure agreement honestly.' },
    algorithm: { label: 'Method', help: 'How the model learns from what is liked.' },
    rolloutBatch: {
      label: 'Blurbs per iteration',
      help: 'More gives calmer curves and slower iterations.',
    },
    ppoEpochs: { label: 'PPO epochs', help: 'How often one batch of blurbs is learned from.' },
    minibatches: { label: 'Minibatches', help: 'Steps per epoch.' },
    learningRate: { label: 'Learning rate', help: 'How far the policy moves per step.' },
    weightDecay: { label: 'Weight decay', help: 'How strongly the policy’s weights are drawn back to 0.' },
    maxGradNorm: { label: 'Largest gradient', help: 'A longer gradient is cut to this norm.' },
    clipRange: { label: 'Clip range ε', help: 'How much one batch may change a token’s probability.' },
    valueClipRange: { label: 'Value clip range', help: 'How far one batch may move a value.' },
    valueCoefficient: { label: 'Value weight', help: 'Weight of the value loss beside the policy loss.' },
    dualClip: {
      label: 'Dual clip c',
      help: 'A token that did worse than expected weighs at most c times that, however likely it has become; 0 is off.',
    },
    entropyCoefficient: { label: 'Entropy bonus', help: 'Rewards undecided next tokens; 0 is off.' },
    importanceCap: {
      label: 'Importance cap C',
      help: 'Where the sampler is not the policy itself, a token weighs by how much likelier the policy finds it, up to C; 0 is off.',
    },
    lambda: { label: 'GAE λ', help: '1 trusts the outcome, 0 trusts the value head.' },
    gamma: { label: 'Discount γ', help: '1 counts the reward at the end in full.' },
    adaptiveKl: { label: 'Adaptive β', help: 'Let a controller steer the KL to its target.' },
    klTarget: { label: 'KL target', help: 'Nats per blurb the controller steers to.' },
    klCoefficient: { label: 'First β', help: 'Price of one nat of KL, in reward.' },
    klIn: { label: 'KL in', help: 'Charged token by token in the reward, or as a term of the loss.' },
    klEstimator: {
      label: 'KL estimated by',
      help: 'In the loss the gradient of k2 is that of the KL, that of k1 is noise around 0, and that of k3 is of the KL the other way round.',
    },
    klHorizon: { label: 'KL horizon', help: 'Samples over which the controller may move β by 20 %.' },
    whitenRewards: { label: 'Whiten rewards', help: 'Scale rewards to a spread of 1; their mean stays.' },
    whitenAdvantages: { label: 'Whiten advantages', help: 'Scale advantages to mean 0 and spread 1.' },
    scoreClip: {
      label: 'Score clip',
      help: 'Scores count up to so many spreads of the base model’s scores; 0 is no limit.',
    },
    method: {
      label: 'What is trained',
      help: 'All weights; or small adapters on one frozen base that policy, reference and reward model share. Adapters take higher learning rates, set along unless you chose your own.',
    },
    loraTargets: { label: 'Adapted matrices', help: 'Where the adapters sit.' },
    loraRank: { label: 'Adapter rank r', help: 'Inner width of an adapter.' },
    loraAlpha: { label: 'Adapter scale α', help: 'How strongly an adapter counts.' },
    weightStorage: {
      label: 'Frozen weights in',
      help: 'F16 halves what is not trained; arithmetic stays F32.',
    },
    samplerWeights: {
      label: 'Sampler’s weights',
      help: 'What writes in training: the policy itself, or a rounded copy, as fast inference engines use. Training stays as it is.',
    },
    recompute: {
      label: 'Compute activations again',
      help: 'In the backward pass, in place of keeping them: less memory, about a third more time.',
    },
    microBatch: {
      label: 'Micro-batch',
      help: 'Answers of a minibatch whose gradients are computed at once; 0 is all of them.',
    },
    contextLength: {
      label: 'Context',
      help: 'Most tokens of prompt and answer together; 0 is the model’s own limit, up to 1024.',
    },
    saveEvery: { label: 'Checkpoint every', help: 'Iterations from one checkpoint to the next.' },
    shardMegabytes: { label: 'Checkpoint shard', help: 'Most MiB of a checkpoint in one file.' },
    seed: { label: 'Seed', help: 'The same seed on the same adapter repeats a run exactly.' },
  },
};

/** Fields that are said otherwise of a model of one's own, which writes answers, not blurbs. */
export const enOwnSettings = {
  missingEosPenalty: {
    label: 'Penalty without an end',
    help: 'Taken off the score of an answer in training that was cut, in spreads of the base model’s scores. 0 is usual: where hardly any answer ends in time, the penalty would weigh more than what you like. Raise it, and the longest answer, to teach it to end.',
  },
  answers: { label: 'Answers per prompt', help: 'How many of them you rank at once.' },
  rolloutBatch: { label: 'Answers per iteration', help: 'More gives calmer curves and slower iterations.' },
  ppoEpochs: { label: 'PPO epochs', help: 'How often one batch of answers is learned from.' },
  klTarget: { label: 'KL target', help: 'Nats per answer the controller steers to.' },
};

export type OwnSettingsWords = typeof enOwnSettings;

/** The shape every language must have. */
export type SettingsWords = typeof enSettings;
