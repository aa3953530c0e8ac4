/** 适配器与它所依附的模型，中文。不涉及状态。 */
import type { AdaptersWords } from './enAdapters.ts';

export const zhAdapters: AdaptersWords = {
  title: (name) => `${name} 是适配器。`,
  base: (base, revision) =>
    base === null
      ? '它没有说明是在哪个模型上训练的。'
      : `它是在 ${base}${revision === null ? '' : `（${revision}）`} 上训练的。`,
  other: (base, revision) =>
    base === null
      ? '它没有说明是在哪个模型上训练的：用在别的模型上，写出来的会是胡话。'
      : `它说自己是在 ${base}${revision === null ? '' : `（${revision}）`} 上训练的：如果这是另一个模型，写出来的会是胡话。`,
  ask: '请在下方打开那个模型，或把它的文件夹拖进来：打开时适配器会合并进权重。',
  onOpen: (name) => `用在已打开的 ${name} 上`,
  leave: '先不打开',
  merged: (adapter, base) =>
    `读取 ${base} 的权重时会把适配器 ${adapter} 合并进去：训练从合并后的权重开始，参考模型也是它。`,
  reward: {
    taken: (name) => `${name} 现在是奖励模型：它给的分数照原样使用，新的排序会让它接着学习。`,
    left: '奖励模型重新只从排序中学习。',
    inUse: (name) => `这次运行的奖励模型是 ${name}。`,
    use: '它是从文件里带进来的。在你排序之前，它给的分数照原样使用；之后它从这里接着学习。',
    leave: '不再使用：只从排序学习',
    closed: (name) =>
      `${name} 是奖励模型，但现在没有打开它可以打分的模型。请先打开训练它时用的那个模型，再把它拖进来。`,
  },
};
