/**
 * A chart on screen as a figure that leaves the page: the same curves, band and line, with names and a caption. Knows
 * charts and the words it is given; must not know how a figure is drawn or saved.
 */
import { PAPER } from '../../figure/paper.ts';
import type { ChartDeclaration } from '../../rl/declaration.ts';
import { differences } from '../../rl/runs/recordTable.ts';
import { APP_VERSION, type RunRecord } from '../../rl/runs/record.ts';
import type { Language } from '../app/state/uiStore.ts';
import { differenceText, settingLabels } from '../runs/matching.ts';
import type { OverlaidRun } from '../runs/overlaid.ts';
import { OVERLAY_STYLES } from '../runs/overlayStyle.ts';
import { marksOf, placeAmongFits, placeOf } from '../runs/state/marks.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { markText, type MarkWords } from '../watch/markText.ts';
import type { Dictionary } from '../words/index.ts';
import { explanationOf, lineLabelOf, tickFormatterOf, titleOf, unitOf, yardstickText } from './describe.ts';
import type { Figure, FigureCurve } from './figure/figure.ts';
import { smooth } from './smoothing.ts';
import { contentOf, curveOf, EMA_WEIGHT, isAgreement } from './specs.ts';
import type { FigureWords } from './words/enFigure.ts';

/** Of the run on screen what a caption says. */
export type CaptionedRun = Pick<
  RunRecord,
  'id' | 'name' | 'model' | 'adapter' | 'algorithm' | 'seed' | 'settings' | 'labeler'
>;

export interface FigureParts {
  readonly chart: ChartDeclaration;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  readonly overlaid: readonly OverlaidRun[];
  /** Null where it has no record yet. */
  readonly run: CaptionedRun | null;
  readonly smoothing: boolean;
  readonly now: Date;
}

export interface FigureLanguage {
  readonly words: Dictionary;
  readonly figure: FigureWords;
  readonly marks: MarkWords;
  readonly language: Language;
}

export function figureOf(parts: FigureParts, said: FigureLanguage): Figure {
  const { chart, view, yardstick, smoothing } = parts;
  const { words, language } = said;
  const { band, line, range } = contentOf(chart, view, yardstick);
  const fits = isAgreement(chart);
  const title = titleOf(chart, words, language, view, yardstick);
  const unit = unitOf(chart, words, view);
  return {
    title,
    xLabel: fits ? words.charts.fit : words.charts.iteration,
    yLabel: unit === '' ? title : `${title} (${unit})`,
    curves: curvesOf(parts, said, smoothing && !fits),
    band,
    line: line === null ? null : { at: line, label: lineLabelOf(chart, words, view) },
    range,
    marks: marksOf(view)
      .filter(({ changed }) => changed !== undefined)
      .map((mark) => ({
        x: fits ? placeAmongFits(mark, view) : placeOf(mark),
        text: markText(mark, said.marks),
      })),
    caption: captionOf(parts, said, smoothing && !fits),
    format: tickFormatterOf(chart, view),
  };
}

function curvesOf(
  { chart, view, yardstick, overlaid, run }: FigureParts,
  { words, figure }: FigureLanguage,
  smoothing: boolean,
): FigureCurve[] {
  const { curve, second } = contentOf(chart, view, yardstick);
  const name = run?.name ?? words.charts.raw;
  const own = { x: curve.x, color: PAPER.accent, width: 2, dash: [] };
  const [first, other] = secondNames(chart, yardstick, words);
  const curves: FigureCurve[] = smoothing
    ? [
        { ...own, name, y: curve.y, color: PAPER.shadow, width: 1, shadow: true },
        { ...own, name: `${name}, ${figure.smoothed}`, y: smooth(curve.y, EMA_WEIGHT) },
      ]
    : [{ ...own, name: second ? `${name}, ${first}` : name, y: curve.y }];
  if (second)
    curves.push({
      ...own,
      name: `${name}, ${other}`,
      y: second,
      color: PAPER.cool,
      width: 1.5,
      dash: [3, 3],
    });
  for (const other of overlaid) {
    const { x, y } = curveOf(chart, other, view, yardstick);
    const { mark, dash } = OVERLAY_STYLES[other.slot];
    const color = PAPER.overlays[other.slot];
    curves.push({
      name: other.name,
      x,
      color,
      dash,
      mark,
      width: 1.5,
      y: smooth(y, smoothing ? EMA_WEIGHT : 0),
    });
  }
  return curves;
}

/** What the two curves of a chart stand for, where there are two. */
function secondNames(
  chart: ChartDeclaration,
  { labeler, second }: ChosenYardstick,
  { charts, rank }: Dictionary,
): readonly [string, string] {
  if (isAgreement(chart)) return [charts.heldOut, charts.trained];
  const other = second === null ? '' : second === 'reward' ? charts.reward : rank.raters[second];
  return [rank.raters[labeler], other];
}

function captionOf(
  { chart, view, yardstick, run, now }: FigureParts,
  { words, figure, marks, language }: FigureLanguage,
  smoothing: boolean,
): string[] {
  const { text } = explanationOf(chart, words, language, view);
  const labels = { ...settingLabels(marks.settings), rater: words.rank.rater };
  const differs = run ? (differences([run]).get(run.id) ?? []) : [];
  const settings = differs.map((difference) => differenceText(difference, labels)).join(', ');
  return [
    text,
    ...(chart.id === 'utility' ? [`${words.charts.yardstick}: ${yardstickText(words, yardstick)}.`] : []),
    ...(run
      ? [
          figure.run(run.name, run.algorithm.toUpperCase(), run.model, run.seed, view.iteration),
          settings === '' ? figure.usual : figure.settings(settings),
          figure.adapter(run.adapter),
        ]
      : []),
    ...(smoothing ? [figure.smoothing(EMA_WEIGHT)] : []),
    // The same in every language, and in the order in which dates sort.
    figure.made(now.toISOString().slice(0, 10), APP_VERSION),
  ];
}
