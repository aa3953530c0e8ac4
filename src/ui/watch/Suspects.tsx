/** Three answers of the last rollout that score high and are worth little by the yardstick. */
import { useEffect, useState } from 'react';
import { ModelText } from '../parts/ModelText.tsx';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { suspectsOf, type Suspect } from './suspects.ts';
import { useWatchWords } from './useWatchWords.ts';
import styles from './Watch.module.css';

interface Props {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}

export function Suspects({ view, yardstick }: Props) {
  const words = useWatchWords();
  const suspects = useSuspects(view, yardstick);
  if (suspects.length === 0) return null;
  return (
    <>
      <p>{words.samples}</p>
      <ol className={styles.suspects}>
        {suspects.map(({ prompt, text, score, utility }, at) => (
          <li key={at} tabIndex={0}>
            <ModelText as="span" text={text} title={prompt.trim()} />{' '}
            <small>{words.sample(score, utility)}</small>
          </li>
        ))}
      </ol>
    </>
  );
}

/** None by a classifier, which answers elsewhere, nor where tastes cannot be loaded. */
function useSuspects({ samples, settings }: RunView, { labeler }: ChosenYardstick): readonly Suspect[] {
  const [suspects, setSuspects] = useState<readonly Suspect[]>([]);
  useEffect(() => {
    if (!samples || labeler === 'classifier') return undefined;
    let gone = false;
    import('../../rl/labelersFor.ts').then(
      ({ labelerFor }) => {
        if (gone) return;
        const { utility } = labelerFor(labeler, settings);
        setSuspects(suspectsOf(samples.samples, utility));
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [samples, settings, labeler]);
  return suspects;
}
