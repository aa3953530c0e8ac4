/** 为什么给出这几个回答：中文。 */
import type { WhyWords } from './enWhy.ts';

export const zhWhy: WhyWords = {
  different: (shown, candidates) => `模型写了 ${candidates} 个回答，这 ${shown} 个彼此差别最大。`,
  random: (shown, candidates) => `模型写了 ${candidates} 个回答，这是最先的 ${shown} 个。`,
  disagreement: (shown, candidates) =>
    `模型写了 ${candidates} 个回答，各奖励模型对这 ${shown} 个的看法最不一致。`,
  information: (shown, candidates) =>
    `模型写了 ${candidates} 个回答，奖励模型预计从你对这 ${shown} 个的排序中学到最多。`,
  nearTies: (shown, candidates) => `模型写了 ${candidates} 个回答，奖励模型最难分出这 ${shown} 个的高下。`,
};
