/** How a dialog reaches its words; apart from context.ts, so that they load with the dialog. */
import { useUi } from './context.ts';
import { dialogWords, type DialogWords } from './i18n/dialogs.ts';

/** The words of dialogs in the page's language. */
export function useDialogWords(): DialogWords {
  return dialogWords(useUi((state) => state.language));
}
