/**
 * The dictionaries by language. English comes with the page; another one when it is first chosen. Each also as it is
 * with a model of one's own. Knows words, not which model runs.
 */
import type { Language } from '../app/state/uiStore.ts';
import { en, type Dictionary } from './en.ts';
import { enOwn, type OwnWords } from './enOwn.ts';

export type { Dictionary };

interface Words {
  readonly embedded: Dictionary;
  readonly own: Dictionary;
}

// Made once, so that the same words are the same object.
const english: Words = { embedded: en, own: withOwn(en, enOwn) };
const loaded: Partial<Record<Language, Words>> = { en: english };

/** Brings a language's words. Rejects where they cannot be fetched; the page speaks English then. */
export async function loadDictionary(language: Language): Promise<void> {
  if (language !== 'zh' || loaded.zh) return;
  const [{ zh }, { zhOwn }] = await Promise.all([import('./zh.ts'), import('./zhOwn.ts')]);
  loaded.zh ??= { embedded: zh, own: withOwn(zh, zhOwn) };
}

/**
 * The words of a language, or English ones until {@link loadDictionary} has brought them.
 * @param own a model of one's own runs: its texts are answers to prompts, not blurbs from facts
 */
export function dictionary(language: Language, own = false): Dictionary {
  return (loaded[language] ?? english)[own ? 'own' : 'embedded'];
}

function withOwn(words: Dictionary, own: OwnWords): Dictionary {
  const { rank, last, train, explain, compare, classifier } = words;
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
    compare: { ...compare, ...own.compare },
    classifier: { ...classifier, ...own.classifier },
  };
}
