/** Where a training step's time goes: closed until someone asks, and measured only on demand. */
import { lazy } from 'react';
import { useRun } from '../app/context.ts';
import { useLooks, type Looks } from './useLooks.ts';
import { fixed } from '../text/format.ts';
import type { KernelChoice } from '../../workers/protocol.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { Later } from '../parts/Later.tsx';
import styles from './TimePanel.module.css';

const MeasuredStep = lazy(() => import('./MeasuredStep.tsx'));

export default function TimePanel() {
  const words = useLooks();
  const measurement = useRun((state) => state.measurement);
  const measuring = useRun((state) => state.measuring);
  const kernels = useRun((state) => state.session?.kernels ?? null);
  return (
    <details className={styles.panel}>
      <summary>{words.time.title}</summary>
      <div className={styles.head}>
        <p>{words.time.lead}</p>
        <ActionButton id="measure" label={measuring ? words.time.measuring : undefined} />
      </div>
      {kernels && (
        <p>
          <span>{choiceText(kernels, words)}</span> <span>{othersText(kernels, words)}</span>
        </p>
      )}
      {measurement && (
        <Later>
          <MeasuredStep measurement={measurement} />
        </Later>
      )}
    </details>
  );
}

function choiceText({ variant, how, milliseconds }: KernelChoice, { time }: Looks): string {
  const times = Object.entries(milliseconds).map(([name, value]) => `${name} ${fixed(value)} ms`);
  // A budget of a second may leave no time for a second candidate: then nothing was beaten.
  const reason = how === 'measured' && times.length < 2 ? time.how.unopposed : time.how[how];
  return time.choice(variant, reason, times.join(', '));
}

/** The families that nobody measures: which variant each has, those with the same one together. */
function othersText({ families }: KernelChoice, { time }: Looks): string {
  const byVariant = new Map<string, string[]>();
  for (const [family, variant] of Object.entries(families)) {
    if (family !== 'matmul') byVariant.set(variant, [...(byVariant.get(variant) ?? []), family]);
  }
  const choices = [...byVariant].map(([variant, names]) => time.chosen(names.join(', '), variant));
  return time.others(choices.join('; '));
}
