/** What was learnt as pairs for the policy: added to the page's rankings, or taken along as a file. */
import { useMemo, useState } from 'react';
import { toJsonl } from '../../../preferences/exportRows.ts';
import { useApp } from '../../../ui/app/context.ts';
import type { BanditWords } from './enBandit.ts';
import { pairsOf, type Table } from './table.ts';
import styles from './BanditPanel.module.css';

const FILE = 'bandit-pairs.jsonl';

export function Pairs({ words, table }: { readonly words: BanditWords; readonly table: Table }) {
  const { files, preferences, download } = useApp();
  const [added, setAdded] = useState<number | null>(null);
  const pairs = useMemo(() => pairsOf(table), [table]);
  const add = async () => {
    const before = preferences.store.getState().events.length;
    await files.import(new File([toJsonl(pairs)], FILE));
    setAdded(preferences.store.getState().events.length - before);
  };
  return (
    <section aria-labelledby="bandit-pairs">
      <h3 id="bandit-pairs">{words.pairs}</h3>
      <p>{words.pairsNote}</p>
      <p role="status">
        {pairs.length === 0 ? words.pairsNone : words.pairsCount(pairs.length)}{' '}
        {added !== null && words.added(added)}
      </p>
      <div className={styles.buttons}>
        <button type="button" disabled={pairs.length === 0} onClick={() => void add()}>
          {words.addPairs}
        </button>
        <button type="button" disabled={pairs.length === 0} onClick={() => download(FILE, toJsonl(pairs))}>
          {words.download}
        </button>
      </div>
    </section>
  );
}
