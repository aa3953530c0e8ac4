/** How the panel reaches its words, which come with it. */
import { useUi } from '../../app/context.ts';
import { enInside, type InsideWords } from './words/enInside.ts';
import { zhInside } from './words/zhInside.ts';

export function useInsideWords(): InsideWords {
  return useUi(({ language }) => (language === 'zh' ? zhInside : enInside));
}
