/** Each curve explained in English: one line, the formula, and this step's values. Knows formatting, no state. */
import { compact, fixed, percent } from '../../text/format.ts';

export const enExplain = {
  reward: {
    text: 'How much the reward model likes what the model writes now. 0 is the base model’s average.',
    formula: 'mean r(x, y); PPO: clip(r) − penalty without an end − β·KL = total',
    // Runs of the first releases did not tell what PPO learned from.
    values: (score: number, learned: number, beta: number, kl: number, total: number) =>
      Number.isFinite(total)
        ? `${fixed(score)}; PPO: ${fixed(learned)} − ${compact(beta)} × ${fixed(kl)} = ${fixed(total)}`
        : fixed(score),
  },
  utility: {
    text: 'A taste we can compute, which training never sees. If reward rises and this does not, the model is fooling the reward model.',
    formula: 'mean over the blurbs of u(prompt, blurb)',
    values: (value: number, mean: number, sd: number) =>
      `${fixed(value)} now; base model ${fixed(mean)} ± ${fixed(sd)} (${fixed((value - mean) / sd, 1)} sd away)`,
  },
  kl: {
    text: 'How far the model has moved from the base model. Below the target the leash loosens, above it tightens.',
    formula:
      'KL = mean over blurbs of Σ tokens (log π − log π_ref); β ← β·(1 + clip(KL/target − 1, ±0.2)·n/horizon)',
    values: (kl: number, target: number, beta: number) =>
      `KL ${fixed(kl)}, target ${fixed(target, 1)}; β is now ${compact(beta)}`,
  },
  agreement: {
    text: 'How often the reward model puts two blurbs in the order you did, on prompts it has not learned from. 0.5 is guessing.',
    formula: 'pairs ordered alike ÷ pairs',
    values: (right: number, pairs: number, interval: string | null, trained: number) =>
      `${fixed(right, 1)} ÷ ${pairs} = ${fixed(right / pairs)}${interval ? ` (${interval})` : ''}; on what it learned from ${fixed(trained)}`,
  },
  entropy: {
    text: 'How undecided the model is about its next token. Falling to 0 means it always writes the same.',
    formula: 'mean over tokens of −Σ p·log p',
    values: (entropy: number) => `${fixed(entropy)} nats: about ${fixed(Math.exp(entropy), 1)} likely tokens`,
  },
  clipFraction: {
    text: 'Share of tokens whose probability ratio left the clip range, so that PPO stopped pushing them.',
    formula: 'mean of [the clipped term of max(−A·ρ, −A·clip(ρ, 1 ± ε)) is larger]',
    values: (share: number, range: number) => `${percent(share)} of tokens, ε = ${range}`,
  },
  valueLoss: {
    text: 'Error of the value head, which guesses the reward still to come. High means the advantages are noisy.',
    formula: '½ · mean (V − return)²',
    values: (loss: number, weight: number) =>
      `${compact(loss)}, weighted ${weight} × ${compact(loss)} = ${compact(weight * loss)} in the total loss`,
  },
  responseLength: {
    text: 'Tokens per blurb. A reward model that secretly likes length shows here first.',
    formula: 'mean number of tokens, the end token included',
    values: (length: number) => `${fixed(length, 1)} tokens`,
  },
  iteration:
    'One iteration samples, scores and updates once. The run is saved in this browser every few iterations, and whenever it pauses.',
};

/** The shape every language must have. */
export type ExplainWords = typeof enExplain;
