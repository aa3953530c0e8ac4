/** How good the reward model is, in Chinese; the type demands the keys of enQuality.ts. */
import { fixed, percent } from '../../text/format.ts';
import type { QualityWords } from './enQuality.ts';

export const zhQuality: QualityWords = {
  title: '奖励模型有多好？',
  lead: '用它从未学过的排序来量，附 95 % 区间。旁边是它学过的排序上的同一个数：那边好得多，就是死记硬背。',
  reading: '正在询问奖励模型……',
  none: '还没有奖励模型。有四个排序后就会拟合：自己排，或让模拟评分者来排。',
  noTrainer: '没有打开模型。',
  recorded: '这是一段录像。录像只保存每次拟合的一致率；其余的要问奖励模型本身，请看你自己的训练。',
  noneHeldOut: '还没有留出的排序：有了第一个就会出现数字。',
  failed: (reason) => `没能询问奖励模型。训练保持原样，请再打开一次。${reason}`,
  measured: (rankings, prompts) => `量自 ${prompts} 个题目的 ${rankings} 个排序。`,
  numbers: '数字',
  interval: ([low, high], share) =>
    share ? `95 %：${percent(low)} 到 ${percent(high)}` : `95 %：${fixed(low)} 到 ${fixed(high)}`,
  noInterval: '题目太少，没有区间',
  trained: (value, count) => `学过的：${value}（${count}）`,
  byLot: (value) => `随机：${value}`,
  counts: {
    pairs: (count) => `${count} 对`,
    rankings: (count) => `${count} 个排序`,
    choices: (count) => `${count} 次选择`,
  },
  measures: {
    accuracy: { name: '准确率', help: '与排序顺序相同的对所占比例；得分相等算对一半。' },
    tauB: { name: 'Kendall τ-b', help: '1：顺序相同，−1：顺序相反。两边的并列都做了校正。' },
    ndcg: {
      name: 'NDCG',
      help: '好的回答有多靠前：增益 2^y − 1，y 是高出最差的名次数；折扣 log₂(1 + 名次)。',
    },
    logLikelihood: {
      name: '对数似然（奈特）',
      help: '按 Plackett-Luce，每次选择（哪个回答排在所有更差的之前）。越接近 0 越好。',
    },
    calibrationError: {
      name: '校准误差',
      help: '它说的与实际相差多少，按对取平均（ECE）。对太少时会偏大。',
    },
  },
  plot: {
    title: '它知道自己该有多确信吗？',
    text: '对每个留出的对，奖励模型都会说它喜欢的那个回答更好的可能性：归一化之前得分之差的 σ。落在线上，说多少就对多少；落在线下，就是过于自信。',
    otherLoss: '这个损失只要求顺序，不要求概率：不必指望落在线上。',
    says: '说的',
    right: '对的',
    summary: (parts) => (parts === '' ? '没有对。' : `它说的和对的：${parts}。`),
    part: (says, right, pairs) => `说 ${says}，${pairs} 对中对了 ${right}`,
    table: '图中的各段',
    headers: ['说的', '平均', '对的', '95 %', '对数'],
  },
  how: '并列的回答不成对。部分排序只算排了的回答；全部并列的排序什么也没说。准确率和各段：Wilson 区间，按实际上独立的对数计算（同一题目的对并不独立）。其余：按题目自助抽样 400 次。',
};
