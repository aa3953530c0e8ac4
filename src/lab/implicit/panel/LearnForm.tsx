/** Rankings out of what was done, on their way into the run beside those that a person gave. */
import { useMemo, useState } from 'react';
import { exportRankings } from '../../../preferences/exportRows.ts';
import { activeRankings } from '../../../preferences/log.ts';
import { useApp, usePreferences } from '../../../ui/app/context.ts';
import { fixed } from '../../../ui/text/format.ts';
import { rankingsOf, type Outcome } from '../outcomes.ts';
import type { ImplicitWords } from './enImplicit.ts';
import styles from './ImplicitPanel.module.css';

/** A deed says less than an order that somebody gave. */
const USUAL_COUNT = 0.5;

interface Props {
  readonly words: ImplicitWords;
  readonly outcomes: readonly Outcome[];
}

export function LearnForm({ words, outcomes }: Props) {
  const { files, preferences } = useApp();
  const known = usePreferences(({ events }) => events);
  const [counts, setCounts] = useState(USUAL_COUNT);
  const [added, setAdded] = useState(0);
  const standing = useMemo(() => activeRankings(known), [known]);
  const deeds = standing.filter(({ implicit }) => implicit !== undefined).length;
  const ids = new Set(known.map(({ id }) => id));
  const fresh = rankingsOf(outcomes, counts).filter(({ id }) => !ids.has(id));
  const add = async (): Promise<void> => {
    const before = known.length;
    await files.import(new File([exportRankings(fresh)], 'implicit.jsonl'));
    setAdded(preferences.store.getState().events.length - before);
  };
  return (
    <section aria-labelledby="implicit-learn">
      <h3 id="implicit-learn">{words.use}</h3>
      <p>{words.useText}</p>
      <p>{words.mixed(standing.length - deeds, deeds)}</p>
      <div className={styles.narrow}>
        <label>
          <span>
            {words.counts} {fixed(counts)}
          </span>
          <input
            type="range"
            min={0.05}
            max={1}
            step={0.05}
            value={counts}
            onChange={({ target }) => setCounts(Number(target.value))}
          />
        </label>
      </div>
      <div className={styles.buttons}>
        <button type="button" disabled={fresh.length === 0} onClick={() => void add()}>
          {words.add(fresh.length)}
        </button>
        <span role="status">{added > 0 && words.added(added)}</span>
      </div>
    </section>
  );
}
