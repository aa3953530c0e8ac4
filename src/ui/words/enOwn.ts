/**
 * What the page says otherwise, in English, once a model of one's own runs: that one writes answers to prompts, not
 * blurbs from facts. Knows words only; which model runs is the caller's.
 */
export const enOwn = {
  rank: {
    lead: 'Which answer do you like best?',
    hint: 'Click the answers, best first, or press 1–4; the same number is a tie.',
    hintTouch: 'Tap the answers, best first; the same number is a tie.',
    prompt: 'Prompt the model was given',
    rest: 'Answers without a number count as tied for last.',
    submitHint: 'Give at least one answer a number first.',
  },
  last: {
    none: 'After you submit, the version that wrote each answer and any score of it appear here.',
  },
  stageText: { sample: (batch: number) => `The model writes ${batch} answers` },
  utility: { formula: 'mean over the answers of u(prompt, answer)' },
  kl: {
    formula:
      'KL = mean over answers of Σ tokens (log π − log π_ref); β ← β·(1 + clip(KL/target − 1, ±0.2)·n/horizon)',
  },
  agreement: {
    text: 'How often the reward model puts two answers in the order you did, on prompts it has not learned from. 0.5 is guessing.',
  },
  responseLength: {
    text: 'Tokens per answer. A reward model that secretly likes length shows here first.',
  },
  classifier: {
    lead: 'Any text classifier with ONNX weights on the Hugging Face hub can rank: the surer it is that an answer has the label you choose, the better the answer. It comes over the network once and runs in this browser on the processor; what the model writes is sent nowhere.',
    labelHelp: 'Answers are ranked by the log-odds of this label.',
  },
};

/** The shape every language must have. */
export type OwnWords = typeof enOwn;
