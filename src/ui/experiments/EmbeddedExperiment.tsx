/** One experiment by itself, for a frame: it asks for a GPU when somebody runs it. */
import { useEffect, useState } from 'react';
import { EXPERIMENTS } from '../../experiments/index.ts';
import { connectExperiments } from '../../workers/experimentClient.ts';
import { ExperimentPanel } from './ExperimentPanel.tsx';
import { ExperimentPlay } from './state/playing.ts';
import { useExperimentsWords } from './useWords.ts';

export function EmbeddedExperiment({ id }: { readonly id: string }) {
  const words = useExperimentsWords();
  const [play] = useState(() => {
    const experiment = EXPERIMENTS.find((one) => one.id === id);
    return experiment ? new ExperimentPlay(experiment, connectExperiments()) : null;
  });
  useEffect(() => () => play?.stop(), [play]);
  if (play) return <ExperimentPanel play={play} />;
  return <p role="alert">{`${words.list}: ${EXPERIMENTS.map((one) => one.id).join(', ')}`}</p>;
}
