/** The words about files, in every language; apart from the page's, since most visits import nothing. */
import type { Language } from '../stores/uiStore.ts';
import { enImports, type ImportWords } from './enImports.ts';
import { zhImports } from './zhImports.ts';

export type { ImportWords };

export function importWords(language: Language): ImportWords {
  return language === 'zh' ? zhImports : enImports;
}
