/**
 * The dictionaries by language: each comes when it is first chosen, so that a visit brings the words of one. Each also as
 * it is with a model of one's own. Knows words, not which model runs.
 */
import type { Language } from '../app/state/uiStore.ts';
import type { Dictionary } from './en.ts';
import type { OwnWords } from './enOwn.ts';

export type { Dictionary };

interface Words {
  readonly embedded: Dictionary;
  readonly own: Dictionary;
}

// Made once, so that the same words are the same object.
const loaded: Partial<Record<Language, Words>> = {};

interface Source {
  readonly embedded: Dictionary;
  readonly own: OwnWords;
}

const SOURCES: Readonly<Record<Language, () => Promise<Source>>> = {
  en: () => import('./allEn.ts'),
  zh: () => import('./allZh.ts'),
};

/** Brings a language's words. Rejects where they cannot be fetched; the page keeps the language it speaks. */
export async function loadDictionary(language: Language): Promise<void> {
  if (loaded[language]) return;
  const { embedded, own } = await SOURCES[language]();
  loaded[language] ??= { embedded, own: withOwn(embedded, own) };
}

/**
 * The words of a language, or those of whichever {@link loadDictionary} has brought.
 * @param own a model of one's own runs: its texts are answers to prompts, not blurbs from facts
 * @throws {Error} before any words are there
 */
export function dictionary(language: Language, own = false): Dictionary {
  const words = loaded[language] ?? loaded.en ?? loaded.zh;
  if (!words) throw new Error('No words are loaded yet.');
  return words[own ? 'own' : 'embedded'];
}

function withOwn(words: Dictionary, own: OwnWords): Dictionary {
  const { rank, last, train, explain, classifier } = words;
  return {
    ...words,
    rank: { ...rank, ...own.rank },
    last: { ...last, ...own.last },
    train: { ...train, stageText: { ...train.stageText, ...own.stageText } },
    explain: {
      ...explain,
      utility: { ...explain.utility, ...own.utility },
      kl: { ...explain.kl, ...own.kl },
      agreement: { ...explain.agreement, ...own.agreement },
      responseLength: { ...explain.responseLength, ...own.responseLength },
    },
    classifier: { ...classifier, ...own.classifier },
  };
}
