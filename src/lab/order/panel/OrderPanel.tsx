/** Shuffled or in order: models that learn one procedure from the same interactions in several layouts, and what each knows of it. */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useUi } from '../../../ui/app/context.ts';
import type { SequenceConnection } from '../../../workers/labProtocol.ts';
import type { Arm } from '../conversations.ts';
import { Courses } from './Courses.tsx';
import { enOrder, type OrderWords } from './enOrder.ts';
import { Learners } from './Learners.tsx';
import { LessonForm } from './LessonForm.tsx';
import { Recorded } from './Recorded.tsx';
import { createBench, train, type BenchStore } from './training.ts';
import { zhOrder } from './zhOrder.ts';
import styles from './OrderPanel.module.css';

/** What was set and found outlives the dialog. */
const kept = createBench();

interface Props {
  readonly lab: SequenceConnection;
  /** For tests: otherwise the one that is kept. */
  readonly store?: BenchStore;
}

export default function OrderPanel({ lab, store = kept }: Props) {
  const words = useUi(({ language }) => (language === 'zh' ? zhOrder : enOrder));
  const { setting, learners } = useStore(store);
  const { state, begin, stop } = useTraining(lab, store);
  const [wrong, setWrong] = useState(false);
  const gpu = 'gpu' in navigator;
  return (
    <div className={styles.panel}>
      <p>{words.lead}</p>
      <p>{words.first}</p>
      <LessonForm
        words={words}
        setting={setting}
        busy={state.is === 'learning'}
        onSetting={(change) => store.setState({ setting: { ...setting, ...change } })}
        onWrong={setWrong}
      />
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={!gpu || wrong || setting.arms.length === 0 || state.is === 'learning'}
          onClick={() => void begin()}
        >
          {words.train(setting.arms.length)}
        </button>
        <button type="button" disabled={state.is !== 'learning'} onClick={stop}>
          {words.stop}
        </button>
      </div>
      <div role="status">{gpu ? <Status words={words} state={state} /> : <p>{words.noGpu}</p>}</div>
      {learners.length > 0 && <Learners words={words} learners={learners} />}
      {learners.some(({ courses }) => courses.length > 0) && <Courses words={words} learners={learners} />}
      <Recorded words={words} />
    </div>
  );
}

type TrainingState =
  | { readonly is: 'idle' | 'stopped' }
  | { readonly is: 'learning'; readonly arm: Arm; readonly done: number; readonly total: number }
  | { readonly is: 'failed'; readonly why: string };

function useTraining(lab: SequenceConnection, store: BenchStore) {
  const [state, setState] = useState<TrainingState>({ is: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const begin = async (): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    let at: Arm = store.getState().setting.arms[0];
    const tell = (done: number, total: number) => setState({ is: 'learning', arm: at, done, total });
    const onArm = (arm: Arm) => {
      at = arm;
      tell(0, store.getState().setting.updates);
    };
    try {
      const hooks = { signal, onArm, onProgress: tell };
      await train(store, (options) => lab.openSequences(options, { signal }), hooks);
      setState({ is: 'idle' });
    } catch (error) {
      if (signal.aborted) setState({ is: 'stopped' });
      else setState({ is: 'failed', why: error instanceof Error ? error.message : String(error) });
    } finally {
      running.current = null;
    }
  };
  return { state, begin, stop: () => running.current?.abort() };
}

function Status({ words, state }: { readonly words: OrderWords; readonly state: TrainingState }) {
  switch (state.is) {
    case 'idle':
      return null;
    case 'stopped':
      return <p>{words.stopped}</p>;
    case 'failed':
      return <p>{words.failed(state.why)}</p>;
    case 'learning':
      return (
        <p>
          {words.learning(words.arms[state.arm], state.done, state.total)}{' '}
          <progress className={styles.progress} max={state.total} value={state.done} aria-hidden="true" />
        </p>
      );
  }
}
