/** The dictionaries by language. Chinese loads with the page too: both are small. */
import type { Language } from '../stores/uiStore.ts';
import { en, type Dictionary } from './en.ts';
import { zh } from './zh.ts';

const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { en, zh };

export type { Dictionary };

export function dictionary(language: Language): Dictionary {
  return DICTIONARIES[language];
}
