/** Words of training in English: stages, progress, failures, reset. Part of en.ts. */
import { plural } from '../../text/format.ts';

export const enTrain = {
  train: {
    title: 'Train',
    controls: 'Training controls',
    iteration: (iteration: number) => `Iteration ${iteration}`,
    notStarted: 'Not started',
    saved: (iteration: number) => `saved at ${iteration}`,
    done: 'Done',
    now: 'Now',
    next: 'Next',
    stopSlow: 'Stop slow motion',
    stages: { fit: 'Fit', sample: 'Sample', score: 'Score', update: 'Update', idle: 'Idle' },
    stageText: {
      fit: 'The reward model learns your order',
      sample: (batch: number) => `The model writes ${batch} blurbs`,
      score: 'Reward model scores, KL is charged',
      rule: 'A rule scores: −|L − tokens| ÷ 100. KL is charged',
      update: (epochs: number, minibatches: number) => `PPO: ${epochs} × ${minibatches} clipped steps`,
    },
    locked: (missing: number) => `${plural(missing, 'more ranking')} to Play`,
    notRunning: (message: string) => `That did not work. ${message}`,
  },

  progress: {
    label: (task: string) => `Progress: ${task}`,
    tasks: {
      download: 'Downloading the model',
      compile: 'Compiling the shaders',
      restore: 'Restoring your run',
      fit: 'Fitting the reward model',
      evaluate: 'Measuring agreement',
      sample: 'Sampling answers',
      score: 'Scoring answers',
      update: 'Updating the policy',
      baseline: 'Measuring the base model',
      simulate: 'A simulated rater ranks',
      classifier: 'Downloading the classifier',
      rounding: 'Measuring what rounding loses',
      measure: 'Measuring a step',
      starting: 'Starting the GPU',
      prepare: 'Preparing the model',
      save: 'Saving your run',
      export: 'Exporting',
      tune: 'Choosing kernels',
    } as Record<string, string>,
  },

  failure: {
    title: 'Training stopped',
    cancelledTitle: 'Loading was cancelled',
    cancelledText: 'Nothing is lost: your rankings and your saved run are in this browser.',
    startTitle: 'The model did not start',
    savingTitle: 'This run was not saved; training goes on',
    /** What goes before the trainer's own sentence, which is English: nothing here, the gist in other languages. */
    kinds: {
      'no-gpu': '',
      'gpu-lost': '',
      'out-of-memory': '',
      nan: '',
      rankings: '',
      storage: '',
      model: '',
      internal: '',
    },
  },

  reset: {
    title: 'Back to the base model?',
    text: (iteration: number) =>
      `The model forgets its ${plural(iteration, 'iteration')} of training. Your rankings are kept.`,
    confirm: 'Reset now',
    done: (iteration: number) =>
      `Reset: the model is the base model again. Until you train, its ${plural(iteration, 'iteration')} can come back.`,
  },
};

export type TrainWords = typeof enTrain;
