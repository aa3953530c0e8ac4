/** The dictionaries by language. English comes with the page; another one when it is first chosen. */
import type { Language } from '../stores/uiStore.ts';
import { en, type Dictionary } from './en.ts';

export type { Dictionary };

const loaded: Partial<Record<Language, Dictionary>> = { en };

/** Brings a language's words. Rejects where they cannot be fetched; the page speaks English then. */
export async function loadDictionary(language: Language): Promise<void> {
  if (language === 'zh') loaded.zh ??= (await import('./zh.ts')).zh;
}

/** The words of a language, or English ones until {@link loadDictionary} has brought them. */
export function dictionary(language: Language): Dictionary {
  return loaded[language] ?? en;
}
