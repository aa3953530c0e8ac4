/** The dictionary: `WORD in LANGUAGE` gives its translation, `define WORD` what it means. Pure. */
import { found, nothing, type Answered } from './tool.ts';

export const LANGUAGES = ['German', 'French', 'Spanish'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Entry = Readonly<Record<Language, string>> & { readonly meaning: string };

/** Words in lower case. */
export type Entries = ReadonlyMap<string, Entry>;

export function lookUp(entries: Entries, query: string): Answered {
  const text = query.trim();
  const defined = /^define (.+)$/i.exec(text);
  if (defined) return given(entries.get(defined[1].toLowerCase())?.meaning);
  const translated = /^(.+) in (\w+)$/i.exec(text);
  const language = LANGUAGES.find((name) => name.toLowerCase() === translated?.[2].toLowerCase());
  if (!translated || !language) return nothing('unreadable');
  return given(entries.get(translated[1].toLowerCase())?.[language]);
}

function given(text: string | undefined): Answered {
  return text === undefined ? nothing('unknown') : found(text);
}
