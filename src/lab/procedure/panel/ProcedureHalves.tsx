/** The bench's two procedures on the page, one at a time: searches of mazes, and of hyperparameters. */
import { lazy, useState } from 'react';
import { useUi } from '../../../ui/app/context.ts';
import { Later } from '../../../ui/parts/Later.tsx';
import type { SequenceConnection } from '../../../workers/labProtocol.ts';
import ProcedurePanel from './ProcedurePanel.tsx';
import { enTuning } from './tuning/enTuning.ts';
import { zhTuning } from './tuning/zhTuning.ts';
import styles from './tuning/Tuning.module.css';

const TuningPanel = lazy(() => import('./tuning/TuningPanel.tsx'));

const HALVES = ['mazes', 'tuning'] as const;

interface Props {
  readonly lab: SequenceConnection;
  /** The half that is shown first. */
  readonly part?: string;
}

export default function ProcedureHalves({ lab, part }: Props) {
  const { halves } = useUi(({ language }) => (language === 'zh' ? zhTuning : enTuning));
  const [half, setHalf] = useState<(typeof HALVES)[number]>(part === 'tuning' ? part : 'mazes');
  return (
    <div className={styles.panel}>
      <div role="group" aria-label={halves.label} className={styles.halves}>
        {HALVES.map((each) => (
          <button key={each} type="button" aria-pressed={each === half} onClick={() => setHalf(each)}>
            {halves[each]}
          </button>
        ))}
      </div>
      {half === 'mazes' ? (
        <ProcedurePanel lab={lab} />
      ) : (
        <Later meanwhile={<p role="status">{halves.loading}</p>}>
          <TuningPanel lab={lab} />
        </Later>
      )}
    </div>
  );
}
