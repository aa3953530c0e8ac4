/** The lab's frame in Chinese. */
import type { LabWords } from './enLab.ts';

export const zhLab: LabWords = {
  title: '实验室',
  lead: '针对本页背后那篇文章所提问题的实验。每个实验都在这里用真实的模型进行，并给出结果。',
  benches: '实验列表',
  names: {
    essay: '文章的论断，逐条来看',
    cost: '代价几何',
    implicit: '以行为为奖励',
    bandit: '以提示为行动',
    ape: '自动写提示',
    chain: '一步一步写文案',
    procedure: '学过程，不只学答案',
    tools: '模型与工具',
    order: '打乱还是按顺序',
  },
  loading: '正在载入实验……',
};
