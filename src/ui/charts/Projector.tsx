/**
 * One chart over the whole screen, with its words, for a room to read: name, newest value, what is wrong with the run, the
 * curve, and the curve in sentences. Arrow keys go from chart to chart. Knows how charts are told; draws none itself.
 */
import { useEffect, useId, useMemo, useState } from 'react';
import type { ChartDeclaration } from '../../rl/declaration.ts';
import { useRun, useUi, useWords } from '../app/context.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { useOverlaid, type OverlaidRun } from '../runs/overlaid.ts';
import { marksOf } from '../runs/state/marks.ts';
import { useLatestRow } from '../runs/useThrottled.ts';
import { useRunView, useYardstick, type ChosenYardstick, type RunView } from '../runs/view.ts';
import { markText } from '../watch/markText.ts';
import { useTroubles } from '../watch/useTroubles.ts';
import { useMarkWords } from '../watch/useWatchWords.ts';
import ChartSummary from './ChartSummary.tsx';
import { formatterOf, titleOf, unitOf } from './describe.ts';
import OverlayLegend from './OverlayLegend.tsx';
import { chartsIn, contentOf, EMA_WEIGHT, isAgreement } from './specs.ts';
import { usePlot } from './usePlot.ts';
import { enProjector } from './words/enProjector.ts';
import { zhProjector } from './words/zhProjector.ts';
import styles from './Projector.module.css';

/** Marks that are told, the newest. */
const MARKS = 2;

export default function Projector() {
  const words = useWords();
  const language = useUi((state) => state.language);
  const view = useRunView();
  const yardstick = useYardstick(view);
  const overlaid = useOverlaid();
  const { method, settings } = view;
  const charts = useMemo(() => chartsIn({ method, settings }), [method, settings]);
  const [place, setPlace] = useState(0);
  // Another method may have fewer.
  const at = Math.min(place, charts.length - 1);
  const chart = charts[at];
  const titles = charts.map((each) => titleOf(each, words, language, view, yardstick));
  const running = useRun((state) => state.running);
  useLatestRow(view.history);
  useArrows((step) => setPlace((at + step + charts.length) % charts.length));
  return (
    <Dialog title={titles[at]} wide="screen">
      <div className={styles.projector}>
        <div className={styles.head}>
          <Value {...{ chart, view, yardstick }} />
          <Choice titles={titles} at={at} onChoose={setPlace} />
          {view.kind === 'live' && (
            <ActionButton id="play" label={running ? words.actions.pause : words.actions.play} />
          )}
        </div>
        <Happened view={view} yardstick={yardstick} />
        {overlaid.length > 0 && <OverlayLegend overlaid={overlaid} />}
        <Drawn key={chart.id} title={titles[at]} {...{ chart, view, yardstick, overlaid }} />
      </div>
    </Dialog>
  );
}

interface Shown {
  readonly chart: ChartDeclaration;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}

function Value({ chart, view, yardstick }: Shown) {
  const words = useWords();
  const value = contentOf(chart, view, yardstick).curve.y.at(-1);
  return (
    <p className={styles.value}>
      <b data-number>{value === undefined ? '–' : formatterOf(chart, view)(value)}</b>{' '}
      <small>{value === undefined ? '' : unitOf(chart, words, view)}</small>
    </p>
  );
}

interface ChoiceProps {
  readonly titles: readonly string[];
  readonly at: number;
  readonly onChoose: (at: number) => void;
}

function Choice({ titles, at, onChoose }: ChoiceProps) {
  const words = useProjectorWords();
  const count = titles.length;
  return (
    <div className={styles.choice} role="group" aria-label={words.choose}>
      <button type="button" aria-label={words.previous} onClick={() => onChoose((at + count - 1) % count)}>
        ←
      </button>
      <select aria-label={words.choose} value={at} onChange={(event) => onChoose(Number(event.target.value))}>
        {titles.map((title, place) => (
          <option key={place} value={place}>
            {words.place(title, place + 1, count)}
          </option>
        ))}
      </select>
      <button type="button" aria-label={words.next} onClick={() => onChoose((at + 1) % count)}>
        →
      </button>
    </div>
  );
}

/** How far the run is, what is wrong with it, and what was changed last. */
function Happened({ view, yardstick }: Omit<Shown, 'chart'>) {
  const words = useWords();
  const marks = useMarkWords();
  const [worst] = useTroubles(view, yardstick);
  const { watch } = marks;
  const stage = words.progress.tasks[view.stage];
  return (
    <div className={styles.happened}>
      <p role="status">
        {view.iteration > 0 ? words.train.iteration(view.iteration) : words.train.notStarted}
        {stage ? ` · ${stage}` : ''}
      </p>
      <p role="status" data-trouble={worst?.kind}>
        {worst && watch.troubles[worst.kind].title}
      </p>
      {marksOf(view)
        .slice(-MARKS)
        .map((mark) => (
          <p key={mark.id}>{`${watch.at(mark.iteration)}: ${markText(mark, marks)}`}</p>
        ))}
    </div>
  );
}

function Drawn(props: Shown & { readonly title: string; readonly overlaid: readonly OverlaidRun[] }) {
  const { chart, title, view, yardstick, overlaid } = props;
  const words = useWords();
  const summaryId = useId();
  const theme = useUi((state) => state.theme);
  const smoothing = useUi((state) => state.smoothing);
  const weight = smoothing && !isAgreement(chart) ? EMA_WEIGHT : 0;
  const format = formatterOf(chart, view);
  const { host, reading, failed } = usePlot({ chart, view, yardstick, overlaid, weight, format, theme });
  const empty = contentOf(chart, view, yardstick).curve.x.length === 0;
  const nothing = isAgreement(chart) ? words.charts.emptyAgreement : words.charts.empty;
  return (
    <figure className={styles.figure} aria-label={title} aria-describedby={summaryId}>
      <div className={styles.body}>
        <div ref={host} className={styles.plot} aria-hidden="true" />
        <span ref={reading} className={styles.reading} aria-hidden="true" />
      </div>
      <p id={summaryId} className={styles.summary}>
        {empty ? nothing : <ChartSummary {...{ chart, view, yardstick, overlaid }} />}
      </p>
      {failed && !empty && <p>{words.charts.notDrawn}</p>}
    </figure>
  );
}

function useProjectorWords() {
  return useUi(({ language }) => (language === 'zh' ? zhProjector : enProjector));
}

/** Left and right go back and on, except where a list of choices has the focus. */
function useArrows(step: (by: 1 | -1) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof Element && event.target.closest('select')) return;
      event.preventDefault();
      step(event.key === 'ArrowRight' ? 1 : -1);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}
