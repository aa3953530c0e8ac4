/** The page's end of the worker that trains receipts again. Knows comlink; knows no receipt. */
import { proxy } from 'comlink';
import type { Receipt } from '../rl/runs/receipt.ts';
import { beside } from './beside.ts';
import { embeddedRoot } from './labClient.ts';
import type { Checked, ReceiptApi } from './receiptService.ts';

export type { Checked } from './receiptService.ts';

export interface ReceiptLink {
  /** Rejects with what went wrong, in words, or with an AbortError after {@link close}. */
  check(receipt: Receipt, same: (iteration: number) => void): Promise<Checked>;
  close(): void;
}

export function connectReceipts(spawn: () => Worker = receiptWorker): ReceiptLink {
  const { run, close } = beside<ReceiptApi>(spawn, 'The training');
  return {
    check: (receipt, same) => run((api) => api.check(receipt, embeddedRoot(), proxy(same))),
    close,
  };
}

function receiptWorker(): Worker {
  return new Worker(new URL('./receipt.worker.ts', import.meta.url), { type: 'module' });
}
