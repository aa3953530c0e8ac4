/** Takes a chart along: as SVG and PNG with its caption on it, as CSV with it above. On white paper in either theme. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ChartDeclaration } from '../../rl/declaration.ts';
import { useApp, useRun, useRuns, useUi, useWords } from '../app/context.ts';
import { messageOf } from '../app/state/trainerLink.ts';
import type { OverlaidRun } from '../runs/overlaid.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { useMarkWords } from '../watch/useWatchWords.ts';
import { pngOf } from './figure/canvas.ts';
import { csvOf } from './figure/csv.ts';
import type { Figure } from './figure/figure.ts';
import { layout } from './figure/layout.ts';
import { svgOf } from '../../figure/svg.ts';
import { figureOf, type CaptionedRun } from './figureOf.ts';
import { enFigure } from './words/enFigure.ts';
import { zhFigure } from './words/zhFigure.ts';
import styles from './FigureButtons.module.css';

interface Props {
  readonly chart: ChartDeclaration;
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
  readonly overlaid: readonly OverlaidRun[];
}

const FORMATS = ['SVG', 'PNG', 'CSV'] as const;

/** In a file's name: letters and digits of any script, the rest as one hyphen. */
function stemOf(...names: readonly string[]): string {
  return names
    .join('-')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
}

async function fileOf(figure: Figure, format: (typeof FORMATS)[number]): Promise<Blob> {
  switch (format) {
    case 'SVG':
      return new Blob([svgOf(layout(figure))], { type: 'image/svg+xml' });
    case 'PNG':
      return pngOf(layout(figure));
    case 'CSV':
      return new Blob([csvOf(figure)], { type: 'text/csv' });
  }
}

export function FigureButtons({ chart, view, yardstick, overlaid }: Props) {
  const words = useWords();
  const marks = useMarkWords();
  const language = useUi((state) => state.language);
  const smoothing = useUi((state) => state.smoothing);
  const app = useApp();
  const run = useCaptioned(view.kind);
  const [said, setSaid] = useState('');
  const figureWords = language === 'zh' ? zhFigure : enFigure;
  const save = async (format: (typeof FORMATS)[number]) => {
    try {
      const parts = { chart, view, yardstick, overlaid, run, smoothing, now: new Date() };
      const figure = figureOf(parts, { words, figure: figureWords, marks, language });
      const name = `${stemOf(run?.name ?? 'nudge', chart.id)}.${format.toLowerCase()}`;
      app.downloadFile(name, await fileOf(figure, format));
      setSaid(figureWords.saved(name));
    } catch (error) {
      setSaid(figureWords.notMade(messageOf(error)));
    }
  };
  return (
    <p className={styles.buttons} role="group" aria-label={figureWords.group}>
      {FORMATS.map((format) => (
        <button
          key={format}
          type="button"
          aria-label={figureWords.save(format)}
          title={figureWords.save(format)}
          onClick={() => void save(format)}
        >
          {format}
        </button>
      ))}
      <span role="status">{said}</span>
    </p>
  );
}

/** The record of the run on screen. */
function useCaptioned(kind: RunView['kind']): CaptionedRun | null {
  const app = useApp();
  const watched = useStore(app.recorded.store, (state) => state.run);
  const live = useRuns(({ heads, live }) => heads.find(({ id }) => id === live) ?? null);
  const session = useRun((state) => state.session);
  if (kind === 'recorded') return watched;
  return session ? live : null;
}
