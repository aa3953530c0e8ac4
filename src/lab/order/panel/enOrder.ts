/** The bench of order in English. */
const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const enOrder = {
  lead: 'The essay says that a model learns the process, also from interactions that are shuffled and mixed with others that have nothing to do with it. Here a model of some 60,000 weights learns to write copy in eight stages, each an interaction: the user shows a text, the model says what stage it is, and does it. The same interactions are laid out in four ways.',
  first:
    'Train two models on users who show their text alone. At two stages that is not enough: a text that was checked looks like one that was not. Then let users say what was done before, and train again.',
  lesson: 'What is learnt from',
  layouts: 'Layouts, a model each',
  arms: { order: 'In order', shuffled: 'Shuffled', mixed: 'In order, mixed', both: 'Shuffled, mixed' },
  armNotes: {
    order: 'a course after the other, as it went',
    shuffled: 'all interactions of all courses, by chance',
    mixed: 'as it went, with as many unrelated ones between',
    both: 'by chance, with as many unrelated ones: what the essay speaks of',
  },
  carried: 'What users say',
  carriedNames: { text: 'their text alone', notes: 'also for whom it is and what was done' },
  numbers: { courses: 'Courses to learn from', updates: 'Updates, 16 conversations each', seed: 'Seed' },
  problem: (name: string, least: number, most: number) =>
    `${name}: a whole number from ${least} to ${most}. The last right one is kept.`,
  noArm: 'Choose one layout at least.',
  train: (models: number) => `Train ${plural(models, 'model', 'models')}`,
  stop: 'Stop',
  stopped: 'Stopped. What was seen until then stays.',
  learning: (arm: string, done: number, total: number) => `${arm}: update ${done} of ${total}`,
  failed: (why: string) => `The training failed: ${why} What was seen until then stays; try again.`,
  noGpu: 'This browser has no WebGPU, so nothing can be trained here. What was recorded stands below.',
  learners: 'What each knows of what comes next',
  learnersNote:
    'Probability of the right next stage on courses that none has seen, where only what was done before tells it. The thin line is one half: a guess between the two.',
  stages: 'Stages',
  stage: 'Stage',
  columns: (arm: string) => [`${arm}: knows it is next`, `${arm}: right up to it`],
  byHistory: (stage: string) => `${stage} (only history tells)`,
  stageNames: {
    topic: 'topic',
    keywords: 'keywords',
    template: 'template',
    fill: 'fill the masks',
    check: 'check fluency',
    rewrite: 'rewrite',
    select: 'select',
    match: 'match to readers',
  },
  courses: 'Courses by themselves',
  course: (number: number) => `Course ${number}`,
  user: 'user',
  model: 'model',
  right: 'right',
  wrong: (stage: string) => `should be: ${stage}, done right`,
  recorded: {
    title: 'What was found',
    text: (seeds: number, updates: number, asked: number, adapter: string) =>
      `${plural(seeds, 'seed', 'seeds')}, ${updates} updates a model, ${asked} unseen courses, on ${adapter}. In brackets 95 % over seeds.`,
    heads: ['Layout, users, courses', 'Next stage: shown', 'Next stage: by history', 'Good ends'],
    row: (arm: string, carried: string, courses: number) => `${arm}; ${carried}; ${courses}`,
    quick: 'It was a quick look, which proves nothing.',
    unmeasured: 'Goal not measured yet:',
    met: 'Met:',
    missed: 'Missed:',
    goal: 'trained on shuffled interactions with unrelated ones between, whose users say what was done before, the right next stage has a probability of ≥90 %, and ≥90 % as many courses come to a good end as after training in order',
  },
};

export type OrderWords = typeof enOrder;
