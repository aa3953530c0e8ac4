/** A receipt that somebody brought: what run it is of, the button that trains it again, and whether the same came of it. */
import { useEffect, useState } from 'react';
import { EMBEDDED_MODELS } from '../../files/hub/modelChoice.ts';
import type { Receipt } from '../../rl/runs/receipt.ts';
import { connectReceipts, type Checked, type ReceiptLink } from '../../workers/receiptClient.ts';
import { useApp, useRun, useRuns } from '../app/context.ts';
import { messageOf } from '../app/state/trainerLink.ts';
import { Dialog } from '../parts/Dialog.tsx';
import styles from './Share.module.css';
import { isSameAdapter } from './state/sameness.ts';
import { useShareWords } from './useWords.ts';
import { Worded } from '../told/Worded.tsx';

export default function ReceiptDialog({
  connect = connectReceipts,
}: {
  readonly connect?: () => ReceiptLink;
}) {
  const words = useShareWords().check;
  const receipt = useRuns((state) => state.receipt);
  const missing = useRun((state) => state.missing);
  if (!receipt) return null;
  const { model, rows, rankings, adapter, app } = receipt;
  const count = rankings.filter(({ type }) => type === 'ranking').length;
  const here = EMBEDDED_MODELS.some((name) => name === model);
  return (
    <Dialog title={words.title}>
      <p>{words.lead(model, rows.length, count, adapter, app)}</p>
      {missing !== null ? (
        <p>{words.noGpu}</p>
      ) : here ? (
        <Check receipt={receipt} connect={connect} />
      ) : (
        <p>{words.notHere(model)}</p>
      )}
    </Dialog>
  );
}

type State =
  | { readonly is: 'rests' | 'stopped' }
  | { readonly is: 'trains'; readonly same: number }
  | { readonly is: 'failed'; readonly message: string }
  | { readonly is: 'done'; readonly checked: Checked };

function Check({ receipt, connect }: { readonly receipt: Receipt; readonly connect: () => ReceiptLink }) {
  const app = useApp();
  const words = useShareWords().check;
  const [link] = useState(connect);
  const [state, setState] = useState<State>({ is: 'rests' });
  // Nobody waits for it once the dialog is closed.
  useEffect(() => () => link.close(), [link]);
  const begin = async () => {
    // One GPU: what trains on the page would wait for it, and it for that.
    if (app.run.getState().running) void app.training.pause();
    setState({ is: 'trains', same: 0 });
    try {
      const checked = await link.check(receipt, (same) => setState({ is: 'trains', same }));
      setState({ is: 'done', checked });
    } catch (error) {
      const stopped = error instanceof Error && error.name === 'AbortError';
      setState(stopped ? { is: 'stopped' } : { is: 'failed', message: messageOf(error) });
    }
  };
  const of = receipt.rows.length;
  return (
    <>
      <p className={styles.help}>{words.how}</p>
      <p className={styles.row}>
        {state.is === 'trains' ? (
          <>
            <button type="button" onClick={() => link.close()}>
              {words.stop}
            </button>
            <progress max={of} value={state.same} aria-label={words.title} />
          </>
        ) : (
          <button type="button" className={styles.primary} onClick={() => void begin()}>
            {words.begin}
          </button>
        )}
      </p>
      <p className={styles.said} role="status">
        {state.is === 'trains' && (state.same === 0 ? words.opening : words.progress(state.same, of))}
        {state.is === 'stopped' && words.stopped}
        {state.is === 'failed' && <Worded text={words.failed(state.message)} />}
      </p>
      {state.is === 'done' && <Told receipt={receipt} checked={state.checked} />}
    </>
  );
}

function Told({ receipt, checked }: { readonly receipt: Receipt; readonly checked: Checked }) {
  const words = useShareWords().check;
  const { same, of, differs, weights, otherwise, adapter } = checked;
  if (differs === null)
    return (
      <p role="status">
        <b>{words.same(of)}</b> {words.weights[weights === null ? 'unknown' : weights ? 'yes' : 'no']}
      </p>
    );
  return (
    <>
      <p role="status">
        <b>{words.differs(differs, same)}</b>
      </p>
      <ul>
        {!isSameAdapter(adapter, receipt.adapter) && <li>{words.why.adapter(receipt.adapter, adapter)}</li>}
        {otherwise.map((reason) => (
          <li key={reason}>{words.why[reason]}</li>
        ))}
      </ul>
    </>
  );
}
