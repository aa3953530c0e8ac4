/** The page's states as they are said to screen readers, in Chinese; the type demands the keys of enStates.ts. */
import type { StateWords } from './enStates.ts';

export const zhStates: StateWords = {
  status: {
    probing: null,
    loading: '正在加载模型。',
    ready: '模型已就绪。',
    unsupported: '此浏览器无法运行模型，现在显示的是录像。',
    cancelled: null,
    failed: null,
  },
  written: (count) => `有 ${count} 个回答可以排序。`,
  task: (name) => `${name}。`,
  ended: (iteration) => `第 ${iteration} 轮已完成。`,
  rests: (iteration) => `第 ${iteration} 轮之后，训练已停下。`,
  saved: (iteration) => `已保存到第 ${iteration} 轮。`,
};
