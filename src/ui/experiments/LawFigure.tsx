/** Over-optimisation of a run: proxy and truth over √KL, the laws through them, the peak, and what is written there and beyond. */
import type { Experiment } from '../../experiments/experiment.ts';
import type { LawFit, Point } from '../../experiments/overoptimisation.ts';
import type { Played } from '../../experiments/play.ts';
import type { RunSamples } from '../../rl/runs/events.ts';
import { ModelText } from '../parts/ModelText.tsx';
import { compact, fixed } from '../text/format.ts';
import { Legend, Lines, type Line } from './Lines.tsx';
import { lawLine, lawView } from './state/law.ts';
import { useExperimentsWords } from './useWords.ts';
import styles from './Experiments.module.css';

export function LawFigure({
  experiment,
  played,
}: {
  readonly experiment: Experiment;
  readonly played: Played;
}) {
  const { law: words } = useExperimentsWords();
  const { arms, yardstick } = experiment;
  const { proxy, truth, learning, bestOf, atPeak, beyond } = lawView(
    played.records[arms[0].id],
    yardstick,
    played.bestOf,
  );
  const far = Math.max(...truth.map(({ d }) => d));
  const peak = learning?.peak && learning.peak.d <= far ? learning.peak : null;
  const lines: Line[] = [
    { name: words.proxy, ...pointsOf(proxy), look: 1, points: true },
    { name: words.truth, ...pointsOf(truth), look: 0, points: true },
    ...(learning ? [{ name: 'd(α − β ln d)', ...lawLine(learning, far), look: 0 }] : []),
    { name: words.best, ...pointsOf(played.bestOf), look: 2, points: true },
    ...(bestOf ? [{ name: 'd(α − βd)', ...lawLine(bestOf, played.bestOf.at(-1)?.d ?? 0), look: 2 }] : []),
  ];
  const peakText = peak ? words.peak(fixed(peak.d), fixed(peak.value)) : words.noPeak;
  const end = (points: readonly Point[]) => fixed(points.at(-1)?.value);
  return (
    <section>
      <h3>{words.title}</h3>
      <p>{words.text}</p>
      <Lines
        title="d = √KL"
        summary={words.summary(end(proxy), end(truth), peakText)}
        lines={lines}
        at={peak?.d}
        tall
      >
        <Legend lines={lines} />
      </Lines>
      <p>{peakText}</p>
      <p>{fitText(learning, words.learning, words.noFit)}</p>
      <p>{fitText(bestOf, words.bestOfN, words.noFit)}</p>
      {atPeak && <Texts title={words.atPeak(atPeak.iteration)} of={atPeak} />}
      {beyond && <Texts title={words.beyond(beyond.iteration)} of={beyond} />}
    </section>
  );
}

function Texts({ title, of }: { readonly title: string; readonly of: RunSamples }) {
  return (
    <>
      <h4>{title}</h4>
      <ul className={styles.texts}>
        {of.samples.slice(0, 3).map(({ prompt, text }, at) => (
          <li key={at} tabIndex={0}>
            <ModelText as="span" text={text} title={prompt.trim()} />
          </li>
        ))}
      </ul>
    </>
  );
}

function pointsOf(points: readonly Point[]) {
  return { x: points.map(({ d }) => d), y: points.map(({ value }) => value) };
}

function fitText(
  fit: LawFit | null,
  say: (alpha: string, beta: string, residual: string) => string,
  none: string,
): string {
  return fit ? say(compact(fit.alpha), compact(fit.beta), fixed(fit.residual)) : none;
}
