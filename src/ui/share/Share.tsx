/** All that sending and what was sent show on the page, in one part that comes with the first need of it. */
import { useUi } from '../app/context.ts';
import type { RunView } from '../runs/view.ts';
import { GoOnDialog } from './GoOnDialog.tsx';
import { ReceiptDialog } from './ReceiptDialog.tsx';
import { SentBar } from './SentBar.tsx';
import { ShareDialog } from './ShareDialog.tsx';

export default function Share({ view }: { readonly view: RunView }) {
  const dialog = useUi((state) => state.dialog);
  return (
    <>
      <SentBar view={view} />
      {dialog === 'share' && <ShareDialog />}
      {(dialog === 'share-on' || dialog === 'share-worse') && <GoOnDialog worse={dialog === 'share-worse'} />}
      {dialog === 'share-receipt' && <ReceiptDialog />}
    </>
  );
}
