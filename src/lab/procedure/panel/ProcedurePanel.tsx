/** Procedure cloning on the page: three models learn mazes from scratch side by side, and show how they search unseen ones. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { SequenceConnection } from '../../../workers/labProtocol.ts';
import { useUi } from '../../../ui/app/context.ts';
import { ARMS, type Arm, type Solution } from '../mazes/arms.ts';
import { isRight, type TypedSetting } from './choices.ts';
import { createClassroom, FIRST_SETTINGS, type ClassroomStore } from './classroom.ts';
import { Curves } from './Curves.tsx';
import { enProcedure } from './enProcedure.ts';
import { OwnMaze } from './OwnMaze.tsx';
import { Recorded } from './Recorded.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { SideBySide } from './SideBySide.tsx';
import { useClassroom } from './useClassroom.ts';
import { zhProcedure } from './zhProcedure.ts';
import { TrainingStatus } from './training/TrainingStatus.tsx';
import styles from './ProcedurePanel.module.css';

/** What was chosen and learnt outlives the dialog; the models do not. */
const kept = createClassroom();

interface Props {
  readonly lab: SequenceConnection;
  /** For tests: otherwise the one that is kept. */
  readonly store?: ClassroomStore;
}

export default function ProcedurePanel({ lab, store = kept }: Props) {
  const words = useUi(({ language }) => (language === 'zh' ? zhProcedure : enProcedure));
  const { settings, arms, state, trained, pupils } = useStore(store);
  const [wrong, setWrong] = useState<readonly TypedSetting[]>([]);
  const { start, stop, models } = useClassroom(lab, store);
  const busy = state.is === 'opening' || state.is === 'training' || state.is === 'testing';
  const gpu = 'gpu' in navigator;
  const solutions = Object.fromEntries(
    ARMS.map((arm): [Arm, readonly Solution[]] => [arm, pupils[arm]?.solutions ?? []]),
  );
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <p>{words.first}</p>
      <SettingsForm
        words={words}
        settings={settings}
        arms={arms}
        disabled={busy}
        onSettings={(change) => store.setState({ settings: { ...settings, ...change } })}
        onArms={(chosen) => store.setState({ arms: chosen })}
        onRight={(setting, right) =>
          setWrong([...wrong.filter((each) => each !== setting), ...(right ? [] : [setting])])
        }
      />
      {arms.length === 0 && <p role="alert">{words.noArm}</p>}
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={busy || !gpu || arms.length === 0 || wrong.length > 0 || !isRight(settings)}
          onClick={() => void start()}
        >
          {words.train}
        </button>
        <button type="button" disabled={!busy} onClick={stop}>
          {words.stop}
        </button>
        <button
          type="button"
          disabled={busy || settings === FIRST_SETTINGS}
          onClick={() => store.setState({ settings: FIRST_SETTINGS })}
        >
          {words.usual}
        </button>
      </div>
      <div role="status">{gpu ? <TrainingStatus words={words} state={state} /> : <p>{words.noGpu}</p>}</div>
      {trained && (
        <>
          <Curves words={words} learners={pupils} updates={trained.updates} />
          <SideBySide words={words} solutions={solutions} title={words.unseen} id="procedure-unseen" />
        </>
      )}
      <OwnMaze
        key={trained?.size ?? settings.size}
        words={words}
        size={trained?.size ?? settings.size}
        models={models}
        arms={arms}
        ready={!busy && models.size > 0}
      />
      <Recorded words={words} />
    </div>
  );
}
