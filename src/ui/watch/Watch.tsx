/** One line over the curves: what is wrong, if anything is; what happened on the way; how long an iteration takes. */
import { Explain } from '../parts/Explain.tsx';
import { fixed } from '../text/format.ts';
import type { ChosenYardstick, RunView } from '../runs/view.ts';
import { Alarm } from './Alarm.tsx';
import { MarkSelect } from './MarkSelect.tsx';
import { usePace } from './usePace.ts';
import { useWatchWords } from './useWatchWords.ts';
import styles from './Watch.module.css';

interface Props {
  readonly view: RunView;
  readonly yardstick: ChosenYardstick;
}

export default function Watch({ view, yardstick }: Props) {
  const words = useWatchWords();
  const pace = usePace();
  return (
    <div className={styles.watch} role="group" aria-label={words.title}>
      <Alarm view={view} yardstick={yardstick} />
      <MarkSelect view={view} />
      {pace && view.kind === 'live' && (
        <Explain className={styles.pace} text={words.paceHelp(pace.iterations)}>
          {words.pace(fixed(pace.seconds, pace.seconds < 10 ? 1 : 0))}
        </Explain>
      )}
    </div>
  );
}
