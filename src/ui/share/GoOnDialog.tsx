/** Before a run that was sent is trained again here: what happens, what will be the same and what need not, what is at stake. */
import { useApp, usePreferences, useRun, useRuns, useUi } from '../app/context.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { settingsOf } from '../../rl/runs/record.ts';
import type { RowDifference } from '../../rl/runs/rowDifference.ts';
import type { Sent } from '../runs/state/place.ts';
import styles from './Share.module.css';
import { goOn, hasLeash } from './state/goOn.ts';
import { reasonsOf } from './state/sameness.ts';
import { shareWords, useShareWords } from './useWords.ts';

export default function GoOnDialog() {
  const worse = useUi((state) => state.dialog === 'share-worse');
  const sent = useRuns((state) => state.sent);
  return sent && <Asked sent={sent} worse={worse} />;
}

function Asked({ sent, worse }: { readonly sent: Sent; readonly worse: boolean }) {
  const app = useApp();
  const all = useShareWords();
  const words = worse ? all.worse : all.on;
  const language = useUi((state) => state.language);
  const session = useRun((state) => state.session);
  const iteration = useRun((state) => state.iteration);
  const mine = usePreferences((state) => state.events);
  const { record, place, exact } = sent;
  const known = new Set(mine.map(({ id }) => id));
  const theirs = record.rankings.filter(({ id, type }) => type === 'ranking' && !known.has(id)).length;
  const reasons = reasonsOf(sent, session, mine);
  const impossible = worse && !hasLeash(settingsOf(record));

  const told = (difference: RowDifference | null) => {
    const words = shareWords(language);
    const at = place.iteration;
    const same =
      difference === null
        ? words.same(at, exact)
        : words.differs(difference.iteration, difference.metric, difference.one, difference.other);
    app.ui.setState({
      notice: { kind: 'info', text: worse ? `${same} ${words.cut(at)}` : same },
    });
  };
  const begin = async () => {
    app.closeDialog();
    if (await goOn(app, sent, worse, told)) {
      app.runs.store.setState({ sent: null });
      return;
    }
    app.ui.setState({ notice: { kind: 'error', text: all.notBegun } });
  };
  return (
    <Dialog title={words.title}>
      <div className={styles.asked}>
        <p>{place.iteration > 0 ? words.lead(place.iteration) : words.begins}</p>
        <p>{reasons.length === 0 ? all.exact : all.maybe(reasons)}</p>
        {theirs > 0 && <p>{all.rankings(theirs)}</p>}
        {iteration > 0 && <p>{all.yours(iteration)}</p>}
        {impossible && <p role="alert">{all.worse.none}</p>}
      </div>
      <p className={styles.row}>
        <button type="button" className={styles.primary} disabled={impossible} onClick={() => void begin()}>
          {words.begin}
        </button>
      </p>
    </Dialog>
  );
}
