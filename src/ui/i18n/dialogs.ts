/** The words of the larger dialogs, which come with them rather than with the page, in every language. */
import type { Language } from '../stores/uiStore.ts';
import { enExport, type ExportWords } from './enExport.ts';
import { enModels, type ModelsWords } from './enModels.ts';
import { enSettings, type SettingsWords } from './enSettings.ts';
import { zhExport } from './zhExport.ts';
import { zhModels } from './zhModels.ts';
import { zhSettings } from './zhSettings.ts';

export interface DialogWords {
  readonly models: ModelsWords;
  readonly exports: ExportWords;
  readonly settings: SettingsWords;
}

const DIALOGS: Readonly<Record<Language, DialogWords>> = {
  en: { models: enModels, exports: enExport, settings: enSettings },
  zh: { models: zhModels, exports: zhExport, settings: zhSettings },
};

export function dialogWords(language: Language): DialogWords {
  return DIALOGS[language];
}
