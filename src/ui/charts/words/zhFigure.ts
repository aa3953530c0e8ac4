/** What stands on and under a figure that leaves the page, in Chinese; the type demands the keys of enFigure.ts. */
import type { FigureWords } from './enFigure.ts';

export const zhFigure: FigureWords = {
  save: (format) => `存为 ${format}`,
  group: '带走这张图',
  saved: (name) => `${name} 已在你的下载中。`,
  notMade: (message) => `图没有保存。${message}`,
  smoothed: '平滑',
  run: (name, algorithm, model, seed, iterations) =>
    `训练 ${name}：${model} 上的 ${algorithm}，种子 ${seed}，${iterations} 次迭代。`,
  usual: '所有设置均为默认。',
  settings: (list) => `与默认不同：${list}。`,
  adapter: (adapter) => `在 ${adapter || '文件未写明的适配器'} 上计算。`,
  smoothing: (weight) => `线是权重为 ${weight} 的去偏移动平均，原始值是它的影子。`,
  made: (date, version) => `${date} 用 Nudge ${version} 制作。`,
};
