/** The words about classes, in every language; apart from the page's, since most visits need none of them. */
import type { Language } from '../../app/state/uiStore.ts';
import { enClass, type ClassWords } from './enClass.ts';
import { zhClass } from './zhClass.ts';

export type { ClassWords };

export function classWords(language: Language): ClassWords {
  return language === 'zh' ? zhClass : enClass;
}
