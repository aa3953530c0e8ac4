/** What workers and readers of files tell, in Chinese; sentences that are not in the dictionary stay English. */
import { sentenceTeller } from './sentences.ts';
import { zhTold } from './words/zhTold.ts';

export const inChinese = sentenceTeller(zhTold);
