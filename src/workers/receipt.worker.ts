/** The worker that trains receipts again, behind comlink. receiptClient.ts starts and ends it. */
import { expose } from 'comlink';
import { ReceiptService } from './receiptService.ts';

expose(new ReceiptService({ gpu: navigator.gpu, readFile: (url, signal) => fetch(url, { signal }) }));
