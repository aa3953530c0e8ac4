/** Takes files, folders, zips and links, and says what they hold and what could not be read. */
import { useRef, useState, type DragEvent } from 'react';
import { useStore } from 'zustand';
import type { ClassReport } from '../../preferences/class/classReport.ts';
import { allOf } from '../library/choice/dropped.ts';
import { takeDrop } from '../library/choice/taken.ts';
import { useClassroom, useClassWords } from './useClass.ts';
import { Worded } from '../told/Worded.tsx';
import styles from './Class.module.css';

export function GatherPanel({ report }: { readonly report: ClassReport }) {
  const words = useClassWords().gather;
  const { files } = useClassroom();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void allOf(takeDrop(event.dataTransfer)).then((found) => files.add(found));
  };
  return (
    <section className={styles.section} aria-labelledby="class-gather">
      <h3 id="class-gather">{words.title}</h3>
      <div
        className={styles.drop}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p>{words.drop}</p>
        <button type="button" onClick={() => input.current?.click()}>
          {words.choose}
        </button>
        <input
          ref={input}
          type="file"
          multiple
          className="visually-hidden"
          tabIndex={-1}
          aria-label={words.choose}
          onChange={(event) => {
            const chosen = [...(event.target.files ?? [])];
            event.target.value = '';
            void files.add(chosen.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
          }}
        />
      </div>
      <Links />
      <Summary report={report} />
      <Problems />
    </section>
  );
}

function Links() {
  const words = useClassWords().gather;
  const { files } = useClassroom();
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const add = () => {
    try {
      const count = files.addLinks(text);
      setSaid(words.added(count));
      if (count > 0) setText('');
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <details className={styles.links}>
      <summary>{words.links}</summary>
      <textarea
        rows={3}
        aria-label={words.links}
        placeholder={words.linksHelp}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className={styles.row}>
        <button type="button" disabled={text.trim() === ''} onClick={add}>
          {words.addLinks}
        </button>
        <span role="status">{said}</span>
      </p>
    </details>
  );
}

function Summary({ report }: { readonly report: ClassReport }) {
  const words = useClassWords().gather;
  const { files } = useClassroom();
  const { reading, raters, problems, parts } = useStore(files.store);
  const rankings = report.raters.reduce((sum, row) => sum + row.rankings, 0);
  return (
    <>
      <p className={styles.row} role="status">
        {reading > 0 && <span>{words.reading(reading)}</span>}
        {raters.length > 0 && (
          <strong>
            {words.summary(raters.length, rankings, report.sets.length, report.disputed.length)}
          </strong>
        )}
        {(raters.length > 0 || problems.length > 0 || parts.length > 0) && (
          <button type="button" onClick={() => files.clear()}>
            {words.clear}
          </button>
        )}
      </p>
      {parts.map(({ have, of }, at) => (
        <p key={at}>{words.waiting(have, of)}</p>
      ))}
    </>
  );
}

function Problems() {
  const words = useClassWords().gather;
  const { files } = useClassroom();
  const problems = useStore(files.store, (state) => state.problems);
  if (problems.length === 0) return null;
  return (
    <details className={styles.problems} open>
      <summary>{words.problems(problems.length)}</summary>
      <ul>
        {problems.map((problem, at) => (
          <li key={at}>
            <b>{problem.path}</b> <Worded text={words.problem(problem)} />
          </li>
        ))}
      </ul>
    </details>
  );
}
