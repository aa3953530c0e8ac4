/** The lab: its benches by name, and the one that is chosen. */
import { useEffect, useRef, useState } from 'react';
import { connectLab } from '../../workers/labClient.ts';
import { useUi } from '../app/context.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Later } from '../parts/Later.tsx';
import { PANELS, type LabPanel } from './panels.ts';
import { enLab } from './words/enLab.ts';
import { zhLab } from './words/zhLab.ts';
import styles from './LabDialog.module.css';

interface Shown {
  readonly chosen: LabPanel['id'];
  readonly part?: string;
}

export default function LabDialog() {
  const words = useUi(({ language }) => (language === 'zh' ? zhLab : enLab));
  const [{ chosen, part }, setShown] = useState<Shown>({ chosen: PANELS[0].id });
  const [lab] = useState(() => connectLab());
  useEffect(() => () => lab.close(), [lab]);
  const nav = useRef<HTMLElement>(null);
  const open = (id: LabPanel['id'], at?: string) => {
    setShown({ chosen: id, part: at });
    // What was pressed goes with its panel: the focus stays in the dialog, and at its beginning.
    nav.current?.querySelector<HTMLElement>(`[data-bench="${id}"]`)?.focus();
  };
  const { Panel } = PANELS.find(({ id }) => id === chosen) ?? PANELS[0];
  return (
    <Dialog title={words.title} wide="table">
      <p className={styles.lead}>{words.lead}</p>
      <nav ref={nav} className={styles.benches} aria-label={words.benches}>
        {PANELS.map(({ id }) => (
          <button
            key={id}
            type="button"
            data-bench={id}
            aria-current={id === chosen ? 'page' : undefined}
            onClick={() => setShown({ chosen: id })}
          >
            {words.names[id]}
          </button>
        ))}
      </nav>
      <Later key={chosen} meanwhile={<p role="status">{words.loading}</p>}>
        <Panel lab={lab} part={part} onBench={open} />
      </Later>
    </Dialog>
  );
}
