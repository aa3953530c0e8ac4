/** How far a training is, in words and as a bar. */
import type { TrainingState } from './trainingState.ts';
import styles from './TrainingStatus.module.css';

interface Props {
  readonly words: {
    readonly opening: string;
    readonly stopped: string;
    readonly done: string;
    training(update: number, updates: number): string;
    testing(done: number, all: number): string;
    failed(why: string): string;
  };
  readonly state: TrainingState;
}

export function TrainingStatus({ words, state }: Props) {
  switch (state.is) {
    case 'idle':
      return null;
    case 'training':
    case 'testing':
      return (
        <p>
          {words[state.is](state.update, state.updates)}{' '}
          <progress className={styles.progress} max={state.updates} value={state.update} aria-hidden="true" />
        </p>
      );
    case 'failed':
      return <p>{words.failed(state.why)}</p>;
    case 'opening':
    case 'stopped':
    case 'done':
      return <p>{words[state.is]}</p>;
  }
}
