/** The assignment that is worked on: what to do, what is done, and the way to hand it in. Above the answers, as small as it can be. */
import { useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { Task } from '../../preferences/class/assignment.ts';
import type { TaskProgress } from '../../preferences/class/tasks.ts';
import { enExperiments } from '../experiments/words/enExperiments.ts';
import { zhExperiments } from '../experiments/words/zhExperiments.ts';
import { useApp, usePreferences, useRun, useUi } from '../app/context.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { titleOf } from './state/classroom.ts';
import { useClassroom, useClassWords } from './useClass.ts';
import styles from './Class.module.css';

export default function AssignmentPanel() {
  const app = useApp();
  const words = useClassWords().assigned;
  const language = useUi((state) => state.language);
  const { work } = useClassroom();
  const { assignment } = useStore(work.store);
  // Tasks are judged by these.
  usePreferences((state) => state.events);
  useRun((state) => state.agreement);
  useSyncExternalStore(app.live.subscribe, () => app.live.version);
  if (!assignment) return null;
  const progress = work.progress();
  const done = progress.filter((one) => one.done).length;
  const text = assignment.text[language] || assignment.text.en || assignment.text.zh;
  return (
    <section className={styles.assignment} aria-labelledby="assignment-title" data-panel>
      <h2 id="assignment-title">{titleOf(assignment, language)}</h2>
      {text && <p className={styles.said}>{text}</p>}
      {progress.length > 0 && (
        <details open>
          <summary>
            <span role="status">{words.progress(done, progress.length)}</span>
          </summary>
          <ol className={styles.tasks} aria-label={words.tasks}>
            {assignment.tasks.map((task, index) => (
              <TaskLine key={index} task={task} index={index} progress={progress[index]} />
            ))}
          </ol>
        </details>
      )}
      <p className={styles.row}>
        <ActionButton id="handIn" label={words.handIn} />
        <button type="button" className={styles.quiet} onClick={() => work.leave()}>
          {words.leave}
        </button>
      </p>
    </section>
  );
}

interface TaskProps {
  readonly task: Task;
  readonly index: number;
  readonly progress: TaskProgress;
}

function TaskLine({ task, index, progress }: TaskProps) {
  const words = useClassWords();
  const language = useUi((state) => state.language);
  const { done, now, of } = progress;
  const { experiments } = language === 'zh' ? zhExperiments : enExperiments;
  const experiment = (id: string) => (id in experiments ? experiments[id].name : id);
  return (
    <li data-done={done}>
      <span aria-label={done ? words.assigned.done : words.assigned.open} role="img">
        {done ? '✓' : '○'}
      </span>
      <span>
        {words.task(task, { experiment })} {!done && of > 1 && <small>{words.assigned.count(now, of)}</small>}
        {!done && task.do === 'agree' && <small>{words.assigned.reached(now, of)}</small>}
      </span>
      {task.do === 'find' && !done && <Find index={index} />}
      {task.do === 'experiment' && !done && <ActionButton id="experiments" kind="quiet" />}
    </li>
  );
}

function Find({ index }: { readonly index: number }) {
  const words = useClassWords().assigned;
  const { work } = useClassroom();
  const found = useStore(work.store, (state) => state.found[index] as number | undefined);
  const [typed, setTyped] = useState('');
  return (
    <form
      className={styles.row}
      onSubmit={(event) => {
        event.preventDefault();
        if (/^\d+$/.test(typed.trim())) work.find(index, Number(typed));
      }}
    >
      <input
        type="text"
        inputMode="numeric"
        size={5}
        aria-label={words.iteration}
        placeholder={words.iteration}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit">{words.check}</button>
      <span role="status">{found !== undefined && String(found) === typed.trim() && words.wrong}</span>
    </form>
  );
}
