/** How the guide reaches its words. */
import { useUi } from '../app/context.ts';
import { enGuide, type GuideWords } from './words/enGuide.ts';
import { zhGuide } from './words/zhGuide.ts';

export function useGuideWords(): GuideWords {
  return useUi(({ language }) => (language === 'zh' ? zhGuide : enGuide));
}
