/** 关于离线使用的话。随离线部分一起加载。 */
import type { OfflineWords } from './enOffline.ts';

export const zhOffline: OfflineWords = {
  update: '本页有新版本，关闭本页的所有标签页后启用；你的排序和训练都会保留。',
};
