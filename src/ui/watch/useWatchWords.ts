/** How what watches a run reaches its words. */
import { useApp, useUi } from '../app/context.ts';
import { useDialogWords } from '../app/dialogWords.ts';
import type { MarkWords } from './markText.ts';
import { enWatch, type WatchWords } from './words/enWatch.ts';
import { zhWatch } from './words/zhWatch.ts';

export function useWatchWords(): WatchWords {
  return useUi(({ language }) => (language === 'zh' ? zhWatch : enWatch));
}

export function useMarkWords(): MarkWords {
  const watch = useWatchWords();
  const { settings } = useDialogWords();
  const language = useUi((state) => state.language);
  const { methods } = useApp();
  return { watch, settings, language, methods };
}
