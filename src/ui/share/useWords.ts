/** How sharing reaches its words. */
import { useUi } from '../app/context.ts';
import { enShare, type ShareWords } from './words/enShare.ts';
import { zhShare } from './words/zhShare.ts';

export function shareWords(language: 'en' | 'zh'): ShareWords {
  return language === 'zh' ? zhShare : enShare;
}

export function useShareWords(): ShareWords {
  return useUi(({ language }) => shareWords(language));
}
