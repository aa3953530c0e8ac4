/** Why these answers are shown, in English. */
import type { Asking } from '../../../preferences/asked.ts';

export type WhyWords = Readonly<Record<Asking, (shown: number, candidates: number) => string>>;

export const enWhy: WhyWords = {
  different: (shown, candidates) => `These ${shown} differ most of ${candidates} that it wrote.`,
  random: (shown, candidates) => `These are the first ${shown} of ${candidates} that it wrote.`,
  disagreement: (shown, candidates) =>
    `Of ${candidates} that it wrote, the reward models are least of one mind on these ${shown}.`,
  information: (shown, candidates) =>
    `Of ${candidates} that it wrote, the reward models expect to learn most from your order of these ${shown}.`,
  nearTies: (shown, candidates) =>
    `Of ${candidates} that it wrote, the reward model can tell these ${shown} apart least.`,
};
