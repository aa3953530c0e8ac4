/** One chart for a room, in Chinese; the type demands the keys of enProjector.ts. */
import type { ProjectorWords } from './enProjector.ts';

export const zhProjector: ProjectorWords = {
  choose: '图表',
  previous: '上一张图表',
  next: '下一张图表',
  place: (title, place, count) => `${place} / ${count}：${title}`,
};
