/** The dialogs of sending and of what was sent, in one part of the page that comes with the first of them. */
import type { UiState } from '../app/state/uiStore.ts';
import { GoOnDialog } from './GoOnDialog.tsx';
import { ReceiptDialog } from './ReceiptDialog.tsx';
import { ShareDialog } from './ShareDialog.tsx';

export default function ShareDialogs({ dialog }: Pick<UiState, 'dialog'>) {
  switch (dialog) {
    case 'share':
      return <ShareDialog />;
    case 'share-on':
    case 'share-worse':
      return <GoOnDialog worse={dialog === 'share-worse'} />;
    case 'share-receipt':
      return <ReceiptDialog />;
    default:
      return null;
  }
}
