/** The lab's frame in English: benches bring their own words. */
export const enLab = {
  title: 'Lab',
  lead: 'Experiments on questions that the essay behind this page raises. Each is at work on a real model here, and says what came of it.',
  benches: 'Benches',
  names: {
    essay: 'The essay, claim by claim',
    cost: 'What it costs',
    implicit: 'What people do as a reward',
    bandit: 'The prompt as the action',
    ape: 'Prompts that write themselves',
    chain: 'Copy, thought by thought',
    procedure: 'The procedure, not the answer',
    tools: 'A model and its tools',
    order: 'Shuffled or in order',
  },
  loading: 'The bench is on its way…',
};

export type LabWords = typeof enLab;
