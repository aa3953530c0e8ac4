/** The words of the larger dialogs and of the panel without WebGPU, which come with them rather than with the page, in every language. */
import type { Language } from '../app/state/uiStore.ts';
import { enExport, type ExportWords } from '../export/words/enExport.ts';
import { enModels, type ModelsWords } from '../library/words/enModels.ts';
import { enRuns, type RunsWords } from '../runs/words/enRuns.ts';
import { zhRuns } from '../runs/words/zhRuns.ts';
import { enPrompts, type PromptsWords } from '../library/words/enPrompts.ts';
import {
  enOwnSettings,
  enSettings,
  type OwnSettingsWords,
  type SettingsWords,
} from '../settings/words/enSettings.ts';
import { enUnsupported, type UnsupportedWords } from '../page/words/enUnsupported.ts';
import { zhExport } from '../export/words/zhExport.ts';
import { zhModels } from '../library/words/zhModels.ts';
import { zhPrompts } from '../library/words/zhPrompts.ts';
import { zhOwnSettings, zhSettings } from '../settings/words/zhSettings.ts';
import { zhUnsupported } from '../page/words/zhUnsupported.ts';

export interface DialogWords {
  readonly models: ModelsWords;
  readonly exports: ExportWords;
  readonly prompts: PromptsWords;
  readonly runs: RunsWords;
  readonly settings: SettingsWords;
  readonly unsupported: UnsupportedWords;
}

const DIALOGS: Readonly<Record<Language, DialogWords>> = {
  en: {
    models: enModels,
    exports: enExport,
    prompts: enPrompts,
    runs: enRuns,
    settings: enSettings,
    unsupported: enUnsupported,
  },
  zh: {
    models: zhModels,
    exports: zhExport,
    prompts: zhPrompts,
    runs: zhRuns,
    settings: zhSettings,
    unsupported: zhUnsupported,
  },
};

const OWN: Readonly<Record<Language, DialogWords>> = {
  en: withOwn(DIALOGS.en, enOwnSettings),
  zh: withOwn(DIALOGS.zh, zhOwnSettings),
};

/** @param own a model of one's own runs: its texts are answers, not blurbs */
export function dialogWords(language: Language, own = false): DialogWords {
  return (own ? OWN : DIALOGS)[language];
}

function withOwn(words: DialogWords, fields: OwnSettingsWords): DialogWords {
  const { settings } = words;
  return { ...words, settings: { ...settings, fields: { ...settings.fields, ...fields } } };
}
