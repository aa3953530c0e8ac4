/** The settings panel in English. Knows words only. */

export const enSettings = {
  title: 'Settings',
  lead: 'Changes take effect with the next stage. The address of this page keeps what differs from the defaults.',
  resetOne: (name: string) => `Reset ${name}`,
  resetAll: 'All defaults',
  restart: 'Takes effect after Reset.',
  invalid: (min: number, max: number) => `A number from ${min} to ${max}.`,
  copy: 'Copy link',
  groups: { answers: 'Answers', reward: 'Reward model', ppo: 'PPO', kl: 'KL leash', run: 'Run' },
  models: {
    auto: 'Fits this computer',
    'blurbs-tiny': 'blurbs-tiny',
    'blurbs-small': 'blurbs-small',
  },
  fields: {
    answers: { label: 'Answers per prompt', help: 'How many blurbs you rank at once.' },
    temperature: {
      label: 'Temperature',
      help: 'Below 1 the model takes fewer risks, here and in training.',
    },
    maxNewTokens: { label: 'Longest answer', help: 'Tokens after which an answer is cut.' },
    rewardLearningRate: { label: 'Learning rate', help: 'How far the reward model moves per step.' },
    rewardEpochs: { label: 'Passes', help: 'How often it goes through all your rankings at each fit.' },
    heldOutShare: { label: 'Held-out share', help: 'Rankings kept back to measure agreement honestly.' },
    rolloutBatch: {
      label: 'Blurbs per iteration',
      help: 'More gives calmer curves and slower iterations.',
    },
    ppoEpochs: { label: 'PPO epochs', help: 'How often one batch of blurbs is learned from.' },
    minibatches: { label: 'Minibatches', help: 'Steps per epoch.' },
    learningRate: { label: 'Learning rate', help: 'How far the policy moves per step.' },
    clipRange: { label: 'Clip range ε', help: 'How much one batch may change a token’s probability.' },
    valueCoefficient: { label: 'Value weight', help: 'Weight of the value loss beside the policy loss.' },
    lambda: { label: 'GAE λ', help: '1 trusts the outcome, 0 trusts the value head.' },
    gamma: { label: 'Discount γ', help: '1 counts the reward at the end in full.' },
    adaptiveKl: { label: 'Adaptive β', help: 'Let a controller steer the KL to its target.' },
    klTarget: { label: 'KL target', help: 'Nats per blurb the controller steers to.' },
    klCoefficient: { label: 'First β', help: 'Price of one nat of KL, in reward.' },
    seed: { label: 'Seed', help: 'The same seed on the same adapter repeats a run exactly.' },
    model: { label: 'Model', help: 'A larger model writes better and trains more slowly.' },
  },
};

/** The shape every language must have. */
export type SettingsWords = typeof enSettings;
