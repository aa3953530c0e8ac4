/** A chart as a table: its curve, and those of the runs that lie over it. Loaded when somebody asks for a table. */
import { useEffect, useState } from 'react';
import type { ChartDeclaration } from '../../rl/declaration.ts';
import { useApp, useWords } from '../app/context.ts';
import { DataTable } from '../parts/DataTable.tsx';
import type { OverlaidRun } from '../runs/overlaid.ts';
import { OVERLAY_STYLES } from '../runs/overlayStyle.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { align } from './align.ts';
import { formatterOf } from './describe.ts';
import { FigureButtons } from './FigureButtons.tsx';
import { smooth } from './smoothing.ts';
import { contentOf, curveOf, EMA_WEIGHT, isAgreement } from './specs.ts';
import { throttle } from '../runs/useThrottled.ts';
import { marksOf, placeAmongFits, placeOf } from '../runs/state/marks.ts';
import { markText } from '../watch/markText.ts';
import { useMarkWords } from '../watch/useWatchWords.ts';

interface Props {
  readonly chart: ChartDeclaration;
  readonly title: string;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  readonly overlaid: readonly OverlaidRun[];
}

export default function ChartTable({ chart, title, view, yardstick, overlaid }: Props) {
  const app = useApp();
  const words = useWords();
  const markWords = useMarkWords();
  const [, refresh] = useState(0);
  useEffect(() => throttle(view.history, () => refresh((count) => count + 1)), [view.history]);
  const { curve, second } = contentOf(chart, view, yardstick);
  const smoothed = smooth(curve.y, EMA_WEIGHT);
  const format = formatterOf(chart, view);
  const { charts } = words;
  const [measure, other] = [yardstick.labeler, yardstick.second].map((id) =>
    id === null ? '' : id === 'reward' ? charts.reward : words.rank.raters[id],
  );
  const headers =
    second && !isAgreement(chart)
      ? [charts.iteration, measure, other]
      : second
        ? [charts.fit, charts.heldOut, charts.trained]
        : [charts.iteration, charts.raw, charts.smoothed];
  const measured = view.agreement.filter(({ heldOut }) => heldOut.pairs > 0);
  const intervalAt = (i: number) => {
    const interval = isAgreement(chart) && measured[i]?.heldOut.interval;
    return interval ? ` (${charts.interval(...interval)})` : '';
  };
  const [xs, ...columns] = align([
    { x: curve.x, ys: [curve.y, second ?? smoothed] },
    ...overlaid.map((run) => {
      const { x, y } = curveOf(chart, run, view, yardstick);
      return { x, ys: [y] };
    }),
  ]);
  const place = new Map(curve.x.map((x, i) => [x, i]));
  const cell = (value: number | null) => (value === null ? '–' : format(value));
  const marks = marksOf(view).map((mark) => ({
    x: isAgreement(chart) ? placeAmongFits(mark, view) : placeOf(mark),
    text: markText(mark, markWords),
  }));
  const marksBetween = (before: number, x: number) =>
    marks
      .filter((mark) => mark.x > before && mark.x <= x)
      .map(({ text }) => text)
      .join('; ');
  const rows = xs.map((x, at) => [
    String(x),
    cell(columns[0][at]) + intervalAt(place.get(x) ?? -1),
    ...columns.slice(1).map((column) => cell(column[at])),
    ...(marks.length > 0 ? [marksBetween(xs[at - 1] ?? 0, x)] : []),
  ]);
  const names = overlaid.map(({ name, slot }) => `${OVERLAY_STYLES[slot].mark} ${name}`);
  const last = marks.length > 0 ? [markWords.watch.marks] : [];
  const opening = isAgreement(chart)
    ? {}
    : {
        openLabel: charts.openIteration,
        onOpen: (row: number) =>
          app.ui.setState({ inside: { iteration: xs[xs.length - 1 - row], answer: 0 } }),
      };
  return (
    <DataTable caption={title} headers={[...headers, ...names, ...last]} rows={rows.reverse()} {...opening}>
      <FigureButtons {...{ chart, view, yardstick, overlaid }} />
    </DataTable>
  );
}
