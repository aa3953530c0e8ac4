/** The words beside a ranking that is in, in Chinese; see enReveal.ts. */
import type { RevealWords } from './enReveal.ts';

export const zhReveal: RevealWords = {
  title: '你的上一次排序',
  order: '你的名次',
  score: '奖励模型',
  version: (iteration) => (iteration === 0 ? '原始模型写的' : `第 ${iteration} 轮写的`),
  place: (rank, score) => `奖励模型：第 ${rank} 名，得分 ${score}`,
  against: (letters) => `≠ ${letters.join('、')}：奖励模型排的先后相反`,
  noModel: '还没有奖励模型',
  learned: '它已经学过这次排序。',
  pending: '正在询问奖励模型…',
  agrees: (right, pairs) => `${pairs} 对之中，奖励模型有 ${right} 对与你的先后一致。`,
  scoreHelp:
    '奖励模型的打分 r(x, y)，以原始模型打分的标准差为单位：0 等于原始模型的平均水平。打分在它学习这次排序之前完成，除非它正是从这次开始学的。',
  simulated: {
    title: (name) => `模拟评审“${name}”的上一次排序`,
    order: '它的名次',
    agrees: (right, pairs) => `${pairs} 对之中，奖励模型有 ${right} 对与它的先后一致。`,
  },
};
