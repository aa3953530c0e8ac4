/** The same iterations on devices that the engine was measured on. */
import { useRun } from '../../../ui/app/context.ts';
import { DataTable } from '../../../ui/parts/DataTable.tsx';
import type { WatchedIteration } from '../../../rl/runs/partTime.ts';
import { DEVICES, iterationOn } from '../devices.ts';
import { PARTS, workOf } from '../forecast.ts';
import type { CostWords } from './enCost.ts';
import { epochsOf } from './epochs.ts';
import { seconds } from '../../../ui/text/amounts.ts';
import styles from './CostPanel.module.css';

interface Props {
  readonly words: CostWords;
  readonly watched: readonly WatchedIteration[];
  readonly iterations: number;
}

export function OtherDevices({ words, watched, iterations }: Props) {
  const { run } = words;
  const parameters = useRun(({ session }) => session?.parameters ?? 0);
  const epochs = useRun(({ settings }) => epochsOf(settings));
  const work = { ...workOf(watched), parameters, epochs };
  return (
    <>
      <h4>{run.devices}</h4>
      <DataTable
        inText
        caption={run.devices}
        headers={[run.device, ...PARTS.map((part) => run.parts[part]), run.sum, '']}
        rows={DEVICES.map((device) => {
          const { parts, beyond } = iterationOn(device, work);
          const total = PARTS.reduce((sum, part) => sum + parts[part], 0);
          return [
            device.name,
            ...PARTS.map((part) => seconds(parts[part] * iterations)),
            seconds(total * iterations),
            beyond ? run.beyond : run.guess,
          ];
        })}
      />
      <p className={styles.note}>{run.devicesNote}</p>
    </>
  );
}
