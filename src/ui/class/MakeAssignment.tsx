/** The form that makes an assignment's file or link of what is open on the page. */
import { useMemo, useState } from 'react';
import { writeAssignment, type Assignment, type Task } from '../../preferences/class/assignment.ts';
import { EXPERIMENTS } from '../../experiments/index.ts';
import { enExperiments } from '../experiments/words/enExperiments.ts';
import { zhExperiments } from '../experiments/words/zhExperiments.ts';
import { packText } from '../runs/state/link.ts';
import { messageOf } from '../../workers/failures.ts';
import { useApp, usePreferences, useUi } from '../app/context.ts';
import { assignmentOf, rankedSets, writtenSets, type Draft } from './state/makeAssignment.ts';
import { useClassroom, useClassWords } from './useClass.ts';
import styles from './Class.module.css';

/** As it is typed: '' is no task. */
interface Form {
  readonly titleEn: string;
  readonly titleZh: string;
  readonly textEn: string;
  readonly textZh: string;
  readonly source: Draft['source'];
  readonly sets: number;
  readonly repeats: number;
  readonly agree: string;
  readonly train: string;
  readonly klBelow: string;
  readonly experiment: string;
  readonly find: boolean;
}

const START: Form = {
  titleEn: 'Rank these answers',
  titleZh: '给这些回答排序',
  textEn: '',
  textZh: '',
  source: 'written',
  sets: 12,
  repeats: 3,
  agree: '',
  train: '',
  klBelow: '',
  experiment: '',
  find: false,
};

export function MakeAssignment() {
  const app = useApp();
  const words = useClassWords().make;
  const room = useClassroom();
  const events = usePreferences((state) => state.events);
  const ranked = useMemo(() => rankedSets(events), [events]);
  const [form, setForm] = useState(START);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<Form>) => setForm((before) => ({ ...before, ...part }));

  const make = async (give: (assignment: Assignment) => Promise<string> | string) => {
    setBusy(true);
    try {
      const { source, sets: count } = form;
      const run = app.run.getState();
      const written = (done: number) => setSaid(words.writing(done, count));
      const sets =
        source === 'none'
          ? []
          : source === 'ranked'
            ? ranked.slice(0, count)
            : await writtenSets((prompt) => room.write(prompt), run, count, written);
      const assignment = assignmentOf(draftOf(form, sets.length), sets, run);
      room.known.add(assignment);
      setSaid(await give(assignment));
    } catch (error) {
      setSaid(words.failed(messageOf(error)));
    }
    setBusy(false);
  };
  const save = (assignment: Assignment) => {
    const name = `${(assignment.title.en || 'assignment').replaceAll(/[^\w]+/g, '-').toLowerCase()}.json`;
    app.download(name, writeAssignment(assignment));
    return words.saved(name);
  };
  const copy = async (assignment: Assignment) => {
    const link = linkOf(assignment);
    if (link === null) return words.linkLong;
    await navigator.clipboard.writeText(link);
    return link;
  };
  return (
    <details className={styles.make}>
      <summary>{words.title}</summary>
      <p className={styles.lead}>{words.lead}</p>
      <div className={styles.form}>
        <Texts form={form} change={change} />
        <Answers form={form} change={change} ranked={ranked.length} />
        <Tasks form={form} change={change} />
      </div>
      <p className={styles.row}>
        <button type="button" className={styles.primary} disabled={busy} onClick={() => void make(save)}>
          {words.save}
        </button>
        <button type="button" disabled={busy} onClick={() => void make(copy)}>
          {words.link}
        </button>
        <span role="status" className={styles.wrap}>
          {said}
        </span>
      </p>
    </details>
  );
}

interface PartProps {
  readonly form: Form;
  change(part: Partial<Form>): void;
}

function Texts({ form, change }: PartProps) {
  const words = useClassWords().make;
  return (
    <>
      <label>
        {words.titleEn}
        <input
          type="text"
          value={form.titleEn}
          onChange={(event) => change({ titleEn: event.target.value })}
        />
      </label>
      <label>
        {words.titleZh}
        <input
          type="text"
          value={form.titleZh}
          onChange={(event) => change({ titleZh: event.target.value })}
        />
      </label>
      <label>
        {words.textEn}
        <textarea rows={2} value={form.textEn} onChange={(event) => change({ textEn: event.target.value })} />
      </label>
      <label>
        {words.textZh}
        <textarea rows={2} value={form.textZh} onChange={(event) => change({ textZh: event.target.value })} />
      </label>
    </>
  );
}

function Answers({ form, change, ranked }: PartProps & { readonly ranked: number }) {
  const words = useClassWords().make;
  return (
    <>
      <label>
        {words.source}
        <select
          value={form.source}
          onChange={(event) => change({ source: event.target.value as Draft['source'] })}
        >
          <option value="written">{words.written}</option>
          <option value="ranked" disabled={ranked === 0}>
            {words.ranked(ranked)}
          </option>
          <option value="none">{words.none}</option>
        </select>
      </label>
      <label>
        {words.sets}
        <input
          type="number"
          min={2}
          max={100}
          value={form.sets}
          onChange={(event) => change({ sets: event.target.valueAsNumber || 2 })}
        />
      </label>
      <label title={words.repeatsHelp}>
        {words.repeats}
        <input
          type="number"
          min={0}
          max={50}
          disabled={form.source === 'none'}
          value={form.repeats}
          onChange={(event) => change({ repeats: event.target.valueAsNumber || 0 })}
        />
      </label>
    </>
  );
}

function Tasks({ form, change }: PartProps) {
  const words = useClassWords().make;
  const { experiments } = useUi(({ language }) => (language === 'zh' ? zhExperiments : enExperiments));
  return (
    <>
      <label>
        {words.agree}
        <input
          type="text"
          inputMode="decimal"
          placeholder="0.7"
          value={form.agree}
          onChange={(event) => change({ agree: event.target.value })}
        />
      </label>
      <label>
        {words.train}
        <input
          type="text"
          inputMode="numeric"
          placeholder="10"
          value={form.train}
          onChange={(event) => change({ train: event.target.value })}
        />
      </label>
      <label>
        {words.klBelow}
        <input
          type="text"
          inputMode="decimal"
          placeholder="5"
          value={form.klBelow}
          onChange={(event) => change({ klBelow: event.target.value })}
        />
      </label>
      <label>
        {words.experiment}
        <select value={form.experiment} onChange={(event) => change({ experiment: event.target.value })}>
          <option value="">{words.noTask}</option>
          {EXPERIMENTS.map(({ id }) => (
            <option key={id} value={id}>
              {experiments[id].name}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={form.find}
          onChange={(event) => change({ find: event.target.checked })}
        />
        {words.find}
      </label>
    </>
  );
}

/** @param sets as many as there are */
function draftOf(form: Form, sets: number): Draft {
  const repeats = Math.min(form.repeats, Math.floor(sets / 2));
  const number = (text: string) => (text.trim() === '' ? null : Number(text));
  const [agree, train, klBelow] = [form.agree, form.train, form.klBelow].map(number);
  const tasks: Task[] = [{ do: 'rank', count: form.source === 'none' ? form.sets : sets + repeats }];
  if (agree !== null) tasks.push({ do: 'agree', reach: agree > 1 ? agree / 100 : agree });
  if (train !== null) tasks.push({ do: 'train', count: train, ...(klBelow !== null && { klBelow }) });
  if (form.experiment !== '') tasks.push({ do: 'experiment', id: form.experiment });
  if (form.find) tasks.push({ do: 'find', metric: 'objective/kl', extreme: 'highest' });
  return {
    title: { en: form.titleEn, zh: form.titleZh },
    text: { en: form.textEn, zh: form.textZh },
    source: form.source,
    sets,
    repeats,
    tasks,
  };
}

function linkOf(assignment: Assignment): string | null {
  try {
    return `${location.origin}${location.pathname}#assignment=${packText(writeAssignment(assignment))}`;
  } catch {
    // Too long.
    return null;
  }
}
