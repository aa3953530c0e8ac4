/** The words about files, in every language; apart from the page's, since most visits import nothing. */
import type { Language } from '../app/state/uiStore.ts';
import { enImports, type ImportWords } from '../export/words/enImports.ts';
import { zhImports } from '../export/words/zhImports.ts';

export type { ImportWords };

export function importWords(language: Language): ImportWords {
  return language === 'zh' ? zhImports : enImports;
}
