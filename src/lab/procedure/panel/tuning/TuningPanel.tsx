/** Hyperparameter search as a sequence, on the page: two models learn from scratch, and search unseen maps beside chance and expert. */
import { useState } from 'react';
import { useStore } from 'zustand';
import { useUi } from '../../../../ui/app/context.ts';
import { fixed } from '../../../../ui/text/format.ts';
import type { SequenceConnection } from '../../../../workers/labProtocol.ts';
import { LEARNT, TUNERS, type Searched, type Tuner } from '../../tuning/arms.ts';
import { meanFound } from '../../tuning/training.ts';
import { enTuning } from './enTuning.ts';
import { FoundCurves } from './FoundCurves.tsx';
import { Maps, type ShownMap } from './Maps.tsx';
import { RecordedTuning } from './RecordedTuning.tsx';
import { TuningForm } from './TuningForm.tsx';
import { createTuning, FIRST_TUNING, type TuningStore, type TypedTuning } from './tuningStore.ts';
import { useTuning } from './useTuning.ts';
import { zhTuning } from './zhTuning.ts';
import { TrainingStatus } from '../training/TrainingStatus.tsx';
import styles from './Tuning.module.css';

/** What was chosen and found outlives the dialog. */
const kept = createTuning();

interface Props {
  readonly lab: SequenceConnection;
  /** For tests: otherwise the one that is kept. */
  readonly store?: TuningStore;
}

export default function TuningPanel({ lab, store = kept }: Props) {
  const words = useUi(({ language }) => (language === 'zh' ? zhTuning : enTuning));
  const { settings, state, losses, searches } = useStore(store);
  const [wrong, setWrong] = useState<readonly TypedTuning[]>([]);
  const { start, stop } = useTuning(lab, store);
  const busy = state.is === 'opening' || state.is === 'training' || state.is === 'testing';
  const gpu = 'gpu' in navigator;
  const learnt = LEARNT.filter((arm) => losses[arm] !== undefined);
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <p>{words.first}</p>
      <TuningForm
        words={words}
        settings={settings}
        disabled={busy}
        onSettings={(change) => store.setState({ settings: { ...settings, ...change } })}
        onRight={(setting, right) =>
          setWrong([...wrong.filter((each) => each !== setting), ...(right ? [] : [setting])])
        }
      />
      <div className={styles.buttons}>
        <button type="button" disabled={busy || !gpu || wrong.length > 0} onClick={() => void start()}>
          {words.train}
        </button>
        <button type="button" disabled={!busy} onClick={stop}>
          {words.stop}
        </button>
        <button
          type="button"
          disabled={busy || settings === FIRST_TUNING}
          onClick={() => store.setState({ settings: FIRST_TUNING })}
        >
          {words.usual}
        </button>
      </div>
      <div role="status">{gpu ? <TrainingStatus words={words} state={state} /> : <p>{words.noGpu}</p>}</div>
      {learnt.length > 0 && (
        <p className={styles.note}>
          {words.losses(learnt.map((arm) => words.came(words.arms[arm], fixed(losses[arm], 2))))}
        </p>
      )}
      <Maps words={words} maps={mapsOf(searches)} title={words.unseen} id="tuning-unseen" />
      <FoundCurves
        words={words}
        caption={words.table}
        found={Object.fromEntries(TUNERS.map((arm) => [arm, meanFound(searches[arm] ?? [])]))}
      />
      <RecordedTuning words={words} />
    </div>
  );
}

/** Maps of the test, each with what every arm tried that has been tested. */
function mapsOf(searches: Readonly<Partial<Record<Tuner, readonly Searched[]>>>): ShownMap[] {
  return (searches.random ?? []).map(({ surface: { side, values } }, index) => ({
    side,
    values,
    trials: Object.fromEntries(
      TUNERS.flatMap((arm) => {
        const searched = searches[arm]?.[index];
        return searched ? [[arm, searched.trials]] : [];
      }),
    ),
  }));
}
