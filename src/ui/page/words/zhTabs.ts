/** The tabs of a phone in Chinese; the type demands the keys of enTabs.ts. */
import type { TabWords } from './enTabs.ts';

export const zhTabs: TabWords = {
  title: '做什么',
  rank: '排序',
  watch: '观看',
  badges: { alarm: '警报', live: '进行中', new: '新' },
};
