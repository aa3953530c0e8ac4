/** 对比和样本的词语：中文。 */
import type { LookWords } from './enLooks.ts';

export const zhLooks: LookWords = {
  compare: {
    title: '训练前后',
    lead: '同样的信息，同样的随机数，两个模型。',
    prompt: '信息',
    base: '原始模型',
    current: (iteration) => (iteration === 0 ? '当前模型' : `当前模型，第 ${iteration} 轮`),
    currentShort: '当前模型',
    none: '待排序的回答写完后，这里会出现两个回答。',
    score: '奖励',
    scoreHelp: '奖励模型给这个回答的打分，以原始模型打分的标准差为单位。',
    kl: 'KL',
    klHelp: '各词元 log π − log π_ref 之和：这段话现在比原来更容易写出多少。',
    legend: '颜色：每个词元的 log π − log π_ref',
    less: '现在更少见',
    more: '现在更常见',
    token: '词元',
    logp: 'log π',
    logpRef: 'log π_ref',
    difference: '差',
    showTokens: '显示数据',
    updating: '正在写…',
  },
  samples: {
    title: '最近的样本',
    none: '训练时模型写的内容会出现在这里。',
    from: (iteration) => `来自第 ${iteration} 轮`,
    score: '奖励',
    spread: '奖励的各个声音（奖励模型，以及也计分的用词和长度）对它的打分相差多少（一个标准差）。',
    kl: 'KL',
  },
  own: { lead: '同样的提示，同样的随机数，两个模型。', prompt: '提示' },
};
