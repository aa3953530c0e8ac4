/** A chart in sentences, in Chinese; the type demands the keys of enSummary.ts. */
import type { SummaryWords } from './enSummary.ts';

export const zhSummary: SummaryWords = {
  between: '',
  iteration: (x) => `第 ${x} 轮`,
  fit: (x) => `第 ${x} 次拟合`,
  now: (value, at) => `${at}：${value}。`,
  note: (note) => `${note}。`,
  trends: { rises: '正在上升。', falls: '正在下降。', holds: '没有上升，也没有下降。' },
  first: (value, at) => `开始时（${at}）为 ${value}。`,
  range: (low, lowAt, high, highAt) => `最低 ${low}（${lowAt}），最高 ${high}（${highAt}）。`,
  trained: (value) => `在已学过的排序上：${value}。`,
  second: (value) => `第二标尺：${value}。`,
  over: (name, value, at) => `叠加的 ${name}：${value}（${at}）。`,
};
