/** Everybody's rankings as files. */
import { useState } from 'react';
import type { ClassReport } from '../../preferences/class/classReport.ts';
import { mergedCsv, mergedJsonl } from '../../preferences/class/merged.ts';
import { useApp } from '../app/context.ts';
import { useClassWords } from './useClass.ts';
import { useNames } from './useNames.ts';
import styles from './Class.module.css';

export function TakeAlong({ report }: { readonly report: ClassReport }) {
  const app = useApp();
  const words = useClassWords().out;
  const nameOf = useNames();
  const [said, setSaid] = useState('');
  const raters = report.raters.map(({ rater }) => rater);
  const save = (name: string, text: string) => {
    app.download(name, text);
    setSaid(words.saved(name));
  };
  return (
    <section className={styles.section} aria-labelledby="class-out">
      <h3 id="class-out">{words.title}</h3>
      <p className={styles.row}>
        <button type="button" onClick={() => save('class-rankings.jsonl', mergedJsonl(raters, nameOf))}>
          {words.jsonl}
        </button>
        <button type="button" onClick={() => save('class-rankings.csv', mergedCsv(raters, nameOf))}>
          {words.csv}
        </button>
        <span role="status">{said}</span>
      </p>
    </section>
  );
}
