/** How a dialog reaches its words; apart from context.ts, so that they load with the dialog. */
import { useOwnModel, useUi } from './context.ts';
import { dialogWords, type DialogWords } from '../words/dialogs.ts';

/** The words of dialogs in the page's language, as they are for the model that runs. */
export function useDialogWords(): DialogWords {
  return dialogWords(
    useUi((state) => state.language),
    useOwnModel(),
  );
}
