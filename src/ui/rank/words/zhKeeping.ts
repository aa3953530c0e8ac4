/** 排序无法保存或读取时的提示。zh.ts 的一部分。 */
import type { KeepingWords } from './enKeeping.ts';

export const zhKeeping: KeepingWords = {
  trouble: {
    refused: '此浏览器不允许网页保存你的排序：关闭页面后就会消失。离开前请先导出。',
    unread: '以前的排序还读不出来。它们没有丢失，页面会再试。',
    unsaved: '有些排序还没有存下来：它们留在页面上，会再次写入。离开前请先导出。',
  },
  retry: '立即重试',
  without: '不等了，先继续',
  reading: '正在读取你的排序…',
};
