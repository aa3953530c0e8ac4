/** What came of an experiment: each promise with its numbers, and what can be done with its runs. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Played } from '../../experiments/play.ts';
import { recordOf } from '../../rl/runs/recordFile.ts';
import type { RunRecord } from '../../rl/runs/record.ts';
import { useApp } from '../app/context.ts';
import { LawFigure } from './LawFigure.tsx';
import type { ExperimentPlay } from './state/playing.ts';
import { useExperimentsWords } from './useWords.ts';
import styles from './Experiments.module.css';

export function Outcome({ play, played }: { readonly play: ExperimentPlay; readonly played: Played }) {
  const words = useExperimentsWords();
  const { experiment } = play;
  const { promises } = words.experiments[experiment.id];
  return (
    <section>
      <h3>{words.came}</h3>
      <ul className={styles.promises}>
        {experiment.promises.map(({ id, see }) => {
          const { held, numbers } = see(played.records);
          return (
            <li key={id} data-held={held}>
              <b>{held ? words.held : words.broken}</b> {promises[id](...numbers)}
            </li>
          );
        })}
      </ul>
      {experiment.overoptimises && <LawFigure experiment={experiment} played={played} />}
      <Ways play={play} played={played} />
    </section>
  );
}

function Ways({ play, played }: { readonly play: ExperimentPlay; readonly played: Played }) {
  const app = useApp();
  const words = useExperimentsWords();
  const { experiment } = play;
  const { seed } = useStore(play.store);
  const { arms: names, name } = words.experiments[experiment.id];
  const [said, setSaid] = useState('');
  const recordsOf = (): readonly RunRecord[] =>
    experiment.arms.map(({ id }) => ({
      ...recordOf(played.records[id], `experiment-${experiment.id}-${id}-${seed}`),
      name: `${name}: ${names[id]}`.slice(0, 60),
      created: Date.now(),
    }));
  const keep = async () => {
    const runs = await app.runs.load();
    for (const record of recordsOf()) runs.add(record);
    setSaid(words.kept);
  };
  return (
    <div className={styles.ways}>
      {experiment.arms.map(({ id }, at) => (
        <button
          key={id}
          type="button"
          onClick={() => {
            app.recorded.show(recordsOf()[at]);
            app.run.setState({ view: 'recorded', company: false, yardstick: experiment.yardstick });
            app.closeDialog();
            app.recorded.play();
          }}
        >
          {words.look(names[id])}
        </button>
      ))}
      <button
        type="button"
        onClick={() => {
          app.session.configure({ ...experiment.settings, ...experiment.arms[0].settings });
          setSaid(words.taken);
        }}
      >
        {words.take(names[experiment.arms[0].id])}
      </button>
      <button type="button" onClick={() => void keep()}>
        {words.keep}
      </button>
      <span role="status">{said}</span>
    </div>
  );
}
