/** A chart in sentences. Loaded with the first point: until then there is nothing to say. */
import type { ChartDeclaration } from '../../rl/declaration.ts';
import { useUi, useWords } from '../app/context.ts';
import type { OverlaidRun } from '../runs/overlaid.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { summaryOf } from './summary.ts';
import { enSummary } from './words/enSummary.ts';
import { zhSummary } from './words/zhSummary.ts';

interface Props {
  readonly chart: ChartDeclaration;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  readonly overlaid: readonly OverlaidRun[];
}

export default function ChartSummary({ chart, view, yardstick, overlaid }: Props) {
  const page = useWords();
  const summary = useUi(({ language }) => (language === 'zh' ? zhSummary : enSummary));
  return summaryOf(chart, view, yardstick, overlaid, { page, summary });
}
