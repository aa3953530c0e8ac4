/** The experiments by name, and the one that is chosen. */
import { useEffect, useMemo, useState } from 'react';
import { EXPERIMENTS } from '../../experiments/index.ts';
import { connectExperiments } from '../../workers/experimentClient.ts';
import { useApp } from '../app/context.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { ExperimentPanel } from './ExperimentPanel.tsx';
import { ExperimentPlay } from './state/playing.ts';
import { useExperimentsWords } from './useWords.ts';
import styles from './Experiments.module.css';

// For a frame, which loads it from here.
export { EmbeddedExperiment } from './EmbeddedExperiment.tsx';

export default function ExperimentsDialog() {
  const app = useApp();
  const words = useExperimentsWords();
  const [link] = useState(() => connectExperiments());
  useEffect(() => () => link.close(), [link]);
  const plays = useMemo(() => EXPERIMENTS.map((experiment) => new ExperimentPlay(experiment, link)), [link]);
  const [chosen, setChosen] = useState(0);
  // An assignment may ask for one.
  useEffect(() => app.ui.setState({ experiment: EXPERIMENTS[chosen].id }), [app, chosen]);
  return (
    <Dialog title={words.title} wide="table">
      <p className={styles.lead}>{words.lead}</p>
      <div className={styles.columns}>
        <nav className={styles.list} aria-label={words.list}>
          {EXPERIMENTS.map(({ id }, at) => (
            <button
              key={id}
              type="button"
              aria-current={at === chosen ? 'page' : undefined}
              onClick={() => setChosen(at)}
            >
              {words.experiments[id].name}
            </button>
          ))}
        </nav>
        <ExperimentPanel key={chosen} play={plays[chosen]} />
      </div>
    </Dialog>
  );
}
